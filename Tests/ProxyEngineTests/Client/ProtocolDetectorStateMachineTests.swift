import Testing

@testable import ProxyEngine

@Suite struct ProtocolDetectorStateMachineTests {
    typealias Machine = ProtocolDetector.StateMachine

    private func verdict(_ bytes: [UInt8], in place: Machine.Place = .port) -> Machine.Verdict {
        bytes.withUnsafeBytes { Machine(place: place).received($0) }
    }

    private func verdict(_ text: String, in place: Machine.Place = .port) -> Machine.Verdict {
        verdict(Array(text.utf8), in: place)
    }

    private static let preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
    private static let hello: [UInt8] = [0x16, 3, 1, 0, 200, 1, 0, 0, 196]

    @Test(arguments: [
        ("GET / HTTP/1.1\r\n", Machine.Verdict.http1), ("CONNECT h:1 HTTP/1.1\r\n", .http1),
        ("\r\n\r\nPOST http://h/ HTTP/1.1\r\n", .http1), ("M-SEARCH * HTTP/1.1\r\n", .http1), ("PRI x", .http1),
        (preface, .http2),
    ])
    func `text is told by its first line`(_ text: String, _ expected: Machine.Verdict) {
        #expect(verdict(text) == expected)
    }

    @Test func `no verdict comes before the bytes allow it, and none changes when more come`() {
        let inputs = [Array("DELETE /x HTTP/1.1\r\n".utf8), Array(Self.preface.utf8), Self.hello, [5, 1, 0]]
        for bytes in inputs {
            let whole = verdict(bytes)
            var isDecided = false
            for count in 0...bytes.count {
                let part = verdict(Array(bytes[..<count]))
                #expect(part == .needsMore ? !isDecided : part == whole, "\(count) bytes of \(bytes)")
                isDecided = part != .needsMore
            }
            #expect(isDecided)
        }
    }

    @Test func `TLS is a handshake record with a ClientHello`() {
        #expect(verdict(Self.hello) == .tls)
        #expect(verdict(Self.hello, in: .tunnel) == .tls)
        #expect(verdict([0x16, 3, 1, 0, 200, 2]) == .unknown("a TLS handshake without a ClientHello"))
        #expect(verdict([0x16, 0x16]) == .unknown("neither HTTP, TLS nor SOCKS5"))
    }

    @Test func `SOCKS5 is spoken to the port only`() {
        #expect(verdict([5]) == .socks5)
        #expect(verdict([5, 1, 0], in: .tunnel) == .unknown("neither HTTP, TLS nor SOCKS5"))
        #expect(verdict([4, 1, 0, 80]) == .unknown("SOCKS4, which is not served: set the client to SOCKS5"))
    }

    @Test(arguments: ["get / HTTP/1.1\r\n", "\u{0}\u{1}", "SSH-2.0-OpenSSH_9.2p1 Debian\r\n", "HELLO\r\n", " GET /"])
    func `garbage is none of them`(_ text: String) {
        #expect(verdict(text) == .unknown("neither HTTP, TLS nor SOCKS5"))
    }

    @Test func `a word without end is none of them`() {
        #expect(verdict(String(repeating: "A", count: 24)) == .needsMore)
        #expect(verdict(String(repeating: "A", count: 25)) == .unknown("neither HTTP, TLS nor SOCKS5"))
        #expect(verdict(String(repeating: "\r\n", count: 200)) == .unknown("neither HTTP, TLS nor SOCKS5"))
    }

    @Test func `in a tunnel only known methods are taken for HTTP`() {
        #expect(verdict("POST / HTTP/1.1\r\n", in: .tunnel) == .http1)
        #expect(verdict("EHLO example.com\r\n", in: .tunnel) == .unknown("neither HTTP, TLS nor SOCKS5"))
        #expect(verdict("CONNECT h:1 HTTP/1.1\r\n", in: .tunnel) == .unknown("neither HTTP, TLS nor SOCKS5"))
        #expect(verdict(Self.preface, in: .tunnel) == .http2)
    }
}
