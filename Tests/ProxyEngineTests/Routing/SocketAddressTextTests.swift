import NIOCore
import Testing

@testable import ProxyEngine

@Suite struct SocketAddressTextTests {
    @Test(arguments: [
        ("127.0.0.1", 9347, "127.0.0.1:9347"), ("0.0.0.0", 0, "0.0.0.0:0"),
        ("255.255.255.255", 65535, "255.255.255.255:65535"),
        ("10.9.100.199", 80, "10.9.100.199:80"), ("::1", 9347, "[::1]:9347"), ("fe80::1", 1, "[fe80::1]:1"),
    ])
    func `an address reads as in a URL`(host: String, port: Int, text: String) throws {
        #expect(try SocketAddress(ipAddress: host, port: port).hostAndPort == text)
    }

    @Test func `a path is a path`() throws {
        #expect(try SocketAddress(unixDomainSocketPath: "/tmp/x.sock").hostAndPort == "/tmp/x.sock")
    }
}
