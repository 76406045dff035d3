import Testing

@testable import ProxyEngine

@Suite struct HostPatternsTests {
    @Test(arguments: [
        ("a.test", "a.test", 443, true), ("A.test", "a.TEST", 1, true), ("a.test", "b.a.test", 443, false),
        ("*.a.test", "b.a.test", 443, true), ("*.a.test", "c.b.a.test", 443, true), ("*.a.test", "a.test", 443, false),
        ("*", "anything", 1, true), ("a*c", "abcbc", 1, true), ("a*c", "abcb", 1, false),
        ("10.0.*", "10.0.3.4", 1, true),
        ("a.test:8443", "a.test", 8443, true), ("a.test:8443", "a.test", 443, false), ("[::1]", "::1", 443, true),
    ])
    func `hosts match by name, stars and port`(_ pattern: String, _ host: String, _ port: Int, _ expected: Bool) throws
    {
        #expect(try #require(HostPatterns(parsing: [pattern])).contain(host: host, port: port) == expected)
    }

    @Test func `none matches nothing, and many stars cost little`() throws {
        #expect(HostPatterns().contain(host: "a", port: 1) == false)
        let many = try #require(HostPatterns(parsing: [String(repeating: "*a", count: 30) + "b"]))
        #expect(many.contain(host: String(repeating: "a", count: 5000), port: 1) == false)
    }

    @Test(arguments: ["", "a b", "a:b", "http://a"]) func `what is no host is refused`(_ text: String) {
        #expect(HostPatterns(parsing: [text]) == nil)
    }
}
