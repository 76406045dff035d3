import NIOCore
import NIOHTTP1
import Testing

@testable import ProxyEngine

@Suite struct RequestSerializerTests {
    private func serialize(
        _ headers: HTTPHeaders,
        version: HTTPVersion = .http1_1,
        body: [String] = [],
        trailers: HTTPHeaders? = nil
    ) -> String {
        var serializer = RequestSerializer()
        var output = ByteBuffer()
        let head = HTTPRequestHead(version: version, method: .RAW(value: "QUERY"), uri: "/a?b=c", headers: headers)
        serializer.appendHead(head, to: &output)
        for part in body { serializer.appendBody(ByteBuffer(string: part), to: &output) }
        serializer.appendEnd(trailers: trailers, to: &output)
        return String(buffer: output)
    }

    @Test func `the head keeps names, values, order and duplicates`() {
        let written = serialize(["Host": "a", "X-b": "1", "x-B": "2", "Content-Length": "5"], body: ["he", "", "llo"])
        #expect(written == "QUERY /a?b=c HTTP/1.1\r\nHost: a\r\nX-b: 1\r\nx-B: 2\r\nContent-Length: 5\r\n\r\nhello")
    }

    /// RFC 9112 7: transfer coding names are case-insensitive.
    @Test(arguments: ["chunked", "Chunked", "CHUNKED"]) func `a chunked body is chunked`(coding: String) {
        let written = serialize(
            ["Transfer-Encoding": coding],
            body: ["hello", "", String(repeating: "x", count: 16)],
            trailers: ["T": "1"]
        )
        let head = "QUERY /a?b=c HTTP/1.1\r\nTransfer-Encoding: \(coding)\r\n\r\n"
        #expect(written == head + "5\r\nhello\r\n10\r\nxxxxxxxxxxxxxxxx\r\n0\r\nT: 1\r\n\r\n")
    }

    @Test func `HTTP 1.0 knows no chunks`() {
        #expect(serialize([:], version: .http1_0, body: ["hello"]) == "QUERY /a?b=c HTTP/1.0\r\n\r\nhello")
    }

    @Test func `one serializer serves all requests of a connection`() {
        var serializer = RequestSerializer()
        var output = ByteBuffer()
        let chunked = HTTPRequestHead(
            version: .http1_1,
            method: .POST,
            uri: "/1",
            headers: ["Transfer-Encoding": "chunked"]
        )
        serializer.appendHead(chunked, to: &output)
        serializer.appendEnd(trailers: nil, to: &output)
        serializer.appendHead(HTTPRequestHead(version: .http1_1, method: .GET, uri: "/2"), to: &output)
        serializer.appendEnd(trailers: nil, to: &output)
        #expect(String(buffer: output).hasSuffix("\r\n\r\n0\r\n\r\nGET /2 HTTP/1.1\r\n\r\n"))
    }
}
