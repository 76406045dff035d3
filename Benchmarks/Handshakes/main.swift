import TLSEngine

/// Handshakes of a client and a server in memory, both on this core, and what a new host name costs.
enum HandshakeBenchmark {
    static func run() throws {
        let root = try CertificateAuthority.makeRoot(commonName: "handshake benchmark")
        let authority = try CertificateAuthority(root, file: "memory")
        let server = try TLSServerContext(TLSServerContext.Options(authority: authority))
        let trust = PEMSource.bytes(root.certificatePEM, name: "memory")
        for version in [TLSVersion.tls13, .tls12] {
            var options = TLSClientContext.Options()
            options.usesSystemTrust = false
            options.extraAuthorities = [trust]
            options.maximumVersion = version
            let context = try TLSClientContext(options)
            // A port of its own for each makes the handshakes full ones.
            report("\(version.rawValue) full", count: 3000) { number in
                handshake(TLSConnection(client: context, host: "api.test", port: number), server)
            }
            handshake(TLSConnection(client: context, host: "api.test", port: 0), server)
            report("\(version.rawValue) resumed", count: 3000) { _ in
                handshake(TLSConnection(client: context, host: "api.test", port: 0), server)
            }
        }
        report("a certificate for a new name", count: 3000) { number in
            guard authority.identity(for: "host-\(number).test") != nil else { fatalError("no certificate") }
        }
        report("a certificate kept from before", count: 100_000) { _ in _ = authority.identity(for: "api.test") }
    }

    private static func handshake(_ client: TLSConnection, _ context: TLSServerContext) {
        let server = TLSConnection(server: context)
        _ = client.handshake()
        while client.outputCount + server.outputCount > 0 {
            client.takeOutput { bytes in _ = server.receive(bytes) { server.handshake() } }
            server.takeOutput { bytes in
                client.receive(bytes) {
                    _ = client.handshake()
                    // Takes the tickets in, which follow the handshake of TLS 1.3.
                    withUnsafeTemporaryAllocation(byteCount: 16, alignment: 1) { _ = client.read(into: $0) }
                }
            }
        }
        guard server.handshake() == .complete else { fatalError("no handshake: \(server.handshake())") }
    }

    private static func report(_ name: String, count: Int, _ body: (Int) -> Void) {
        let time = ContinuousClock().measure { for number in 1...count { body(number) } }
        let nanoseconds = time / count / .nanoseconds(1)
        print("\(name): \(Int(nanoseconds / 1000)) µs each, \(Int(1e9 / nanoseconds)) a second")
    }
}

try HandshakeBenchmark.run()
