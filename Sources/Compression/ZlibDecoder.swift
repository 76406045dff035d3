internal import CZlib

/// Undoes gzip (RFC 1952, with concatenated members) and deflate (RFC 1950, and the raw RFC 1951 that servers send).
final class ZlibDecoder: CodingDecoder {
    enum Wrapper {
        case gzip, deflate
    }

    private enum State {
        /// No byte came yet; next is `inside`.
        case fresh
        /// In a member; next is `between` (gzip), `ended` or `failed`.
        case inside
        /// A gzip member ended; next is `magic` or `ended`.
        case between
        /// The byte 1F came after a member; next is `inside` or `ended`.
        case magic
        /// Whatever comes now is ignored.
        case ended
        case failed(DecodingFailure)
    }

    private let wrapper: Wrapper
    private var state = State.fresh
    private var stream: InflateStream?

    init(wrapper: Wrapper) {
        self.wrapper = wrapper
    }

    deinit {
        release()
    }

    func decode(
        _ input: UnsafeBufferPointer<UInt8>,
        emit: (UnsafeBufferPointer<UInt8>) -> Bool
    ) -> DecodingStatus {
        var cursor = InputCursor(input)
        while cursor.remaining > 0, let first = cursor.next?.pointee {
            switch state {
            case .fresh: start(firstByte: first)
            case .inside:
                guard inflateAll(&cursor, emit: emit) else { return status }
            case .between:
                guard first == 0x1F else { return end() }
                state = .magic
                cursor.skip(1)
            case .magic:
                guard first == 0x8B else { return end() }
                startNextMember()
                cursor.skip(1)
            case .ended, .failed: return status
            }
        }
        return status
    }

    func finish() -> DecodingStatus {
        switch state {
        case .inside: fail(.truncated(coding))
        case .fresh, .between, .magic, .ended: release()
        case .failed: break
        }
        return status == .needsInput ? .ended : status
    }

    private var coding: ContentCoding { wrapper == .gzip ? .gzip : .deflate }

    var status: DecodingStatus {
        switch state {
        case .fresh, .inside: .needsInput
        case .between, .magic, .ended: .ended
        case .failed(let failure): .failed(failure)
        }
    }

    private func start(firstByte: UInt8) {
        stream = InflateStream.inflating(windowBits: windowBits(firstByte: firstByte))
        guard stream != nil else { return fail(.outOfMemory(coding)) }
        state = .inside
    }

    private func windowBits(firstByte: UInt8) -> Int32 {
        switch wrapper {
        case .gzip: 15 + 16
        // RFC 1950: method 8, window at most 32 KiB. As the start of raw deflate these bits would be a stored block
        // with padding that is not zero, which nobody writes.
        case .deflate: firstByte & 0x8F == 0x08 ? 15 : -15
        }
    }

    private func startNextMember() {
        guard let stream, inflateReset(stream) == Z_OK else { return fail(.outOfMemory(.gzip)) }
        state = .inside
        let magic: [UInt8] = [0x1F, 0x8B]
        magic.withUnsafeBufferPointer { bytes in
            var cursor = InputCursor(bytes)
            _ = inflateAll(&cursor) { _ in true }
        }
    }

    /// Inflates up to the end of the input or of the member; false when the caller should stop.
    private func inflateAll(_ cursor: inout InputCursor, emit: (UnsafeBufferPointer<UInt8>) -> Bool) -> Bool {
        guard let stream else { return false }
        let given = min(cursor.remaining, Int(UInt32.max))
        stream.pointee.next_in = UnsafeMutablePointer(mutating: cursor.next)
        stream.pointee.avail_in = UInt32(given)
        let goesOn = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: outputPieceSize) { piece in
            inflateAll(stream, through: piece, emit: emit)
        }
        // After a failure the stream is freed.
        guard goesOn else { return false }
        cursor.skip(given - Int(stream.pointee.avail_in))
        return true
    }

    private func inflateAll(
        _ stream: InflateStream,
        through piece: UnsafeMutableBufferPointer<UInt8>,
        emit: (UnsafeBufferPointer<UInt8>) -> Bool
    ) -> Bool {
        while true {
            stream.pointee.next_out = piece.baseAddress
            stream.pointee.avail_out = UInt32(piece.count)
            let code = inflate(stream, Z_NO_FLUSH)
            let room = Int(stream.pointee.avail_out)
            if room < piece.count, !emit(UnsafeBufferPointer(rebasing: piece[..<(piece.count - room)])) { return false }
            switch code {
            case Z_OK where room == 0: continue
            // Z_BUF_ERROR: there was nothing to do, which is no error.
            case Z_OK, Z_BUF_ERROR: return true
            case Z_STREAM_END:
                if wrapper == .gzip { state = .between } else { end() }
                return true
            default:
                fail(.corrupt(coding, reason: stream.reason(for: code)))
                return false
            }
        }
    }

    @discardableResult
    private func end() -> DecodingStatus {
        state = .ended
        return .ended
    }

    private func fail(_ failure: DecodingFailure) {
        state = .failed(failure)
        release()
    }

    private func release() {
        stream?.endInflating()
        stream = nil
    }
}
