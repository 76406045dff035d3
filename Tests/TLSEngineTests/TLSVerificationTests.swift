import TLSEngine
import Testing

@Suite struct TLSVerificationTests {
    let authority: Authority

    init() throws {
        authority = try Authority()
    }

    private func failure(
        of identity: TLSIdentity,
        host: String? = "api.test",
        version: TLSVersion = .tls13,
        _ change: (inout TLSClientContext.Options) -> Void = { _ in }
    ) throws -> TLSError? {
        let context = try authority.clientContext { options in
            options.maximumVersion = version
            change(&options)
        }
        let server = try TLSServerContext(TLSServerContext.Options(identity: identity))
        let wire = Wire(context, server, host: host)
        let (client, peer) = wire.handshake()
        guard case .failed(let error) = client else {
            #expect(client == .complete)
            return nil
        }
        // The peer is told why.
        guard case .failed(.alert) = peer else {
            Issue.record("the server saw \(peer)")
            return error
        }
        #expect(!error.description.contains("\n"))
        return error
    }

    @Test(arguments: TLSVersion.allCases)
    func `an expired certificate is refused`(version: TLSVersion) throws {
        let identity = try authority.server(validFrom: -7200, validUntil: -3600)
        let error = try failure(of: identity, version: version)
        guard case .certificateExpired("CN=leaf", let date)? = error else {
            Issue.record("got \(String(describing: error))")
            return
        }
        #expect(date.hasSuffix("GMT"))
    }

    @Test func `a certificate of the future is refused`() throws {
        let error = try failure(of: authority.server(validFrom: 3600, validUntil: 7200))
        guard case .certificateNotYetValid("CN=leaf", _)? = error else {
            Issue.record("got \(String(describing: error))")
            return
        }
    }

    @Test func `a self-signed certificate is refused`() throws {
        let error = try failure(of: .selfSigned(names: ["api.test"]))
        #expect(error == .selfSignedCertificate(subject: "CN=api.test"))
        #expect(error?.advice?.contains("--upstream-ca") == true)
    }

    @Test func `an unknown authority is refused and named`() throws {
        let other = try Authority(name: "somebody else")
        let error = try failure(of: other.server())
        #expect(error == .unknownAuthority(subject: "CN=leaf", issuer: "CN=somebody else"))
    }

    @Test func `an untrusted root that the server sends along is an unknown authority, too`() throws {
        let other = try Authority(name: "somebody else")
        let leaf = try other.server()
        let chain = PEMSource.bytes(leaf.certificatePEM + other.root.certificatePEM, name: "chain")
        let key = PEMSource.bytes(leaf.privateKeyPEM, name: "key")
        let error = try failure(of: TLSIdentity(certificates: chain, privateKey: key))
        #expect(error == .unknownAuthority(subject: "CN=leaf", issuer: "CN=somebody else"))
    }

    @Test func `a certificate that was changed after signing is told apart`() throws {
        let leaf = try authority.server()
        var pem = leaf.certificatePEM
        // The signature ends before the last line; base64 has no line of its own for it.
        let place = pem.count - "xxxxxx\n-----END CERTIFICATE-----\n".utf8.count
        pem[place] = pem[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
        let key = PEMSource.bytes(leaf.privateKeyPEM, name: "key")
        let changed = try TLSIdentity(certificates: .bytes(pem, name: "changed"), privateKey: key)
        #expect(try failure(of: changed) == .badSignature(subject: "CN=leaf"))
    }

    @Test func `a refused certificate can still be read`() throws {
        let identity = try authority.server(validFrom: -7200, validUntil: -3600)
        let server = try TLSServerContext(TLSServerContext.Options(identity: identity))
        let wire = Wire(try authority.clientContext(), server)
        #expect(wire.client.peerCertificate == nil)
        #expect(wire.handshake().client != .complete)
        let certificate = try #require(wire.client.peerCertificate)
        #expect(certificate == identity.facts)
        #expect(certificate.subject == "CN=leaf")
        #expect(certificate.issuer == "CN=weir test authority")
        let from = try #require(certificate.notBefore)
        #expect(certificate.notAfter == from + 3600)
    }

    @Test func `a wrong host name is refused with the names of the certificate`() throws {
        let identity = try authority.server(names: ["a.test", "*.b.test", "10.0.0.1", "fe80::1"])
        let error = try failure(of: identity, host: "api.test")
        #expect(
            error == .wrongHost(expected: "api.test", names: ["a.test", "*.b.test", "10.0.0.1", "fe80:0:0:0:0:0:0:1"])
        )
        #expect(error?.description.contains("not for api.test but for a.test, *.b.test, 10.0.0.1") == true)
        let address = try failure(of: identity, host: "10.0.0.2")
        #expect(address == .wrongHost(expected: "10.0.0.2", names: identity.names))
    }

    @Test func `a client certificate is no server certificate`() throws {
        let identity = try CertificateTemplate(commonName: "leaf", names: ["api.test"], usage: .client)
            .issue(by: authority.root)
        let error = try failure(of: identity)
        guard case .certificateRejected("CN=leaf", _)? = error else {
            Issue.record("got \(String(describing: error))")
            return
        }
    }

    @Test(arguments: ["api.test", "API.test.", "x.wild.test", "127.0.0.1", "::1", "[::1]"])
    func `names, wildcards and addresses are accepted`(host: String) throws {
        let identity = try authority.server(names: ["api.test", "*.wild.test", "127.0.0.1", "::1"])
        #expect(try failure(of: identity, host: host) == nil)
    }

    @Test func `an address is not sent as a server name`() throws {
        let wire = Wire(
            try authority.clientContext(),
            try authority.serverContext(names: ["127.0.0.1"]),
            host: "127.0.0.1"
        )
        #expect(wire.handshake() == (.complete, .complete))
        #expect(wire.server.facts?.serverName == nil)
    }

    @Test func `an insecure client accepts everything`() throws {
        let identities = [
            try TLSIdentity.selfSigned(names: ["other.test"]),
            try Authority().server(names: ["api.test"], validFrom: -7200, validUntil: -3600),
        ]
        for identity in identities {
            #expect(try failure(of: identity) { $0.verifies = false } == nil)
        }
    }

    @Test func `extra authorities come beside one another and beside the system's`() throws {
        let other = try Authority(name: "second")
        for identity in [try authority.server(), try other.server()] {
            #expect(try failure(of: identity) { $0.extraAuthorities.append(other.source) } == nil)
        }
    }

    @Test func `a self-signed certificate may be trusted by itself`() throws {
        let identity = try TLSIdentity.selfSigned(names: ["api.test"])
        let source = PEMSource.bytes(identity.certificatePEM, name: "leaf")
        #expect(try failure(of: identity) { $0.extraAuthorities = [source] } == nil)
    }

    @Test func `a chain over an intermediate authority is sent and accepted`() throws {
        let middle = try CertificateTemplate(commonName: "middle", usage: .authority).issue(by: authority.root)
        let leaf = try CertificateTemplate(commonName: "leaf", names: ["api.test"]).issue(by: middle)
        #expect(try failure(of: leaf) == nil)
        let alone = PEMSource.bytes(middle.certificatePEM, name: "middle")
        #expect(try failure(of: leaf) { $0.extraAuthorities = [alone] } == nil)
    }

    @Test(arguments: TLSVersion.allCases)
    func `a client certificate is shown when asked for`(version: TLSVersion) throws {
        let identity = try CertificateTemplate(commonName: "me", usage: .client).issue(by: authority.root)
        let server = try authority.serverContext { $0.clientAuthorities = [authority.source] }
        let context = try authority.clientContext { options in
            options.identity = identity
            options.maximumVersion = version
        }
        let wire = Wire(context, server)
        #expect(wire.handshake() == (.complete, .complete))
        #expect(wire.server.facts?.peerSubject == "CN=me")
        #expect(!wire.client.wasAskedForCertificate)
    }

    @Test func `a missing client certificate is told at the first read`() throws {
        let server = try authority.serverContext { $0.clientAuthorities = [authority.source] }
        let wire = Wire(try authority.clientContext(), server)
        let (client, peer) = wire.handshake()
        #expect(client == .complete)
        #expect(peer != .complete)
        #expect(wire.client.wasAskedForCertificate)
        let end = readEnd(wire.client)
        guard case .failed(let error) = end else {
            Issue.record("got \(end)")
            return
        }
        #expect(error == .alert(code: 116, name: "certificate required"))
        #expect(error.advice?.contains("--client-cert") == true)
    }
}
