import NIOCore
import NIOPosix
import StreamCore
import TLSEngine
import Testing

@testable import ProxyEngine

/// Relays, their upstream connections and exchanges go when their connections do.
@Suite(.timeLimit(.minutes(2))) struct RelayLifetimeTests {
    private static let connections = 400

    @Test func `no relay and no upstream outlives its connections, however they ended`() async throws {
        let facts = FactLog()
        let upstream = try await ScriptedUpstream()
        let proxy = try await WatchedProxy(upstreamPort: upstream.port, observer: facts.observer)
        for number in 0..<Self.connections {
            try await Self.endings[number % Self.endings.count](proxy, upstream)
            if number % 50 == 0 { facts.drain() }
        }
        await facts.wait { log in
            log.lines(of: 0).count { $0.hasPrefix("open") } == log.lines(of: 0).count { $0.hasPrefix("close") }
        }
        #expect(try await proxy.watched() == Self.connections)
        try await proxy.expectNothingAlive()
        await upstream.stop()
        await proxy.stop()
    }

    private typealias Ending = @Sendable (WatchedProxy, ScriptedUpstream) async throws -> Void

    private static func exchange(_ proxy: WatchedProxy, _ upstream: ScriptedUpstream, _ answer: String) async throws
        -> (Peer, Peer)
    {
        let client = try await Peer.connect(to: proxy.port)
        try await client.send(Wire.get)
        let accepted = try await upstream.accept()
        _ = try await accepted.read(through: "\r\n\r\n")
        try await accepted.send(answer)
        _ = try await client.read(through: "body")
        try await proxy.watchUpstreams()
        return (client, accepted)
    }

    private static let endings: [Ending] = [
        { proxy, upstream in
            let (client, _) = try await exchange(proxy, upstream, Wire.answer("body"))
            try await client.close()
        },
        { proxy, upstream in
            let (client, accepted) = try await exchange(proxy, upstream, Wire.answer("body"))
            try await accepted.close()
            _ = await client.readToEnd()
            try await client.close()
        },
        { proxy, upstream in
            let (client, accepted) = try await exchange(proxy, upstream, Wire.streamHead + Wire.chunk("body"))
            try await client.reset()
            _ = await accepted.readToEnd()
        },
        { proxy, upstream in
            let (client, accepted) = try await exchange(proxy, upstream, Wire.streamHead + Wire.chunk("body"))
            try await accepted.reset()
            _ = await client.readToEnd()
            try await client.close()
        },
        { proxy, upstream in
            let (client, accepted) = try await exchange(proxy, upstream, Wire.answer("body"))
            try await client.send(Wire.post("half", path: "/") + Wire.get)
            _ = try await accepted.read(through: "half")
            try await accepted.close()
            let again = try await upstream.accept()
            _ = try await again.read(through: "half")
            try await again.close()
            _ = await client.readToEnd()
            try await client.close()
        },
        { proxy, _ in
            let client = try await Peer.connect(to: proxy.port)
            try await client.send("CONNECT h:1 HTTP/1.1\r\n\r\n")
            _ = await client.readToEnd()
            try await client.close()
        },
        { proxy, upstream in
            let client = try await Peer.connect(to: proxy.port)
            client.queue(Wire.get)
            try await client.close()
            _ = await (try upstream.accept()).readToEnd()
        },
        { proxy, _ in
            try await Peer.connect(to: proxy.port).close()
        },
    ]
}

/// A proxy whose handlers are watched without being kept.
private final class WatchedProxy: Sendable {
    private struct Weak<Value: AnyObject> {
        weak var value: Value?
    }

    /// Used on the event loop only.
    private final class Watch {
        let loop: LoopContext
        var clients: [Weak<ClientConnection>] = []
        var relays: [Weak<RelayHandler>] = []
        var upstreams: [Weak<UpstreamHandler>] = []

        init(loop: LoopContext) {
            self.loop = loop
        }
    }

    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let watch: NIOLoopBound<Watch>
    private let listener: any Channel
    let port: Int

    init(upstreamPort: Int, observer: ExchangeObserver) async throws {
        guard let listen = HostAndPort(parsing: "127.0.0.1:0") else { preconditionFailure("a good address") }
        let origin = Origin(scheme: .http, host: "127.0.0.1", port: upstreamPort)
        let configuration = ProxyConfiguration(listen: listen, routes: RouteTable(catchAll: origin))
        let connector = try UpstreamConnector(connectTimeout: .seconds(5), tls: TLSClientContext(Wire.untrusting))
        let eventLoop = group.next()
        let watch = try await eventLoop.submit {
            let loop = LoopContext(
                index: 0,
                configuration: configuration,
                observer: observer,
                eventLoop: eventLoop,
                connector: connector
            )
            return NIOLoopBound(Watch(loop: loop), eventLoop: eventLoop)
        }.get()
        self.watch = watch
        listener = try await ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let client = try ProxyServer.serve(channel, loop: watch.value.loop)
                    watch.value.clients.append(Weak(value: client))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = listener.localAddress?.port ?? 0
    }

    func watched() async throws -> Int {
        try await watch.eventLoop.submit { [watch] in watch.value.clients.count }.get()
    }

    func watchUpstreams() async throws {
        try await watch.eventLoop.submit { [watch] in
            guard let relay = watch.value.clients.last?.value?.stage as? RelayHandler else { return }
            watch.value.relays.append(Weak(value: relay))
            if let upstream = relay.upstream { watch.value.upstreams.append(Weak(value: upstream)) }
        }.get()
    }

    func expectNothingAlive() async throws {
        let counts = try await watch.eventLoop.submit { [watch] in
            let watched = watch.value
            return (
                watched.loop.openConnections, watched.clients.count { $0.value != nil },
                watched.relays.count, watched.relays.count { $0.value != nil },
                watched.upstreams.count, watched.upstreams.count { $0.value != nil }
            )
        }.get()
        #expect(counts.0 == 0)
        #expect(counts.1 == 0, "clients")
        #expect(counts.2 > 0)
        #expect(counts.3 == 0, "relays")
        #expect(counts.4 > 0)
        #expect(counts.5 == 0, "upstreams")
    }

    func stop() async {
        try? await listener.close()
        try? await group.shutdownGracefully()
    }
}
