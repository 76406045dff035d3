import TLSEngine
import Testing

@Suite struct CertificateAuthorityTests {
    let root: TLSIdentity
    let authority: CertificateAuthority

    init() throws {
        root = try CertificateAuthority.makeRoot(commonName: "Weir CA alex@laptop 2026-11-28")
        authority = try CertificateAuthority(root, file: "ca.pem")
    }

    private func clientContext(_ change: (inout TLSClientContext.Options) -> Void = { _ in }) throws -> TLSClientContext
    {
        var options = TLSClientContext.Options()
        options.usesSystemTrust = false
        options.extraAuthorities = [.bytes(root.certificatePEM, name: "ca.pem")]
        change(&options)
        return try TLSClientContext(options)
    }

    private func serverContext() throws -> TLSServerContext {
        try TLSServerContext(TLSServerContext.Options(authority: authority))
    }

    @Test func `the root says who made it, and is valid for ten years`() throws {
        let facts = authority.certificate
        #expect(facts.subject == "CN=Weir CA alex@laptop 2026-11-28,O=Weir")
        #expect(facts.issuer == facts.subject)
        let from = try #require(facts.notBefore)
        let until = try #require(facts.notAfter)
        #expect(until - from == 3651 * 86_400)
        // 32 bytes in hexadecimal, with colons.
        #expect(facts.fingerprint.utf8.count == 95)
    }

    @Test(
        arguments: TLSVersion.allCases,
        ["api.test", "API.test.", "10.0.0.1", "::1", "[::1]", "a_b.test", "localhost"]
    )
    func `a client of any host is served a certificate that it accepts`(version: TLSVersion, host: String) throws {
        let client = TLSConnection(client: try clientContext { $0.maximumVersion = version }, host: host)
        let server = TLSConnection(server: try serverContext(), fallbackName: host)
        #expect(Wire(client: client, server: server).handshake() == (.complete, .complete))
        #expect(client.peerCertificate?.issuer == authority.certificate.subject)
    }

    @Test func `a leaf is valid from yesterday, for less than clients' strictest limit`() throws {
        let leaf = try #require(authority.identity(for: "Api.test")).facts
        #expect(leaf.subject == "CN=api.test,O=Weir")
        #expect(leaf.names == ["api.test"])
        let from = try #require(leaf.notBefore)
        let until = try #require(leaf.notAfter)
        #expect(until - from == 47 * 86_400)
        #expect(from >= authority.certificate.notBefore ?? .max)
    }

    @Test func `a leaf is not valid for longer than its authority`() throws {
        let root = try CertificateTemplate(commonName: "short", usage: .authority, validUntil: .seconds(3600)).issue()
        let leaf = try #require(CertificateAuthority(root, file: "ca.pem").identity(for: "api.test"))
        #expect(leaf.facts.notAfter == root.facts.notAfter)
    }

    @Test func `a name is made once, and again after a week`() throws {
        let now = ContinuousClock.now
        let first = try #require(authority.identity(for: "api.test", now: now))
        #expect(authority.identity(for: "API.test.", now: now + .seconds(6 * 86_400)) === first)
        let later = try #require(authority.identity(for: "api.test", now: now + .seconds(8 * 86_400)))
        #expect(later !== first)
        #expect(authority.identity(for: "api.test", now: now + .seconds(9 * 86_400)) === later)
        #expect(authority.identity(for: "other.test", now: now)?.facts.fingerprint != first.facts.fingerprint)
    }

    @Test func `names beyond the limit are forgotten and made again`() throws {
        let small = try CertificateAuthority(root, file: "ca.pem", leafLimit: 4)
        let first = try #require(small.identity(for: "0.test"))
        for number in 1..<10 { #expect(small.identity(for: "\(number).test") != nil) }
        #expect(small.identity(for: "0.test") !== first)
    }

    @Test func `a name too long for the subject stands among the names`() throws {
        let name = String(repeating: "a", count: 60) + ".test"
        let leaf = try #require(authority.identity(for: name)).facts
        #expect(leaf.subject == "O=Weir")
        #expect(leaf.names == [name])
    }

    @Test(arguments: [
        HandMadeHello.Extension.serverName("a b"), .serverName(""), .serverName("*.test"), .serverName("a\u{0}b"),
    ])
    func `a name that no host has is refused with the right alert`(name: HandMadeHello.Extension) throws {
        let server = TLSConnection(server: try serverContext(), fallbackName: "api.test")
        let hello = HandMadeHello(extensions: [name, .versions([0x0304, 0x0303])]).records()
        let status = hello.withUnsafeBytes { input in server.receive(input) { server.handshake() } }
        guard case .failed(let error) = status else {
            Issue.record("got \(status)")
            return
        }
        #expect(!error.description.contains("\0"))
        var alert: [UInt8] = []
        server.takeOutput { alert = Array($0) }
        // Fatal, unrecognized_name (RFC 6066 section 3).
        #expect(alert.suffix(2) == [2, 112])
    }

    @Test func `a client that names no host is told so`() throws {
        let client = TLSConnection(client: try clientContext(), host: "127.0.0.1")
        let (_, status) = Wire(client: client, server: TLSConnection(server: try serverContext())).handshake()
        #expect(status == .failed(.unusableServerName(nil)))
    }

    @Test(arguments: TLSVersion.allCases)
    func `a client that does not trust the authority is told how it can`(version: TLSVersion) throws {
        var options = TLSClientContext.Options()
        options.usesSystemTrust = false
        options.maximumVersion = version
        let client = TLSConnection(client: try TLSClientContext(options), host: "api.test")
        let (_, status) = Wire(client: client, server: TLSConnection(server: try serverContext())).handshake()
        guard case .failed(let error) = status else {
            Issue.record("got \(status)")
            return
        }
        #expect(error == .alert(code: 48, name: "unknown CA"))
        #expect(error.adviceForClients?.contains("`weir ca`") == true)
        #expect(TLSError.closedDuringHandshake.adviceForClients?.contains("`weir ca`") == true)
        #expect(TLSError.notTLS.adviceForClients == nil)
    }

    @Test func `only an authority's certificate is taken`() throws {
        let leaf = try TLSIdentity.selfSigned(names: ["api.test"])
        #expect(throws: TLSConfigurationError.notAnAuthority(file: "leaf.pem")) {
            try CertificateAuthority(leaf, file: "leaf.pem")
        }
    }

    @Test(arguments: TLSVersion.allCases)
    func `a session is resumed for its own name only`(version: TLSVersion) throws {
        let server = try serverContext()
        let context = try clientContext { $0.maximumVersion = version }
        // An address is not sent as SNI: the client offers the session of one host, whatever the server is called.
        let connect = { (name: String) in
            let client = TLSConnection(client: context, host: "10.0.0.1")
            let wire = Wire(client: client, server: TLSConnection(server: server, fallbackName: name))
            let status = wire.handshake().client
            if status == .complete { #expect(wire.send([1], from: wire.server, to: wire.client) == [1]) }
            return (status, client.facts?.resumed)
        }
        #expect(connect("10.0.0.1") == (.complete, false))
        #expect(connect("10.0.0.1") == (.complete, true))
        #expect(connect("10.0.0.2").0 == .failed(.wrongHost(expected: "10.0.0.1", names: ["10.0.0.2"])))
        #expect(connect("[10.0.0.1]") == (.complete, true))
    }
}
