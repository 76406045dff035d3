import NIOHPACK
import NIOHTTP1
import StreamCore
import Testing

@testable import ProxyEngine

@Suite struct HTTP2HeadsTests {
    private func lines(_ headers: HTTPHeaders) -> [String] { headers.map { "\($0.name): \($0.value)" } }

    private func lines(_ fields: HPACKHeaders) -> [String] { fields.map { "\($0.name): \($0.value)" } }

    private let asked = HPACKHeaders([
        (":method", "POST"), (":scheme", "https"), (":authority", "h.test"), (":path", "/v1?x"), ("b", "1"), ("a", "2"),
        ("b", "3"),
    ])

    @Test func `a request keeps order and duplicates, and its authority becomes the Host`() throws {
        let head = try #require(HTTP2Heads.request(asked, endsStream: true))
        #expect(head.method == .POST && head.uri == "/v1?x")
        #expect(head.version.text == "2")
        #expect(lines(head.headers) == ["host: h.test", "b: 1", "a: 2", "b: 3"])
    }

    @Test func `a body of unknown length is marked for HTTP 1_1, and not recorded`() throws {
        let head = try #require(HTTP2Heads.request(asked, endsStream: false))
        #expect(lines(head.headers).last == "transfer-encoding: chunked")
        #expect(head.headers.fields(of: head.version).map(\.name) == ["host", "b", "a", "b"])
        var known = asked
        known.add(name: "content-length", value: "5")
        let measured = try #require(HTTP2Heads.request(known, endsStream: false))
        #expect(measured.headers.contains(name: "transfer-encoding") == false)
    }

    @Test func `a request without a path is none`() {
        #expect(HTTP2Heads.request([":method": "GET"], endsStream: true) == nil)
        #expect(HTTP2Heads.request([":path": "/"], endsStream: true) == nil)
    }

    @Test func `a request for an upstream has pseudo-headers first and nothing of the connection`() {
        let head = HTTPRequestHead(
            version: .http1_1,
            method: .GET,
            uri: "/v1",
            headers: ["X-B": "1", "Host": "h.test", "Transfer-Encoding": "chunked", "Connection": "x", "x-b": "2"]
        )
        #expect(
            lines(HTTP2Heads.fields(of: head, scheme: .https))
                == [":method: GET", ":scheme: https", ":authority: h.test", ":path: /v1", "x-b: 1", "x-b: 2"]
        )
    }

    @Test func `a response's framing fits what HTTP 1_1 needs`() throws {
        func framing(_ status: String, _ headers: HPACKHeaders = [:], ends: Bool, toHEAD: Bool = false) throws
            -> [String]
        {
            var fields: HPACKHeaders = [":status": status]
            fields.add(contentsOf: headers)
            return lines(try #require(HTTP2Heads.response(fields, endsStream: ends, toHEAD: toHEAD)).headers)
        }
        #expect(try framing("200", ends: false) == ["transfer-encoding: chunked"])
        #expect(try framing("200", ["content-length": "5"], ends: false) == ["content-length: 5"])
        #expect(try framing("200", ends: true) == ["content-length: 0"])
        #expect(try framing("204", ends: true).isEmpty)
        #expect(try framing("103", ends: false).isEmpty)
        #expect(try framing("200", ends: true, toHEAD: true).isEmpty)
        #expect(HTTP2Heads.response(["x": "y"], endsStream: true, toHEAD: false) == nil)
    }

    @Test func `a response for a client loses what belongs to one connection`() {
        let head = HTTPResponseHead(
            version: .http1_1,
            status: .ok,
            headers: [
                "Content-Type": "text/event-stream", "Transfer-Encoding": "chunked", "Connection": "x-private",
                "X-Private": "1", "Keep-Alive": "timeout=5",
            ]
        )
        #expect(lines(HTTP2Heads.fields(of: head)) == [":status: 200", "content-type: text/event-stream"])
    }
}
