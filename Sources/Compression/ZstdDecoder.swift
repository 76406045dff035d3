internal import CZstd

/// Undoes zstd (RFC 8878), with concatenated and skippable frames.
final class ZstdDecoder: CodingDecoder {
    private let maximumWindow: Int
    private var handle: OpaquePointer?
    private var failure: DecodingFailure?
    /// What comes after a whole frame and is no frame is ignored.
    private var ignoresRest = false
    private var frames = 0
    /// Bytes eaten since the last frame ended.
    private var frameInput = 0

    init(maximumWindow: Int) {
        self.maximumWindow = maximumWindow
    }

    deinit {
        release()
    }

    func decode(
        _ input: UnsafeBufferPointer<UInt8>,
        emit: (UnsafeBufferPointer<UInt8>) -> Bool
    ) -> DecodingStatus {
        guard failure == nil, !ignoresRest, !input.isEmpty else { return status }
        if handle == nil { handle = makeHandle() }
        guard let handle else { return fail(.outOfMemory(.zstd)) }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: outputPieceSize) { piece in
            decodeAll(handle, input, through: piece, emit: emit)
        }
    }

    func finish() -> DecodingStatus {
        // Fewer bytes than a magic number after a whole frame are rubbish, not a frame.
        if status == .needsInput, frames == 0 || frameInput >= 4 { return fail(.truncated(.zstd)) }
        release()
        return failure.map { .failed($0) } ?? .ended
    }

    var status: DecodingStatus {
        if let failure { return .failed(failure) }
        return ignoresRest || (frames > 0 && frameInput == 0) ? .ended : .needsInput
    }

    private func makeHandle() -> OpaquePointer? {
        guard let handle = ZSTD_createDCtx() else { return nil }
        let bits = Int.bitWidth - 1 - max(1, maximumWindow).leadingZeroBitCount
        let bounds = ZSTD_dParam_getBounds(ZSTD_d_windowLogMax)
        let log = min(max(Int32(bits), bounds.lowerBound), bounds.upperBound)
        ZSTD_DCtx_setParameter(handle, ZSTD_d_windowLogMax, log)
        return handle
    }

    private func decodeAll(
        _ handle: OpaquePointer,
        _ input: UnsafeBufferPointer<UInt8>,
        through piece: UnsafeMutableBufferPointer<UInt8>,
        emit: (UnsafeBufferPointer<UInt8>) -> Bool
    ) -> DecodingStatus {
        var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        var isFull = false
        while source.pos < source.size || isFull {
            var target = ZSTD_outBuffer(dst: piece.baseAddress, size: piece.count, pos: 0)
            let start = source.pos
            let hint = ZSTD_decompressStream(handle, &target, &source)
            frameInput += source.pos - start
            if target.pos > 0, !emit(UnsafeBufferPointer(rebasing: piece[..<target.pos])) { return status }
            if ZSTD_isError(hint) != 0 { return refuse(hint) }
            isFull = target.pos == target.size && hint != 0
            guard hint == 0 else { continue }
            frames += 1
            frameInput = 0
        }
        return status
    }

    private func refuse(_ code: Int) -> DecodingStatus {
        switch ZSTD_getErrorCode(code) {
        case ZSTD_error_prefix_unknown where frames > 0:
            ignoresRest = true
            return .ended
        case ZSTD_error_frameParameter_windowTooLarge:
            return fail(.windowTooLarge(.zstd, limit: maximumWindow))
        case ZSTD_error_memory_allocation:
            return fail(.outOfMemory(.zstd))
        default:
            let reason = ZSTD_getErrorName(code).map { String(cString: $0) } ?? "error \(code)"
            return fail(.corrupt(.zstd, reason: reason))
        }
    }

    private func fail(_ reason: DecodingFailure) -> DecodingStatus {
        failure = reason
        release()
        return .failed(reason)
    }

    private func release() {
        guard let handle else { return }
        ZSTD_freeDCtx(handle)
        self.handle = nil
    }
}
