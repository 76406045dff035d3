import StreamCore
import TLSEngine

@testable import ProxyEngine

/// A proxy between the test's client connections and the test's upstream.
final class RelayRig {
    let server: ProxyServer
    let port: Int
    let upstream: ScriptedUpstream
    let facts: FactLog
    /// Set by a test that stops the server itself.
    var isStopped = false

    private init(server: ProxyServer, port: Int, upstream: ScriptedUpstream, facts: FactLog) {
        self.server = server
        self.port = port
        self.upstream = upstream
        self.facts = facts
    }

    /// Starts a proxy that sends everything to a scripted upstream, and stops both after `body`.
    static func run(
        observerCapacity: Int = 64 << 20,
        upstreamSendBuffer: Int? = nil,
        configure: (inout ProxyConfiguration) -> Void = { _ in },
        lookUp: @escaping TimedResolver.LookUp = TimedResolver.system,
        interception: TLSServerContext? = nil,
        _ body: (RelayRig) async throws -> Void
    ) async throws {
        let upstream = try await ScriptedUpstream(sendBuffer: upstreamSendBuffer)
        let facts = FactLog(capacity: observerCapacity)
        let (server, port) = try await start(
            facts: facts,
            upstreamPort: upstream.port,
            lookUp: lookUp,
            interception: interception,
            configure: configure
        )
        let rig = RelayRig(server: server, port: port, upstream: upstream, facts: facts)
        let result: Result<Void, any Error>
        do {
            try await body(rig)
            result = .success(())
        } catch {
            result = .failure(error)
        }
        if !rig.isStopped { await server.stop(drain: .zero) }
        await upstream.stop()
        try result.get()
    }

    private static func start(
        facts: FactLog,
        upstreamPort: Int,
        lookUp: @escaping TimedResolver.LookUp,
        interception: TLSServerContext?,
        configure: (inout ProxyConfiguration) -> Void
    ) async throws -> (ProxyServer, Int) {
        guard let listen = HostAndPort(parsing: "127.0.0.1:0") else { preconditionFailure("a good address") }
        let origin = Origin(scheme: .http, host: "127.0.0.1", port: upstreamPort)
        var configuration = ProxyConfiguration(listen: listen, routes: RouteTable(catchAll: origin))
        configure(&configuration)
        let observer = facts.observer
        let tls = try TLSClientContext(Wire.untrusting)
        let connector = UpstreamConnector(connectTimeout: configuration.connectTimeout, tls: tls, lookUp: lookUp)
        let server = try ProxyServer(
            configuration: configuration,
            connector: connector,
            interception: interception
        ) { observer }
        return (server, try await server.start())
    }

    func connect() async throws -> Peer { try await Peer.connect(to: port) }

    /// Sends a request and takes it on the upstream's side, on a new connection there.
    func exchange(_ request: String = Wire.get) async throws -> (client: Peer, upstream: Peer) {
        let client = try await connect()
        try await client.send(request)
        let accepted = try await upstream.accept()
        _ = try await accepted.read(through: "\r\n\r\n")
        return (client, accepted)
    }
}

/// Bytes that the tests send.
enum Wire {
    static let get = "GET /x HTTP/1.1\r\nHost: h\r\n\r\n"
    static let streamHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
    static let lastChunk = "0\r\n\r\n"

    static func post(_ body: String, path: String = "/x") -> String {
        "POST \(path) HTTP/1.1\r\nHost: h\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    static func answer(_ body: String) -> String {
        "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    static func chunk(_ text: String) -> String {
        "\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n"
    }

    /// Reading the system's roots takes longer than a test.
    static var untrusting: TLSClientContext.Options {
        var options = TLSClientContext.Options()
        options.usesSystemTrust = false
        return options
    }
}
