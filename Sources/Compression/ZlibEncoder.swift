internal import CZlib

/// Makes gzip, deflate or raw deflate.
final class ZlibEncoder: StreamEncoder {
    /// zlib keeps a pointer to it, so it must not move.
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)

    /// - Parameters:
    ///   - windowBits: 15 for the zlib wrapper, 31 for gzip, -15 for raw deflate.
    ///   - level: 1 (fast) to 9 (small).
    init(windowBits: Int32, level: Int) {
        stream.initialize(to: z_stream())
        let size = Int32(MemoryLayout<z_stream>.size)
        let level = Int32(min(max(level, 1), 9))
        let code = deflateInit2_(stream, level, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
        precondition(code == Z_OK, "no memory for a deflate encoder")
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    func run(_ operation: EncodingOperation, _ input: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) {
        let mode =
            switch operation {
            case .process: Z_NO_FLUSH
            case .flush: Z_SYNC_FLUSH
            case .finish: Z_FINISH
            }
        precondition(input.count <= Int(UInt32.max), "pieces of less than 4 GiB only")
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        stream.pointee.avail_in = UInt32(input.count)
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: outputPieceSize) { piece in
            repeat {
                stream.pointee.next_out = piece.baseAddress
                stream.pointee.avail_out = UInt32(piece.count)
                deflate(stream, mode)
                output.append(contentsOf: piece[..<(piece.count - Int(stream.pointee.avail_out))])
            } while stream.pointee.avail_out == 0
        }
    }
}
