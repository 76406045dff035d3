import NIOCore
import NIOHTTP1
import Testing

@testable import ProxyEngine

@Suite struct ResponseSerializerTests {
    /// A response as it goes out: `#` in `body` parts are reads.
    private func serialize(
        _ headers: HTTPHeaders,
        status: HTTPResponseStatus = .ok,
        method: HTTPMethod = .GET,
        version: HTTPVersion = .http1_1,
        closes: Bool = false,
        reads: [[String]] = [],
        trailers: HTTPHeaders? = nil
    ) -> String {
        var serializer = ResponseSerializer()
        var output = ByteBuffer()
        let head = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
        serializer.appendHead(head, requestMethod: method, clientVersion: version, closes: closes, to: &output)
        for read in reads {
            let range = serializer.appendBody(read.map { ByteBuffer(string: $0) }, to: &output)
            let kept = output.getString(at: range.lowerBound, length: range.count)
            #expect(kept == (serializer.framing == .noBody ? "" : read.joined()))
        }
        serializer.appendEnd(trailers: trailers, to: &output)
        return String(buffer: output)
    }

    @Test func `chunked: one chunk a read, whatever the upstream's chunks were`() {
        let written = serialize(
            ["Content-Type": "text/event-stream", "transfer-encoding": "Chunked"],
            reads: [["data: 1\n\n"], ["data: ", "2", "\n\n0123456"], [], [""]]
        )
        #expect(
            written == "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\ntransfer-encoding: Chunked\r\n\r\n"
                + "9\r\ndata: 1\n\n\r\n10\r\ndata: 2\n\n0123456\r\n0\r\n\r\n"
        )
    }

    @Test(arguments: [1, 9, 10, 15, 16, 255, 256, 4095, 4096, 65_535, 65_536, 1_048_576])
    func `a chunk says its size in hexadecimal digits`(size: Int) {
        let written = serialize(["Transfer-Encoding": "chunked"], reads: [[String(repeating: "x", count: size)]])
        #expect(written.contains("\r\n\r\n\(String(size, radix: 16))\r\nx"))
    }

    @Test func `trailers follow the last chunk`() {
        let written = serialize(
            ["Transfer-Encoding": "chunked"],
            reads: [["x"]],
            trailers: ["A": "1", "b": "2", "A": "3"]
        )
        #expect(
            written
                == "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nA: 1\r\nb: 2\r\nA: 3\r\n\r\n"
        )
    }

    @Test func `a body of known length is written as it is`() {
        let written = serialize(
            ["Content-Length": "4"],
            status: .created,
            reads: [["ab"], ["c", "d"]],
            trailers: ["no": "room"]
        )
        #expect(written == "HTTP/1.1 201 Created\r\nContent-Length: 4\r\n\r\nabcd")
    }

    @Test func `a body without framing ends with the connection`() {
        #expect(serialize([:], reads: [["ab"]]) == "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nab")
    }

    @Test func `the last response of a connection says so and hop-by-hop headers stop`() {
        let written = serialize(
            ["Connection": "keep-alive, X-Hop", "X-Hop": "1", "Keep-Alive": "timeout=5", "Content-Length": "0"],
            closes: true
        )
        #expect(written == "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    }

    @Test(arguments: [(HTTPMethod.HEAD, 200), (.GET, 204), (.POST, 304), (.HEAD, 404)] as [(HTTPMethod, Int)])
    func `some responses have no body whatever their headers say`(_ method: HTTPMethod, _ status: Int) {
        let written = serialize(
            ["Transfer-Encoding": "chunked"],
            status: .init(statusCode: status),
            method: method,
            reads: [["ghost"]],
            trailers: ["a": "b"]
        )
        let reason = HTTPResponseStatus(statusCode: status).reasonPhrase
        #expect(written == "HTTP/1.1 \(status) \(reason)\r\nTransfer-Encoding: chunked\r\n\r\n")
        let lengthless = serialize([:], status: .init(statusCode: status), method: method)
        #expect(!lengthless.contains("Connection"))
    }

    @Test func `an HTTP 1_0 client gets chunks joined until the connection closes`() {
        let written = serialize(
            ["Transfer-Encoding": "chunked"],
            version: .http1_0,
            reads: [["a"], ["b"]],
            trailers: ["t": "1"]
        )
        #expect(written == "HTTP/1.0 200 OK\r\nConnection: close\r\n\r\nab")
    }

    @Test func `an HTTP 1_0 client that keeps the connection is told that it stays`() {
        let written = serialize(["Content-Length": "1"], version: .http1_0, reads: [["a"]])
        #expect(written == "HTTP/1.0 200 OK\r\nContent-Length: 1\r\nConnection: keep-alive\r\n\r\na")
    }

    @Test func `several codings end with chunked or are not chunked at all`() {
        #expect(
            serialize(["Transfer-Encoding": "gzip, chunked"], reads: [["z"]]).hasSuffix("\r\n\r\n1\r\nz\r\n0\r\n\r\n")
        )
        #expect(
            serialize(["Transfer-Encoding": "gzip", "transfer-encoding": "CHUNKED,"], reads: [["z"]])
                .hasSuffix("\r\n\r\n1\r\nz\r\n0\r\n\r\n")
        )
        #expect(serialize(["Transfer-Encoding": "gzip"], reads: [["z"]]).hasSuffix("Connection: close\r\n\r\nz"))
        #expect(
            serialize(["Transfer-Encoding": "chunked", "Transfer-encoding": "gzip"], reads: [["z"]])
                .hasSuffix("Connection: close\r\n\r\nz")
        )
    }

    @Test func `a reason phrase of the upstream's own stays`() {
        #expect(
            serialize(["Content-Length": "0"], status: .custom(code: 299, reasonPhrase: "Fine")).hasPrefix(
                "HTTP/1.1 299 Fine\r\n"
            )
        )
    }

    @Test func `an interim head is passed on without the connection's own headers`() {
        let serializer = ResponseSerializer()
        var output = ByteBuffer()
        let head = HTTPResponseHead(
            version: .http1_1,
            status: .custom(code: 103, reasonPhrase: "Early Hints"),
            headers: ["Link": "</a>", "Connection": "close"]
        )
        serializer.appendInterimHead(head, to: &output)
        #expect(String(buffer: output) == "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")
    }
}
