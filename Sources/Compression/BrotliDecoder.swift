internal import CBrotli

/// Undoes brotli (RFC 7932).
final class BrotliDecoder: CodingDecoder {
    private var handle: OpaquePointer?
    private(set) var status = DecodingStatus.needsInput

    deinit {
        release()
    }

    func decode(
        _ input: UnsafeBufferPointer<UInt8>,
        emit: (UnsafeBufferPointer<UInt8>) -> Bool
    ) -> DecodingStatus {
        guard status == .needsInput, !input.isEmpty else { return status }
        if handle == nil { handle = BrotliDecoderCreateInstance(nil, nil, nil) }
        guard let handle else { return end(.failed(.outOfMemory(.brotli))) }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: outputPieceSize) { piece in
            decodeAll(handle, input, through: piece, emit: emit)
        }
    }

    func finish() -> DecodingStatus {
        status == .needsInput ? end(.failed(.truncated(.brotli))) : status
    }

    private func decodeAll(
        _ handle: OpaquePointer,
        _ input: UnsafeBufferPointer<UInt8>,
        through piece: UnsafeMutableBufferPointer<UInt8>,
        emit: (UnsafeBufferPointer<UInt8>) -> Bool
    ) -> DecodingStatus {
        var cursor = InputCursor(input)
        while true {
            var next = piece.baseAddress
            var room = piece.count
            let result = BrotliDecoderDecompressStream(handle, &cursor.remaining, &cursor.next, &room, &next, nil)
            if room < piece.count, !emit(UnsafeBufferPointer(rebasing: piece[..<(piece.count - room)])) {
                return status
            }
            switch result {
            case BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT: continue
            case BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT: return .needsInput
            case BROTLI_DECODER_RESULT_SUCCESS: return end(.ended)
            default:
                let code = BrotliDecoderGetErrorCode(handle)
                let reason = BrotliDecoderErrorString(code).map { String(cString: $0) } ?? "error \(code.rawValue)"
                return end(.failed(.corrupt(.brotli, reason: reason)))
            }
        }
    }

    private func end(_ final: DecodingStatus) -> DecodingStatus {
        status = final
        release()
        return final
    }

    private func release() {
        guard let handle else { return }
        BrotliDecoderDestroyInstance(handle)
        self.handle = nil
    }
}
