import ProxyEngine
import Testing

@Suite struct OriginTests {
    @Test(arguments: [
        ("http://example.com", Origin(scheme: .http, host: "example.com", port: 80)),
        ("https://example.com", Origin(scheme: .https, host: "example.com", port: 443)),
        ("HTTPS://Example.COM/", Origin(scheme: .https, host: "example.com")),
        ("http://example.com:8080/v1", Origin(scheme: .http, host: "example.com", port: 8080, basePath: "/v1")),
        ("http://example.com/a/b///", Origin(scheme: .http, host: "example.com", basePath: "/a/b")),
        ("https://h?api-version=1", Origin(scheme: .https, host: "h", baseQuery: "api-version=1")),
        ("https://h/x/?a=1&b=/2", Origin(scheme: .https, host: "h", basePath: "/x", baseQuery: "a=1&b=/2")),
        ("https://h/x#part", Origin(scheme: .https, host: "h", basePath: "/x")),
        ("https://h#part", Origin(scheme: .https, host: "h")),
        ("http://[::1]", Origin(scheme: .http, host: "::1", port: 80)),
        ("http://[::1]:9000/p", Origin(scheme: .http, host: "::1", port: 9000, basePath: "/p")),
        ("http://127.0.0.1:1", Origin(scheme: .http, host: "127.0.0.1", port: 1)),
        ("http://h:65535", Origin(scheme: .http, host: "h", port: 65535)),
        ("http://h/user@mail", Origin(scheme: .http, host: "h", basePath: "/user@mail")),
    ]) func `a URL is taken apart`(_ text: String, _ origin: Origin) throws {
        #expect(try Origin(parsing: text) == origin)
    }

    @Test(arguments: [
        "", "example.com", "example.com:80", "//example.com", "ftp://example.com", "://example.com", "http://",
        "http:///path", "http://:80", "http://h:", "http://h:0", "http://h:65536", "http://h:-1", "http://h:+1",
        "http://h:80x", "http://h:8 0", "http://a b", "http://[::1", "http://[::1]x", "http://[]:80", "http://::1",
    ]) func `what is no URL of an upstream is refused with advice`(_ text: String) {
        let error = #expect(throws: OriginError.self) { try Origin(parsing: text) }
        #expect(error?.message.contains("'\(text)'") == true)
    }

    @Test(arguments: ["http://user:hunter2@example.com/", "https://hunter2@h", "http://u:hunter2@h:99999", "http://@h"])
    func `a user name is refused and never repeated`(_ text: String) {
        let error = #expect(throws: OriginError.self) { try Origin(parsing: text) }
        #expect(error?.message.contains("hunter2") == false)
        #expect(error?.message.contains("user name") == true)
    }

    @Test func `the authority names the port only when it is not the scheme's own`() {
        #expect(Origin(scheme: .http, host: "h").authority == "h")
        #expect(Origin(scheme: .https, host: "h", port: 80).authority == "h:80")
        #expect(Origin(scheme: .https, host: "::1").authority == "[::1]")
        #expect(Origin(scheme: .http, host: "::1", port: 81).authority == "[::1]:81")
        #expect(Origin(scheme: .http, host: "::1").hostAndPort == "[::1]:80")
    }

    @Test func `path and query of the origin go before those of the request`() {
        let plain = Origin(scheme: .http, host: "h", basePath: "/api")
        #expect(plain.upstreamTarget(of: "/v1?x=1") == "/api/v1?x=1")
        #expect(plain.url(of: "/v1") == "http://h/api/v1")
        #expect(plain.absoluteForm(of: "/v1?x=1") == "http://h/api/v1?x=1")
        #expect(plain.absoluteForm(of: "*") == "http://h")
        let queried = Origin(scheme: .https, host: "h", baseQuery: "v=2")
        #expect(queried.upstreamTarget(of: "/v1") == "/v1?v=2")
        #expect(queried.upstreamTarget(of: "/v1?x=1") == "/v1?x=1&v=2")
    }
}

@Suite struct HostAndPortTests {
    @Test(
        arguments: [
            ("localhost", "localhost", nil), ("LocalHost:1", "localhost", 1), ("127.0.0.1:0", "127.0.0.1", 0),
            (":8080", "", 8080), ("", "", nil), ("[::1]", "::1", nil), ("[::1]:80", "::1", 80),
            ("[FE80::1]:80", "fe80::1", 80),
        ] as [(String, String, Int?)]
    ) func `addresses are read`(_ text: String, _ host: String, _ port: Int?) throws {
        let address = try #require(HostAndPort(parsing: text))
        #expect(address.host == host)
        #expect(address.port == port)
    }

    @Test(arguments: [
        "h:", "h:x", "h:65536", "h:-1", "h:+1", "h: 1", "[::1", "[::1]80", "[::1]:", "::1", "a/b", "a b:1",
    ])
    func `what is no address is refused`(_ text: String) {
        #expect(HostAndPort(parsing: text) == nil)
    }
}
