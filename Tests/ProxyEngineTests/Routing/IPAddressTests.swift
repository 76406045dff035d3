import Testing

@testable import ProxyEngine

@Suite struct IPAddressTests {
    @Test(arguments: ["127.0.0.1", "127.255.0.9", "::1", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1"])
    func `loopback addresses are known in every spelling`(_ text: String) throws {
        #expect(try #require(IPAddress(parsing: text)).isLoopback)
        #expect(HostName.isLoopback(text))
    }

    @Test(arguments: ["128.0.0.1", "10.0.0.1", "::2", "::", "fd00::1", "0.0.0.0"])
    func `others are not loopback`(_ text: String) throws {
        #expect(try #require(IPAddress(parsing: text)).isLoopback == false)
    }

    @Test(arguments: ["", "localhost", "127.1", "256.0.0.1", "1.2.3", "1.2.3.4.5", "::1%lo", "[::1]", "1.2.3.4 "])
    func `what is no numeric address is none`(_ text: String) {
        #expect(IPAddress(parsing: text) == nil)
    }

    @Test func `names of this machine are loopback`() {
        for name in ["localhost", "localhost.", "a.localhost"] { #expect(HostName.isLoopback(name)) }
        #expect(!HostName.isLoopback("notlocalhost") && !HostName.isLoopback("localhost.example"))
    }

    @Test(
        arguments: [
            ("10.1.2.3", "10.0.0.0", 8, true), ("11.1.2.3", "10.0.0.0", 8, false), ("10.1.2.3", "10.1.2.0", 23, true),
            ("10.1.4.3", "10.1.2.0", 23, false), ("1.2.3.4", "0.0.0.0", 0, true), ("1.2.3.4", "1.2.3.4", 32, true),
            ("1.2.3.5", "1.2.3.4", 32, false), ("fd00::1", "fd00::", 8, true), ("fe00::1", "fd00::", 8, false),
            ("10.0.0.1", "::", 0, false), ("::ffff:10.0.0.1", "10.0.0.0", 8, true),
        ]
    )
    func `a network holds what begins with its bits`(_ address: String, _ network: String, _ prefix: Int, _ holds: Bool)
        throws
    {
        let inside = try #require(IPAddress(parsing: address))
        #expect(inside.isInside(try #require(IPAddress(parsing: network)), prefix: prefix) == holds)
    }
}
