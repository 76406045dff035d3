import TLSEngine
import Testing

@Suite struct TLSFaultTests {
    let authority: Authority

    init() throws {
        authority = try Authority()
    }

    private func answer(_ bytes: [UInt8], byteByByte: Bool = false) throws -> TLSHandshakeStatus {
        let client = TLSConnection(client: try authority.clientContext(), host: "api.test")
        #expect(client.handshake() == .needsInput)
        guard byteByByte else {
            return bytes.withUnsafeBytes { input in client.receive(input) { client.handshake() } }
        }
        var status = TLSHandshakeStatus.needsInput
        for byte in bytes {
            status = withUnsafeBytes(of: byte) { input in client.receive(input) { client.handshake() } }
        }
        return status
    }

    @Test(arguments: [
        "HTTP/1.1 400 Bad Request\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "220 mail ready\r\n",
        "\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}",
    ])
    func `bytes that are not TLS are named so`(text: String) throws {
        #expect(try answer(Array(text.utf8)) == .failed(.notTLS))
        #expect(try answer(Array(text.utf8), byteByByte: true) == .failed(.notTLS))
    }

    @Test func `a server that meets plain HTTP says so`() throws {
        let server = TLSConnection(server: try authority.serverContext())
        Array("GET / HTTP/1.1\r\n\r\n".utf8).withUnsafeBytes { server.receive($0) }
        #expect(server.handshake() == .failed(.notTLS))
    }

    @Test func `a close during the handshake is told`() throws {
        let client = TLSConnection(client: try authority.clientContext(), host: "api.test")
        #expect(client.handshake() == .needsInput)
        client.receiveEnd()
        #expect(client.handshake() == .failed(.closedDuringHandshake))
        #expect(client.handshake() == .failed(.closedDuringHandshake))
    }

    @Test func `an alert of the peer is named`() throws {
        let status = try answer([21, 3, 3, 0, 2, 2, 40])
        #expect(status == .failed(.alert(code: 40, name: "handshake failure")))
        #expect(try answer([21, 3, 3, 0, 2, 2, 112]) == .failed(.alert(code: 112, name: "unrecognized name")))
        #expect(try answer([21, 3, 1, 0, 2, 2, 70]) == .failed(.protocolVersion))
    }

    @Test func `versions that do not meet fail on both sides`() throws {
        let context = try authority.clientContext { $0.maximumVersion = .tls12 }
        let server = try authority.serverContext { $0.minimumVersion = .tls13 }
        #expect(Wire(context, server).handshake() == (.failed(.protocolVersion), .failed(.protocolVersion)))
    }

    @Test func `a server without a certificate shares no cipher`() throws {
        let server = try TLSServerContext(TLSServerContext.Options())
        let (client, peer) = Wire(try authority.clientContext(), server).handshake()
        #expect(peer == .failed(.noSharedCipher))
        #expect(client == .failed(.alert(code: 40, name: "handshake failure")))
    }

    @Test func `a changed byte anywhere in the handshake never crashes`() throws {
        let context = try authority.clientContext()
        let server = try authority.serverContext()
        for position in stride(from: 0, to: 1200, by: 7) {
            let wire = Wire(context, server)
            _ = wire.client.handshake()
            wire.pass(from: wire.client, to: wire.server) { _ = wire.server.handshake() }
            var flight: [UInt8] = []
            wire.server.takeOutput { flight = Array($0) }
            guard position < flight.count else { break }
            flight[position] ^= 0x20
            let status = flight.withUnsafeBytes { input in wire.client.receive(input) { wire.client.handshake() } }
            #expect(status != .complete)
        }
    }

    @Test func `rubbish among the data fails and stays failed`() throws {
        let wire = Wire(try authority.clientContext(), try authority.serverContext())
        #expect(wire.handshake() == (.complete, .complete))
        let rubbish = [UInt8](repeating: 0x55, count: 500)
        let end = rubbish.withUnsafeBytes { input in wire.client.receive(input) { readEnd(wire.client) } }
        guard case .failed(let error) = end else {
            Issue.record("got \(end)")
            return
        }
        #expect(!error.description.isEmpty)
        #expect(readEnd(wire.client) == end)
        #expect([1, 2].withUnsafeBytes { wire.client.write($0) } == error)
        wire.client.shutdown()
    }

    @Test(arguments: ["", "a b\u{0}c", String(repeating: "x", count: 70_000)])
    func `a host that cannot be one fails or is refused`(host: String) throws {
        let wire = Wire(try authority.clientContext(), try authority.serverContext(), host: host)
        #expect(wire.handshake().client != .complete)
    }
}
