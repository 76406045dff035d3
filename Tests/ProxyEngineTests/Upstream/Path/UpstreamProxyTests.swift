import Testing

@testable import ProxyEngine

@Suite struct UpstreamProxyTests {
    private func parse(_ text: String) throws -> UpstreamProxy {
        try UpstreamProxy(parsing: text, source: "--upstream-proxy")
    }

    @Test(
        arguments: [
            ("http://proxy.test:3128", "http://proxy.test:3128"), ("HTTP://Proxy.Test", "http://proxy.test:80"),
            ("https://proxy.test", "https://proxy.test:443"), ("socks5://proxy.test", "socks5://proxy.test:1080"),
            ("socks5h://127.0.0.1:9", "socks5://127.0.0.1:9"), ("proxy.test:3128", "http://proxy.test:3128"),
            ("proxy.test", "http://proxy.test:80"), ("http://[fd00::1]:3128/path?x", "http://[fd00::1]:3128"),
            ("http://u:p@proxy.test:1/", "http://proxy.test:1"),
        ]
    )
    func `schemes have their ports, and no credentials are shown`(_ text: String, _ shown: String) throws {
        #expect(try parse(text).url == shown)
    }

    @Test func `credentials are decoded, and may hold anything`() throws {
        let proxy = try parse("http://us%40er:p%3Aa%2Fss%C3%A9@proxy.test")
        #expect(proxy.credentials == .init(user: Array("us@er".utf8), password: Array("p:a/ssé".utf8)))
        #expect(proxy.credentials?.basic == "Basic dXNAZXI6cDphL3Nzw6k=")
        #expect(try parse("http://user:p@ss@proxy.test").credentials?.password == Array("p@ss".utf8))
        #expect(try parse("http://user@proxy.test").credentials == .init(user: Array("user".utf8), password: []))
        #expect(try parse("http://@proxy.test").credentials == nil)
        #expect(try parse("socks5://:@proxy.test").credentials == nil)
    }

    @Test(
        arguments: [
            ("socks4://h:1", "--upstream-proxy has the scheme 'socks4': use http, https or socks5"),
            ("://h", "--upstream-proxy has the scheme '': use http, https or socks5"),
            ("http://", "--upstream-proxy has no valid HOST[:PORT]: write it as http://HOST:PORT"),
            ("", "--upstream-proxy has no valid HOST[:PORT]: write it as http://HOST:PORT"),
            ("http://secret@h:0", "--upstream-proxy has no valid HOST[:PORT]: write it as http://HOST:PORT"),
            ("http://secret@h:x", "--upstream-proxy has no valid HOST[:PORT]: write it as http://HOST:PORT"),
            ("http://u:%secret@h", "--upstream-proxy: user and password must write '%' as %25"),
            ("http://u:secret%2@h", "--upstream-proxy: user and password must write '%' as %25"),
            ("http://u%3Asecret:p@h", "--upstream-proxy: the user has a colon, which HTTP cannot send"),
            (
                "socks5://:secret@h",
                "--upstream-proxy: SOCKS5 takes a user of 1 to 255 bytes and a password of at most 255"
            ),
        ]
    )
    func `what cannot be meant is told without what may be a password`(_ text: String, _ message: String) {
        #expect(throws: UpstreamProxyError(message: message)) { try parse(text) }
    }

    @Test func `lengths that SOCKS5 cannot send are refused`() throws {
        let longest = String(repeating: "a", count: 255)
        #expect(try parse("socks5://\(longest):\(longest)@h").credentials?.user.count == 255)
        #expect(throws: UpstreamProxyError.self) { try parse("socks5://\(longest)a:p@h") }
        #expect(throws: UpstreamProxyError.self) { try parse("socks5://u:\(longest)a@h") }
    }

    @Test func `how to name credentials depends on where the proxy was named`() throws {
        let option = try parse("http://h:1")
        #expect(option.settingWithCredentials == "--upstream-proxy http://USER:PASS@h:1")
        let variable = try UpstreamProxy(parsing: "socks5://h:1", source: "ALL_PROXY")
        #expect(variable.settingWithCredentials == "ALL_PROXY=socks5://USER:PASS@h:1")
    }
}
