import TLSEngine
import Testing

@Suite struct TLSIdentityTests {
    private let identity: TLSIdentity

    init() throws {
        identity = try .selfSigned(names: ["localhost", "127.0.0.1"])
    }

    private var certificate: PEMSource { .bytes(identity.certificatePEM, name: "cert.pem") }
    private var key: PEMSource { .bytes(identity.privateKeyPEM, name: "key.pem") }

    @Test func `PEM is written and read back, in two files or one`() throws {
        let read = try TLSIdentity(certificates: certificate, privateKey: key)
        #expect(read.names == ["localhost", "127.0.0.1"])
        #expect(read.certificatePEM == identity.certificatePEM)
        let both = PEMSource.bytes(identity.privateKeyPEM + identity.certificatePEM, name: "both.pem")
        #expect(try TLSIdentity(certificates: both, privateKey: both).names == identity.names)
    }

    @Test func `a missing file is named with the reason`() {
        #expect(throws: TLSConfigurationError.unreadable(file: "/nonexistent.pem", reason: "No such file or directory"))
        {
            try TLSIdentity(certificates: .file("/nonexistent.pem"), privateKey: key)
        }
    }

    @Test func `a file without a certificate or key is named`() {
        let text = PEMSource.bytes(Array("hello\n".utf8), name: "text.txt")
        #expect(throws: TLSConfigurationError.noCertificate(file: "text.txt")) {
            try TLSIdentity(certificates: text, privateKey: key)
        }
        #expect(throws: TLSConfigurationError.noPrivateKey(file: "text.txt")) {
            try TLSIdentity(certificates: certificate, privateKey: text)
        }
        #expect(throws: TLSConfigurationError.noPrivateKey(file: "cert.pem")) {
            try TLSIdentity(certificates: certificate, privateKey: certificate)
        }
        var options = TLSClientContext.Options()
        options.extraAuthorities = [certificate, text]
        #expect(throws: TLSConfigurationError.noCertificate(file: "text.txt")) { try TLSClientContext(options) }
    }

    @Test func `broken PEM is told apart from none`() {
        let brokenCertificate = PEMSource.bytes(broken(identity.certificatePEM), name: "broken.pem")
        let brokenKey = PEMSource.bytes(broken(identity.privateKeyPEM), name: "broken.key")
        let certificateError = #expect(throws: TLSConfigurationError.self) {
            try TLSIdentity(certificates: brokenCertificate, privateKey: key)
        }
        #expect(certificateError?.description.hasPrefix("`broken.pem` holds a broken certificate: ") == true)
        let keyError = #expect(throws: TLSConfigurationError.self) {
            try TLSIdentity(certificates: certificate, privateKey: brokenKey)
        }
        #expect(keyError?.description.hasPrefix("`broken.key` holds a broken private key: ") == true)
    }

    @Test func `an encrypted key is refused without asking for a passphrase`() {
        let text = """
            -----BEGIN ENCRYPTED PRIVATE KEY-----
            MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAiIKVGXt3PbjAICCAAw
            DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEFPLw3bF1+f8YL9f+1vbBoUEgZA1
            SSl9ZBLAREC2txoAYz43TQIdZuD0xeWDzs9OVj/WoIOmfYkVp+meQq8TUveqlnMD
            EqFjFEJ5rRzUjZ5bmBeHx7mcBRdVOsfm9v4uak+K/LG1f9ZMmFadtCMkUB1DtGIG
            ax0u54DR+quUhdDUyy/JMnvVpWAvYFSY1vREVpGv0KSUwzid4GeogW88VVkmiDg=
            -----END ENCRYPTED PRIVATE KEY-----
            """
        let encrypted = PEMSource.bytes(Array(text.utf8), name: "secret.key")
        #expect(throws: TLSConfigurationError.encryptedPrivateKey(file: "secret.key")) {
            try TLSIdentity(certificates: certificate, privateKey: encrypted)
        }
    }

    @Test func `a key of another certificate is refused`() throws {
        let other = PEMSource.bytes(try TLSIdentity.selfSigned(names: ["x"]).privateKeyPEM, name: "other.key")
        #expect(throws: TLSConfigurationError.keyDoesNotMatch(certificate: "cert.pem", key: "other.key")) {
            try TLSIdentity(certificates: certificate, privateKey: other)
        }
    }

    @Test func `a server chooses its certificate by the name asked for`() throws {
        let authority = try Authority()
        var options = TLSServerContext.Options()
        options.selectIdentity = { name in
            name.flatMap { name in name == "no.test" ? nil : try? authority.server(names: [name]) }
        }
        let server = try TLSServerContext(options)
        let context = try authority.clientContext()
        for name in ["one.test", "two.test"] {
            #expect(Wire(context, server, host: name).handshake() == (.complete, .complete))
        }
        #expect(Wire(context, server, host: "no.test").handshake().client != .complete)
    }

    @Test func `a very long name still makes a certificate`() throws {
        let name = String(repeating: "a", count: 60) + "." + String(repeating: "b", count: 60) + ".test"
        #expect(try TLSIdentity.selfSigned(names: [name]).names == [name])
    }

    private func broken(_ pem: [UInt8]) -> [UInt8] {
        var pem = pem
        // The header of the first field inside.
        for position in 32..<42 { pem[position] = UInt8(ascii: "A") }
        return pem
    }
}
