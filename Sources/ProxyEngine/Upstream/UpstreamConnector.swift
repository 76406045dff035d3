import NIOCore
import NIOHTTP1
import NIOPosix
import StreamCore
import TLSEngine

/// A connection that is ready for a request.
struct UpstreamConnection {
    var handler: UpstreamHandler
    var facts: ConnectionFacts
}

/// Makes upstream connections and measures each step: name, TCP, TLS.
final class UpstreamConnector: Sendable {
    private let connectTimeout: TimeAmount
    private let tls: TLSClientContext

    /// Bytes taken from an upstream's socket by one read: small while it trickles, up to 64 KiB while it gushes.
    private static let readSizes = AdaptiveRecvByteBufferAllocator(
        minimum: 2 << 10,
        initial: 2 << 10,
        maximum: 64 << 10
    )

    /// - Parameters:
    ///   - connectTimeout: for TCP and TLS together.
    ///   - tls: how `https` upstreams are verified.
    init(connectTimeout: Nanoseconds, tls: TLSClientContext) {
        self.connectTimeout = .nanoseconds(connectTimeout.count)
        self.tls = tls
    }

    /// Connects on the client's event loop; `completion` runs there.
    func connect(
        to origin: Origin,
        id: ConnectionID,
        loop: LoopContext,
        completion: @escaping (Result<UpstreamConnection, RelayFailure>) -> Void
    ) {
        let handler = UpstreamHandler(id: id, origin: origin, observer: loop.observer)
        let attempt = ConnectAttempt(startedAt: MonotonicClock.now)
        let bound = NIOLoopBound((handler, attempt, self), eventLoop: loop.eventLoop)
        let bootstrap = ClientBootstrap(group: loop.eventLoop)
            .connectTimeout(connectTimeout)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            // The handler's clock asks for each read.
            .channelOption(.autoRead, value: false)
            .channelOption(.recvAllocator, value: Self.readSizes)
            .channelInitializer { channel in
                let (handler, attempt, connector) = bound.value
                return channel.eventLoop.makeCompletedFuture {
                    try connector.addHandlers(to: channel, handler: handler, attempt: attempt, origin: origin)
                }
            }
        open(bootstrap, origin: origin, attempt: attempt, loop: loop).assumeIsolated().flatMap { channel in
            attempt.connectedAt = MonotonicClock.now
            attempt.limitHandshake(on: channel, to: self.connectTimeout)
            return attempt.handshake?.assumeIsolated().map { channel }.nonisolated()
                ?? channel.eventLoop.makeSucceededFuture(channel)
        }.whenComplete { result in
            switch result {
            case .success(let channel):
                completion(.success(UpstreamConnection(handler: handler, facts: attempt.facts(of: channel))))
            case .failure(let error):
                completion(.failure(UpstreamFailure.describe(error, origin: origin)))
            }
        }
    }

    private func open(
        _ bootstrap: ClientBootstrap,
        origin: Origin,
        attempt: ConnectAttempt,
        loop: LoopContext
    ) -> EventLoopFuture<any Channel> {
        if let address = try? SocketAddress(ipAddress: origin.host, port: origin.port) {
            return bootstrap.connect(to: address)
        }
        let resolver = TimedResolver(eventLoop: loop.eventLoop)
        attempt.resolver = resolver
        return bootstrap.resolver(resolver).connect(host: origin.host, port: origin.port)
    }

    private func addHandlers(
        to channel: any Channel,
        handler: UpstreamHandler,
        attempt: ConnectAttempt,
        origin: Origin
    ) throws {
        let pipeline = channel.pipeline.syncOperations
        let clock = ReadClock(owner: handler, drivesReads: true)
        handler.clock = clock
        try pipeline.addHandler(clock)
        if origin.scheme == .https {
            let handshake = channel.eventLoop.makePromise(of: Void.self)
            attempt.handshake = handshake.futureResult
            let connection = TLSConnection(client: tls, host: origin.host, port: origin.port)
            let tlsHandler = TLSHandler(connection: connection, handshake: handshake)
            attempt.tls = tlsHandler
            try pipeline.addHandler(tlsHandler)
        }
        try pipeline.addHandler(ChunkedBodyHandler(receiver: handler))
        var framing = HTTPRequestEncoder.Configuration()
        framing.automaticallySetFramingHeaders = false
        try pipeline.addHandler(HTTPRequestEncoder(configuration: framing))
        let decoder = HTTPResponseDecoder(leftOverBytesStrategy: .dropBytes, informationalResponseStrategy: .forward)
        try pipeline.addHandler(ByteToMessageHandler(decoder))
        try pipeline.addHandler(handler)
    }
}

/// The steps of one attempt to connect.
private final class ConnectAttempt {
    let startedAt: MonotonicInstant
    var connectedAt: MonotonicInstant?
    var resolver: TimedResolver?
    var handshake: EventLoopFuture<Void>?
    var tls: TLSHandler?

    init(startedAt: MonotonicInstant) {
        self.startedAt = startedAt
    }

    /// The time to connect covers TLS, too.
    func limitHandshake(on channel: any Channel, to limit: TimeAmount) {
        guard let tls, let handshake else { return }
        let elapsed = (connectedAt ?? startedAt) - startedAt
        let rest = TimeAmount.nanoseconds(max(limit.nanoseconds - elapsed.count, 0))
        let timer = channel.eventLoop.assumeIsolated().scheduleTask(in: rest) {
            tls.giveUpHandshake(ChannelError.connectTimeout(limit))
            channel.close(promise: nil)
        }
        handshake.whenComplete { _ in timer.cancel() }
    }

    func facts(of channel: any Channel) -> ConnectionFacts {
        let now = MonotonicClock.now
        let connected = connectedAt ?? now
        let resolving = resolver?.duration
        let agreed = tls?.facts
        return ConnectionFacts(
            side: .upstream,
            peer: channel.remoteAddress?.hostAndPort ?? "unknown",
            local: channel.localAddress?.hostAndPort ?? "unknown",
            tlsVersion: agreed?.version,
            alpn: agreed?.applicationProtocol,
            resolving: resolving,
            connecting: connected - startedAt - (resolving ?? .zero),
            handshaking: tls == nil ? nil : now - connected,
            resumed: agreed?.resumed ?? false
        )
    }
}
