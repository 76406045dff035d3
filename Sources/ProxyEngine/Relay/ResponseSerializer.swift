import NIOCore
import NIOHTTP1
import StreamCore

/// Writes responses with the framing that they came with, one buffer for each upstream read.
///
/// NIO's encoder would set framing headers of its own and make three writes of each chunk.
struct ResponseSerializer {
    /// How the body's end is told to the client.
    enum Framing: Equatable {
        /// HEAD, 204, 304: there is none.
        case noBody
        /// `Content-Length`, or everything until the connection closes.
        case plain(endsWithConnection: Bool)
        case chunked
    }

    private(set) var framing = Framing.noBody

    /// Appends the head and remembers the body's framing.
    ///
    /// - Parameters:
    ///   - head: as the upstream sent it.
    ///   - requestMethod: HEAD has no body in its answer.
    ///   - clientVersion: HTTP/1.0 clients do not know chunks; they get the body until the connection closes.
    ///   - closes: the connection ends after this response: say so.
    ///   - isOwn: Weir's own head, with nothing in it that was meant for Weir.
    ///   - output: where the bytes go.
    mutating func appendHead(
        _ head: HTTPResponseHead,
        requestMethod: HTTPMethod,
        clientVersion: HTTPVersion,
        closes: Bool,
        isOwn: Bool = false,
        to output: inout ByteBuffer
    ) {
        let isChunked = Self.isChunked(head.headers)
        let removesChunking = isChunked && clientVersion.isBeforeChunks
        framing = Self.framing(head, requestMethod: requestMethod, isChunked: isChunked && !removesChunking)
        output.writeStaticString(clientVersion.isBeforeChunks ? "HTTP/1.0 " : "HTTP/1.1 ")
        Self.append(head.status, to: &output)
        let headers = isOwn ? head.headers.map { ($0.name, $0.value) } : HeaderRules.endToEnd(head.headers)
        for (name, value) in headers {
            if removesChunking, name.equalsIgnoringCase("transfer-encoding") { continue }
            output.writeField(name, value)
        }
        if closes || framing == .plain(endsWithConnection: true) {
            output.writeStaticString("Connection: close\r\n")
        } else if clientVersion.isBeforeChunks {
            output.writeStaticString("Connection: keep-alive\r\n")
        }
        output.writeStaticString("\r\n")
    }

    /// Appends a 101 as it came; what follows is of another protocol, and passed on as it is.
    mutating func appendUpgradeHead(_ head: HTTPResponseHead, to output: inout ByteBuffer) {
        framing = .plain(endsWithConnection: true)
        output.writeStaticString("HTTP/1.1 ")
        Self.append(head.status, to: &output)
        output.writeFields(head.headers)
        output.writeStaticString("\r\n")
    }

    /// Appends an interim (1xx) head.
    func appendInterimHead(_ head: HTTPResponseHead, to output: inout ByteBuffer) {
        output.writeStaticString("HTTP/1.1 ")
        Self.append(head.status, to: &output)
        output.writeFields(HeaderRules.endToEnd(head.headers))
        output.writeStaticString("\r\n")
    }

    /// Appends body bytes, as one chunk where the body is chunked; returns where in `output` they lie.
    func appendBody(_ parts: [ByteBuffer], to output: inout ByteBuffer) -> Range<Int> {
        let count = parts.reduce(0) { $0 + $1.readableBytes }
        guard count > 0, framing != .noBody else { return output.writerIndex..<output.writerIndex }
        if framing == .chunked {
            output.writeChunkSize(count)
        }
        let start = output.writerIndex
        for part in parts { output.writeImmutableBuffer(part) }
        let end = output.writerIndex
        if framing == .chunked { output.writeStaticString("\r\n") }
        return start..<end
    }

    /// Appends what tells the client that the body is over.
    func appendEnd(trailers: HTTPHeaders?, to output: inout ByteBuffer) {
        if framing == .chunked { output.writeLastChunk(trailers: trailers) }
    }

    private static func framing(_ head: HTTPResponseHead, requestMethod: HTTPMethod, isChunked: Bool) -> Framing {
        if requestMethod == .HEAD || head.status.code == 204 || head.status.code == 304 { return .noBody }
        if isChunked { return .chunked }
        return .plain(endsWithConnection: !head.headers.contains(name: "content-length"))
    }

    static func isChunked(_ headers: HTTPHeaders) -> Bool {
        var last: String?
        for (name, value) in headers where name.equalsIgnoringCase("transfer-encoding") { last = value }
        guard let last else { return false }
        if last.equalsIgnoringCase("chunked") { return true }
        return headers[canonicalForm: "transfer-encoding"].last.map { $0.lowercased() == "chunked" } ?? false
    }

    private static func append(_ status: HTTPResponseStatus, to output: inout ByteBuffer) {
        output.writeString(String(status.code))
        output.writeStaticString(" ")
        output.writeString(status.reasonPhrase)
        output.writeStaticString("\r\n")
    }
}

extension HTTPVersion {
    /// HTTP/1.0 and older: chunks and persistent connections are unknown.
    var isBeforeChunks: Bool { (major, minor) < (1, 1) }
}
