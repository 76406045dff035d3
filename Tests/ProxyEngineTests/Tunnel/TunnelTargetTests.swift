import NIOHTTP1
import StreamCore
import Testing

@testable import ProxyEngine

@Suite struct TunnelTargetTests {
    private func target(_ text: String) throws -> TunnelTarget {
        try #require(HostAndPort(parsing: text).flatMap { TunnelTarget($0) })
    }

    @Test func `plain HTTP inside goes to where the tunnel leads, with the client's own Host`() throws {
        let destination = try target("h.test:8080").destination(of: "/v1/x?y")
        #expect(destination.origin == Origin(scheme: .http, host: "h.test", port: 8080))
        #expect(destination.target == "/v1/x?y")
        #expect(destination.keepsHost)
    }

    @Test(arguments: [
        ("http://other/v1", "/v1"), ("https://other", "/"), ("http://other?x", "/?x"), ("*", "*"), ("/a", "/a"),
    ])
    func `an absolute form inside counts for its path`(_ asked: String, _ path: String) throws {
        #expect(try target("h:80").destination(of: asked).target == path)
    }

    @Test func `the name in the TLS inside names the origin, the tunnel the address`() throws {
        var tunnel = try target("192.0.2.1:443")
        tunnel.holdsTLS(serverName: "API.example.com", protocols: ["h2"])
        var expected = Origin(scheme: .https, host: "api.example.com")
        expected.dialHost = "192.0.2.1"
        #expect(tunnel.origin == expected)
        #expect(tunnel.protocols == .negotiated(["h2"]))
        tunnel.holdsTLS(serverName: "no/name", protocols: [])
        #expect(tunnel.origin == Origin(scheme: .https, host: "192.0.2.1"))
    }

    @Test(arguments: ["h", "h:0", ":1", ""]) func `a tunnel needs host and port`(_ text: String) {
        let head = HTTPRequestHead(version: .http1_1, method: .CONNECT, uri: text)
        #expect(TunnelRequest(head, at: MonotonicInstant(nanoseconds: 0)) == nil)
    }
}
