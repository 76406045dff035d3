import TLSEngine
import Testing

/// Certificates that the tests share.
struct Authority {
    let root: TLSIdentity

    init(name: String = "weir test authority") throws {
        root = try CertificateTemplate(commonName: name, usage: .authority).issue()
    }

    var source: PEMSource { .bytes(root.certificatePEM, name: "root.pem") }

    func server(names: [String] = ["api.test"], validFrom: Int = -60, validUntil: Int = 3600) throws -> TLSIdentity {
        try CertificateTemplate(
            commonName: "leaf",
            names: names,
            validFrom: .seconds(validFrom),
            validUntil: .seconds(validUntil)
        )
        .issue(by: root)
    }

    func clientContext(_ change: (inout TLSClientContext.Options) -> Void = { _ in }) throws -> TLSClientContext {
        var options = TLSClientContext.Options()
        options.extraAuthorities = [source]
        change(&options)
        return try TLSClientContext(options)
    }

    func serverContext(
        names: [String] = ["api.test"],
        _ change: (inout TLSServerContext.Options) -> Void = { _ in }
    ) throws -> TLSServerContext {
        var options = TLSServerContext.Options(identity: try server(names: names))
        change(&options)
        return try TLSServerContext(options)
    }
}

/// Two connections joined in memory, the bytes between them cut into pieces.
struct Wire {
    let client: TLSConnection
    let server: TLSConnection
    /// The size of the next piece on the wire.
    var pieceSize: () -> Int = { .max }

    init(client: TLSConnection, server: TLSConnection) {
        self.client = client
        self.server = server
    }

    init(_ client: TLSClientContext, _ server: TLSServerContext, host: String? = "api.test") {
        self.init(client: TLSConnection(client: client, host: host), server: TLSConnection(server: server))
    }

    /// Shakes hands until neither side has more to say.
    func handshake() -> (client: TLSHandshakeStatus, server: TLSHandshakeStatus) {
        var clientStatus = client.handshake()
        var serverStatus = server.handshake()
        while client.outputCount + server.outputCount > 0 {
            pass(from: client, to: server) { serverStatus = server.handshake() }
            pass(from: server, to: client) { clientStatus = client.handshake() }
        }
        return (clientStatus, serverStatus)
    }

    /// Carries what `sender` has to send over in pieces.
    func pass(from sender: TLSConnection, to receiver: TLSConnection, _ body: () -> Void) {
        sender.takeOutput { bytes in
            var rest = bytes
            while !rest.isEmpty {
                let count = min(max(pieceSize(), 1), rest.count)
                receiver.receive(UnsafeRawBufferPointer(rebasing: rest[..<count])) { body() }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
        }
    }

    /// Sends plaintext from one side to the other and gives what arrived.
    func send(_ plaintext: [UInt8], from sender: TLSConnection, to receiver: TLSConnection) -> [UInt8] {
        var received: [UInt8] = []
        let error = plaintext.withUnsafeBytes { sender.write($0) }
        #expect(error == nil)
        pass(from: sender, to: receiver) { _ = readAll(receiver, into: &received) }
        return received
    }
}

/// Reads until there is nothing more, and gives the last result.
func readAll(_ connection: TLSConnection, into output: inout [UInt8]) -> TLSReadResult {
    withUnsafeTemporaryAllocation(byteCount: 16 << 10, alignment: 1) { buffer in
        while true {
            let result = connection.read(into: buffer)
            guard case .bytes(let count) = result else { return result }
            output.append(contentsOf: buffer[..<count])
        }
    }
}

/// What a read gives when only its end matters.
func readEnd(_ connection: TLSConnection) -> TLSReadResult {
    var ignored: [UInt8] = []
    return readAll(connection, into: &ignored)
}
