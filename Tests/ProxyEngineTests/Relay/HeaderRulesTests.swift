import NIOHTTP1
import Testing

@testable import ProxyEngine

@Suite struct HeaderRulesTests {
    private func upstreamHead(
        _ headers: HTTPHeaders,
        origin: Origin = Origin(scheme: .http, host: "up", port: 81),
        asksForIdentity: Bool = false,
        proxy: UpstreamProxy? = nil,
        byHTTP2: Bool = false
    ) -> HTTPRequestHead {
        let head = HTTPRequestHead(version: .http1_1, method: .POST, uri: "/route/v1?x=1", headers: headers)
        return HeaderRules.upstreamHead(
            head,
            destination: RouteTable.Destination(origin: origin, target: "/v1?x=1", route: "route"),
            asksForIdentity: asksForIdentity,
            byHTTP2: byHTTP2,
            proxy: proxy,
            upgrade: UpgradeRequest(head)?.protocols
        )
    }

    private func lines(_ headers: HTTPHeaders) -> [String] { headers.map { "\($0.name): \($0.value)" } }

    @Test func `order, spelling and duplicates stay, and Host is the upstream's in its place`() {
        let head = upstreamHead([
            "x-B": "2", "HOST": "127.0.0.1:9347", "X-a": "1", "x-B": "3", "Content-Length": "0",
            "Transfer-Encoding": "chunked",
        ])
        #expect(
            lines(head.headers)
                == ["x-B: 2", "HOST: up:81", "X-a: 1", "x-B: 3", "Content-Length: 0", "Transfer-Encoding: chunked"]
        )
        #expect(head.uri == "/v1?x=1")
        #expect(head.method == .POST)
        #expect(head.version == .http1_1)
    }

    @Test func `a proxy gets the whole URL and Weir's credentials, not the client's`() throws {
        let proxy = try UpstreamProxy(parsing: "http://u:p@proxy.test", source: "--upstream-proxy")
        let head = upstreamHead(["Host": "h", "Proxy-Authorization": "Basic secret"], proxy: proxy)
        #expect(head.uri == "http://up:81/v1?x=1")
        #expect(lines(head.headers) == ["Host: up:81", "Proxy-Authorization: Basic dTpw"])
    }

    @Test func `a missing Host is added and a second one goes`() {
        #expect(lines(upstreamHead(["A": "1"]).headers) == ["A: 1", "Host: up:81"])
        #expect(lines(upstreamHead(["Host": "a", "host": "b"]).headers) == ["Host: up:81"])
    }

    @Test func `hop-by-hop headers and those that Connection lists stop here`() {
        let head = upstreamHead([
            "Connection": "close, X-Mine", "connection": "x-other", "Keep-Alive": "timeout=5",
            "Proxy-Connection": "keep-alive",
            "TE": "trailers", "Upgrade": "h2c", "Proxy-Authorization": "Basic secret", "X-MINE": "1", "x-other": "2",
            "X-Stays": "3", "Authorization": "Bearer key", "Host": "h",
        ])
        #expect(lines(head.headers) == ["X-Stays: 3", "Authorization: Bearer key", "Host: up:81"])
    }

    @Test func `a wish for an upgrade goes on in its place, without the rest of Connection`() {
        let headers: HTTPHeaders = [
            "Host": "h", "Connection": "keep-alive, Upgrade, X-Mine", "X-Mine": "1", "Upgrade": "websocket",
            "Keep-Alive": "5", "Sec-WebSocket-Key": "k",
        ]
        #expect(
            lines(upstreamHead(headers).headers)
                == ["Host: up:81", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Key: k"]
        )
        #expect(lines(upstreamHead(headers, byHTTP2: true).headers) == ["Host: up:81", "Sec-WebSocket-Key: k"])
    }

    @Test func `HTTP/2 in the clear is not passed on as an upgrade, and neither is one that Connection does not name`()
    {
        let both: HTTPHeaders = ["Host": "h", "Connection": "upgrade", "Upgrade": "h2c, websocket"]
        #expect(lines(upstreamHead(both).headers) == ["Host: up:81", "Connection: Upgrade", "Upgrade: websocket"])
        let plain: HTTPHeaders = ["Host": "h", "Connection": "Upgrade, HTTP2-Settings", "Upgrade": "h2c"]
        #expect(lines(upstreamHead(plain).headers) == ["Host: up:81"])
        #expect(lines(upstreamHead(["Host": "h", "Upgrade": "websocket"]).headers) == ["Host: up:81"])
    }

    @Test func `Connection cannot take away what frames or routes the message`() {
        let head = upstreamHead([
            "Connection": "Content-Length, transfer-encoding, HOST", "Content-Length": "5",
            "Transfer-Encoding": "chunked", "Host": "h",
        ])
        #expect(lines(head.headers) == ["Content-Length: 5", "Transfer-Encoding: chunked", "Host: up:81"])
    }

    @Test func `identity is asked for instead of what the client accepts`() {
        let head = upstreamHead(
            ["Accept-Encoding": "gzip", "Host": "h", "accept-encoding": "br"],
            asksForIdentity: true
        )
        #expect(lines(head.headers) == ["Host: up:81", "Accept-Encoding: identity"])
        #expect(
            lines(upstreamHead(["Accept-Encoding": "gzip", "Host": "h"]).headers).contains("Accept-Encoding: gzip")
        )
    }
}
