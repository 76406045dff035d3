import NIOCore
import NIOHTTP1

/// Writes requests with the framing that they came with (RFC 9112).
struct RequestSerializer {
    private var isChunked = false

    /// Appends the head and remembers the body's framing.
    mutating func appendHead(_ head: HTTPRequestHead, to output: inout ByteBuffer) {
        isChunked = !head.version.isBeforeChunks && ResponseSerializer.isChunked(head.headers)
        output.writeString(head.method.rawValue)
        output.writeStaticString(" ")
        output.writeString(head.uri)
        output.writeStaticString(head.version.isBeforeChunks ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n")
        output.writeFields(head.headers)
        output.writeStaticString("\r\n")
    }

    /// Appends body bytes, as one chunk where the body is chunked.
    func appendBody(_ bytes: ByteBuffer, to output: inout ByteBuffer) {
        guard bytes.readableBytes > 0 else { return }
        appendBeginning(ofBodyBytes: bytes.readableBytes, to: &output)
        output.writeImmutableBuffer(bytes)
        appendEndOfBodyBytes(to: &output)
    }

    /// Appends what goes before `count` bytes, at least one, that the caller sends himself.
    func appendBeginning(ofBodyBytes count: Int, to output: inout ByteBuffer) {
        if isChunked { output.writeChunkSize(count) }
    }

    /// Appends what goes behind them.
    func appendEndOfBodyBytes(to output: inout ByteBuffer) {
        if isChunked { output.writeStaticString("\r\n") }
    }

    /// Appends what tells the upstream that the body is over.
    func appendEnd(trailers: HTTPHeaders?, to output: inout ByteBuffer) {
        if isChunked { output.writeLastChunk(trailers: trailers) }
    }
}
