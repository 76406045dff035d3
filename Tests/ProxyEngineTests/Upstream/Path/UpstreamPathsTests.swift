import Testing

@testable import ProxyEngine

@Suite struct UpstreamPathsTests {
    private static let api = Origin(scheme: .https, host: "api.test")
    private static let plain = Origin(scheme: .http, host: "api.test")

    private func proxy(
        _ environment: [String: String],
        _ origin: Origin = api,
        ownPort: Int? = 9347
    ) throws -> String? {
        let paths = try UpstreamPaths(environment: environment)
        return paths.proxy(for: origin, speaking: origin.scheme, ownPort: ownPort)?.source
    }

    @Test func `each scheme has its variable, small letters before capitals, and one for all`() throws {
        let all = [
            "https_proxy": "h:1", "HTTPS_PROXY": "h:2", "http_proxy": "h:3", "HTTP_PROXY": "h:4", "all_proxy": "h:5",
            "ALL_PROXY": "h:6",
        ]
        var left = all
        for expected in ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
            #expect(try proxy(left) == expected)
            left[expected] = nil
        }
        #expect(try proxy(left) == nil)
        left = all
        for expected in ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] {
            #expect(try proxy(left, Self.plain) == expected)
            left[expected] = ""
        }
        #expect(try proxy(left, Self.plain) == nil)
    }

    @Test func `a request's Proxy header never becomes the proxy under CGI`() throws {
        #expect(try proxy(["HTTP_PROXY": "h:1", "REQUEST_METHOD": "GET"], Self.plain) == nil)
        #expect(try proxy(["http_proxy": "h:1", "REQUEST_METHOD": "GET"], Self.plain) == "http_proxy")
    }

    @Test func `exceptions count for the name and for the address of a tunnel`() throws {
        let environment = ["ALL_PROXY": "h:1", "NO_PROXY": "other.test,10.0.0.0/8"]
        #expect(try proxy(environment) == "ALL_PROXY")
        #expect(try proxy(environment, Origin(scheme: .https, host: "x.other.test")) == nil)
        var tunnel = Self.api
        tunnel.dialHost = "10.1.2.3"
        #expect(try proxy(environment, tunnel) == nil)
    }

    @Test(arguments: ["localhost", "127.0.0.1", "::1", "a.localhost"])
    func `this machine needs no proxy of the environment`(_ host: String) throws {
        let origin = Origin(scheme: .http, host: host, port: 8000)
        #expect(try proxy(["ALL_PROXY": "h:1"], origin) == nil)
        let told = UpstreamPaths(through: try UpstreamProxy(parsing: "h:1", source: "--upstream-proxy"))
        #expect(told.proxy(for: origin, speaking: .http, ownPort: 9347)?.source == "--upstream-proxy")
    }

    @Test func `a variable that names Weir itself is for its clients`() throws {
        #expect(try proxy(["ALL_PROXY": "http://localhost:9347"]) == nil)
        #expect(try proxy(["ALL_PROXY": "http://127.0.0.1:9347"]) == nil)
        #expect(try proxy(["ALL_PROXY": "http://127.0.0.1:9348"]) == "ALL_PROXY")
        #expect(try proxy(["ALL_PROXY": "http://proxy.test:9347"]) == "ALL_PROXY")
    }

    @Test func `only what is needed must be right`() throws {
        #expect(throws: UpstreamProxyError.self) { try proxy(["ALL_PROXY": "socks4://h"]) }
        let both = ["ALL_PROXY": "socks4://h", "HTTP_PROXY": "h:1", "HTTPS_PROXY": "h:2"]
        #expect(try proxy(both) == "HTTPS_PROXY")
    }

    @Test func `proxies are named once`() throws {
        func urls(_ environment: [String: String]) throws -> [String] {
            try UpstreamPaths(environment: environment).proxies.map(\.url)
        }
        #expect(try urls([:]) == [])
        #expect(try urls(["ALL_PROXY": "h:1"]) == ["http://h:1"])
        #expect(try urls(["HTTP_PROXY": "h:1", "HTTPS_PROXY": "h:1"]) == ["http://h:1"])
        #expect(try urls(["HTTP_PROXY": "h:1", "HTTPS_PROXY": "h:2"]) == ["http://h:2", "http://h:1"])
    }
}
