import TLSEngine
import Testing

@Suite struct TLSResumptionTests {
    let authority: Authority
    let server: TLSServerContext

    init() throws {
        authority = try Authority()
        server = try authority.serverContext(names: ["api.test", "other.test"])
    }

    private func connect(
        _ context: TLSClientContext,
        host: String = "api.test",
        port: Int = 443,
        protocols: [String] = []
    ) -> Bool? {
        let client = TLSConnection(client: context, host: host, port: port, applicationProtocols: protocols)
        let wire = Wire(client: client, server: TLSConnection(server: server))
        guard wire.handshake() == (.complete, .complete) else { return nil }
        // TLS 1.3 tickets come with the first read.
        #expect(wire.send([1], from: wire.server, to: wire.client) == [1])
        return client.facts?.resumed
    }

    @Test(arguments: TLSVersion.allCases)
    func `the second connection is resumed`(version: TLSVersion) throws {
        let context = try authority.clientContext { $0.maximumVersion = version }
        #expect(connect(context) == false)
        for _ in 0..<20 { #expect(connect(context) == true) }
    }

    @Test func `another port, host, list of protocols or context starts afresh`() throws {
        let context = try authority.clientContext()
        #expect(connect(context) == false)
        #expect(connect(context, port: 8443) == false)
        #expect(connect(context, host: "other.test") == false)
        #expect(connect(context, protocols: ["h2"]) == false)
        #expect(connect(try authority.clientContext()) == false)
        #expect(connect(context) == true)
    }

    @Test func `a server that lost its ticket keys gets a whole handshake`() throws {
        let context = try authority.clientContext()
        #expect(connect(context) == false)
        let restarted = try authority.serverContext()
        let wire = Wire(context, restarted)
        #expect(wire.handshake() == (.complete, .complete))
        #expect(wire.client.facts?.resumed == false)
    }
}
