internal import CBrotli

/// Makes brotli.
final class BrotliEncoder: StreamEncoder {
    private let handle: OpaquePointer

    /// - Parameter level: 0 (fast) to 11 (small).
    init(level: Int) {
        guard let handle = BrotliEncoderCreateInstance(nil, nil, nil) else {
            preconditionFailure("no memory for a brotli encoder")
        }
        self.handle = handle
        BrotliEncoderSetParameter(handle, BROTLI_PARAM_QUALITY, UInt32(min(max(level, 0), 11)))
    }

    deinit {
        BrotliEncoderDestroyInstance(handle)
    }

    func run(_ operation: EncodingOperation, _ input: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) {
        let native =
            switch operation {
            case .process: BROTLI_OPERATION_PROCESS
            case .flush: BROTLI_OPERATION_FLUSH
            case .finish: BROTLI_OPERATION_FINISH
            }
        var cursor = InputCursor(input)
        repeat {
            var room = 0
            BrotliEncoderCompressStream(handle, native, &cursor.remaining, &cursor.next, &room, nil, nil)
            var size = 0
            guard let bytes = BrotliEncoderTakeOutput(handle, &size) else { continue }
            output.append(contentsOf: UnsafeBufferPointer(start: bytes, count: size))
        } while cursor.remaining > 0 || BrotliEncoderHasMoreOutput(handle) != 0
    }
}
