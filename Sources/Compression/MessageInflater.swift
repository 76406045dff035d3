internal import CZlib

/// Undoes permessage-deflate (RFC 7692) for the messages of one side of a WebSocket.
///
/// With context takeover the window of one message serves the next, so that a broken message breaks those behind it, too. The native
/// state is made with the first compressed byte: 7 KiB and a window of up to 32 KiB.
package final class MessageInflater {
    private enum State {
        case fresh, ready
        case failed(DecodingFailure)
    }

    private let forgetsContext: Bool
    private let limits: DecodingLimits
    private var state = State.fresh
    private var stream: InflateStream?
    /// Of the open message.
    private var received = 0
    private var produced = 0

    /// A message may grow as far as a frame may; what is sent to crash a receiver grows further.
    package static let messageLimits = DecodingLimits(maximumOutput: 256 << 20)

    /// - Parameters:
    ///   - forgetsContext: each message begins with an empty window (`…_no_context_takeover`).
    ///   - limits: how far one message may grow.
    package init(forgetsContext: Bool, limits: DecodingLimits = messageLimits) {
        self.forgetsContext = forgetsContext
        self.limits = limits
    }

    deinit {
        release()
    }

    /// Why nothing more can be inflated; nil while all is well.
    package var failure: DecodingFailure? {
        if case .failed(let failure) = state { failure } else { nil }
    }

    /// Inflates the next bytes of a message and appends everything that they complete.
    package func inflate(_ piece: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) {
        received += piece.count
        run(piece, into: &output)
    }

    /// The message is whole: appends its rest, and gets ready for the next.
    package func endMessage(into output: inout [UInt8]) {
        // RFC 7692 7.2.2: what the sender cut off.
        let tail: [UInt8] = [0x00, 0x00, 0xFF, 0xFF]
        tail.withUnsafeBufferPointer { run($0, into: &output) }
        received = 0
        produced = 0
        guard forgetsContext else { return }
        release()
        state = .fresh
    }
}

extension MessageInflater {
    private func run(_ input: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) {
        guard failure == nil, !input.isEmpty, let stream = openStream() else { return }
        var cursor = InputCursor(input)
        while cursor.remaining > 0 {
            let given = min(cursor.remaining, Int(UInt32.max))
            stream.pointee.next_in = UnsafeMutablePointer(mutating: cursor.next)
            stream.pointee.avail_in = UInt32(given)
            let code = inflateAll(stream, into: &output)
            let used = given - Int(stream.pointee.avail_in)
            cursor.skip(used)
            guard failure == nil else { return release() }
            switch code {
            case Z_OK, Z_BUF_ERROR: if used == 0 { return }
            // RFC 7692 7.2.3.4: a final block ends nothing but itself.
            case Z_STREAM_END: restart(stream)
            default:
                return fail(.corrupt(.deflate, reason: stream.reason(for: code)))
            }
        }
    }

    /// Inflates until the input is used up or the stream ends; returns zlib's last word.
    private func inflateAll(_ stream: InflateStream, into output: inout [UInt8]) -> Int32 {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: outputPieceSize) { piece in
            while true {
                stream.pointee.next_out = piece.baseAddress
                stream.pointee.avail_out = UInt32(piece.count)
                let code = CZlib.inflate(stream, Z_SYNC_FLUSH)
                let count = piece.count - Int(stream.pointee.avail_out)
                produced += count
                if let failure = limits.failure(produced: produced, received: received) {
                    state = .failed(failure)
                    return code
                }
                output.append(contentsOf: piece[..<count])
                guard code == Z_OK, stream.pointee.avail_out == 0 else { return code }
            }
        }
    }

    /// Goes on with another stream and the same window.
    private func restart(_ stream: InflateStream) {
        var window = [UInt8](repeating: 0, count: 32 << 10)
        var count: UInt32 = 0
        let isKept = window.withUnsafeMutableBufferPointer { memory in
            inflateGetDictionary(stream, memory.baseAddress, &count) == Z_OK
        }
        guard isKept, inflateReset(stream) == Z_OK, inflateSetDictionary(stream, window, count) == Z_OK else {
            return fail(.outOfMemory(.deflate))
        }
    }

    private func openStream() -> InflateStream? {
        if let stream { return stream }
        // A window of 32 KiB serves every smaller one.
        guard let made = InflateStream.inflating(windowBits: -15) else {
            fail(.outOfMemory(.deflate))
            return nil
        }
        state = .ready
        stream = made
        return made
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
