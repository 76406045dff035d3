internal import CZstd

/// Makes zstd frames with a checksum.
final class ZstdEncoder: StreamEncoder {
    private let handle: OpaquePointer

    /// - Parameter level: 1 (fast) to 19 (small), whose windows stay within the 8 MiB of RFC 9659.
    init(level: Int) {
        guard let handle = ZSTD_createCCtx() else { preconditionFailure("no memory for a zstd encoder") }
        self.handle = handle
        ZSTD_CCtx_setParameter(handle, ZSTD_c_compressionLevel, Int32(min(max(level, 1), 19)))
        ZSTD_CCtx_setParameter(handle, ZSTD_c_checksumFlag, 1)
    }

    deinit {
        ZSTD_freeCCtx(handle)
    }

    func run(_ operation: EncodingOperation, _ input: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) {
        let mode =
            switch operation {
            case .process: ZSTD_e_continue
            case .flush: ZSTD_e_flush
            case .finish: ZSTD_e_end
            }
        var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: outputPieceSize) { piece in
            while true {
                var target = ZSTD_outBuffer(dst: piece.baseAddress, size: piece.count, pos: 0)
                let left = ZSTD_compressStream2(handle, &target, &source, mode)
                output.append(contentsOf: piece[..<target.pos])
                let isDone = mode == ZSTD_e_continue ? source.pos == source.size : left == 0
                guard !isDone, ZSTD_isError(left) == 0 else { return }
            }
        }
    }
}
