/// Applies a coding piece by piece; used to close captures and to play coded streams.
///
/// One encoder makes one stream on one thread.
package final class ContentEncoder {
    private let stream: (any StreamEncoder)?

    /// - Parameters:
    ///   - coding: what to apply.
    ///   - level: in the library's own scale (zlib 1–9, brotli 0–11, zstd 1–19); nil takes 6, 5 and 3.
    package init(_ coding: ContentCoding, level: Int? = nil) {
        switch coding {
        case .gzip: stream = ZlibEncoder(windowBits: 15 + 16, level: level ?? 6)
        case .deflate: stream = ZlibEncoder(windowBits: 15, level: level ?? 6)
        case .brotli: stream = BrotliEncoder(level: level ?? 5)
        case .zstd: stream = ZstdEncoder(level: level ?? 3)
        case .identity: stream = nil
        }
    }

    /// Takes one piece; what is appended may wait for more input or a flush.
    package func encode(_ bytes: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) {
        guard let stream else { return output.append(contentsOf: bytes) }
        stream.run(.process, bytes, into: &output)
    }

    /// Takes one piece; what is appended may wait for more input or a flush.
    package func encode(_ bytes: [UInt8], into output: inout [UInt8]) {
        bytes.withUnsafeBufferPointer { encode($0, into: &output) }
    }

    /// Appends whatever a decoder needs to see all that was encoded so far.
    package func flush(into output: inout [UInt8]) {
        stream?.run(.flush, UnsafeBufferPointer(start: nil, count: 0), into: &output)
    }

    /// Appends the end of the stream; the encoder is of no use after it.
    package func finish(into output: inout [UInt8]) {
        stream?.run(.finish, UnsafeBufferPointer(start: nil, count: 0), into: &output)
    }
}

/// What an encoder is asked to do with its input.
enum EncodingOperation {
    case process, flush, finish
}

/// One coding applied piece by piece.
protocol StreamEncoder: AnyObject {
    /// Takes all of the input and appends what the operation yields.
    func run(_ operation: EncodingOperation, _ input: UnsafeBufferPointer<UInt8>, into output: inout [UInt8])
}
