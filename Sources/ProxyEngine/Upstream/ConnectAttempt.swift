import NIOCore
import NIOHTTP1
import StreamCore
import TLSEngine

/// The steps of one attempt to connect: what they make, and how long they take.
final class ConnectAttempt: ReadClockOwner {
    private let origin: Origin
    private let protocols: UpstreamProtocols
    private let client: ClientConnection
    private let id: ConnectionID
    private let startedAt = MonotonicClock.now
    var connectedAt: MonotonicInstant?
    var resolver: TimedResolver?
    /// One for each address that is tried: a host may have several, and the first that answers wins.
    private var links: [Link] = []

    /// A channel on its way.
    private final class Link {
        let channel: ObjectIdentifier
        var handshake: EventLoopFuture<Void>?
        var tls: TLSHandler?
        var made: Result<UpstreamConnection.Kind, any Error>?

        init(_ channel: any Channel) {
            self.channel = ObjectIdentifier(channel)
        }
    }

    init(origin: Origin, protocols: UpstreamProtocols, client: ClientConnection) {
        self.origin = origin
        self.protocols = protocols
        self.client = client
        id = client.loop.nextConnection()
    }

    /// Sets up the channel as far as it is known what will be spoken on it; ALPN tells the rest.
    func addHandlers(to channel: any Channel, tls context: TLSClientContext) throws {
        let pipeline = channel.pipeline.syncOperations
        let link = Link(channel)
        links.append(link)
        if origin.scheme == .https, protocols.mayBeHTTP2 {
            let clock = ReadClock(owner: self, drivesReads: true)
            try pipeline.addHandler(clock)
            let handshake = try addTLS(to: channel, context, link: link)
            // Before the bytes that came with the handshake's end go on through the pipeline.
            handshake.assumeIsolated().whenSuccess { [self] in
                link.made = Result { try agreed(on: link.tls?.facts?.applicationProtocol, clock: clock, channel) }
            }
            return
        }
        if protocols == .http2PriorKnowledge {
            let session = makeSession(bytesReadBefore: 0)
            try pipeline.addHandler(session.clock)
            try session.addHandlers(to: channel)
            link.made = .success(.http2(session))
            return
        }
        let handler = UpstreamHandler(id: id, origin: origin, observer: client.loop.observer)
        let clock = ReadClock(owner: handler, drivesReads: true)
        try pipeline.addHandler(clock)
        if origin.scheme == .https { _ = try addTLS(to: channel, context, link: link) }
        try addHTTP1(handler, clock: clock, to: channel)
        link.made = .success(.http1(handler))
    }

    private func addTLS(
        to channel: any Channel,
        _ context: TLSClientContext,
        link: Link
    ) throws -> EventLoopFuture<Void> {
        let promise = channel.eventLoop.makePromise(of: Void.self)
        link.handshake = promise.futureResult
        let connection = TLSConnection(
            client: context,
            host: origin.host,
            port: origin.port,
            applicationProtocols: protocols.offered
        )
        let handler = TLSHandler(connection: connection, handshake: promise)
        link.tls = handler
        try channel.pipeline.syncOperations.addHandler(handler)
        return promise.futureResult
    }

    /// ALPN has decided: the clock of the handshake gives way to that of what is spoken.
    private func agreed(
        on spoken: String?,
        clock: ReadClock<ConnectAttempt>,
        _ channel: any Channel
    ) throws -> UpstreamConnection.Kind {
        let pipeline = channel.pipeline.syncOperations
        defer { pipeline.removeHandler(clock, promise: nil) }
        if spoken == .http2 {
            let session = makeSession(bytesReadBefore: clock.bytesRead)
            try pipeline.addHandler(session.clock, position: .first)
            try session.addHandlers(to: channel)
            return .http2(session)
        }
        let handler = UpstreamHandler(id: id, origin: origin, observer: client.loop.observer)
        let next = ReadClock(owner: handler, drivesReads: true, bytesRead: clock.bytesRead)
        try pipeline.addHandler(next, position: .first)
        try addHTTP1(handler, clock: next, to: channel)
        return .http1(handler)
    }

    private func makeSession(bytesReadBefore: Int) -> HTTP2UpstreamSession {
        let observer = client.loop.observer
        return HTTP2UpstreamSession(id: id, origin: origin, observer: observer, bytesReadBefore: bytesReadBefore)
    }

    private func addHTTP1(_ handler: UpstreamHandler, clock: ReadClock<UpstreamHandler>, to channel: any Channel) throws
    {
        handler.clock = clock
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(ChunkedBodyHandler(receiver: handler))
        var framing = HTTPRequestEncoder.Configuration()
        framing.automaticallySetFramingHeaders = false
        try pipeline.addHandler(HTTPRequestEncoder(configuration: framing))
        let decoder = HTTPResponseDecoder(leftOverBytesStrategy: .dropBytes, informationalResponseStrategy: .forward)
        try pipeline.addHandler(ByteToMessageHandler(decoder))
        try pipeline.addHandler(handler)
    }

    // As the owner of the handshake's clock.

    func readFinished() {}

    var mayRead: Bool { true }

    private func link(of channel: any Channel) -> Link? {
        links.first { $0.channel == ObjectIdentifier(channel) }
    }

    /// The channel, once TLS is agreed on; the time to connect covers that, too.
    func handshake(on channel: any Channel, within limit: TimeAmount) -> EventLoopFuture<any Channel> {
        guard let link = link(of: channel), let tls = link.tls, let handshake = link.handshake else {
            return channel.eventLoop.makeSucceededFuture(channel)
        }
        let elapsed = (connectedAt ?? startedAt) - startedAt
        let rest = TimeAmount.nanoseconds(max(limit.nanoseconds - elapsed.count, 0))
        let timer = channel.eventLoop.assumeIsolated().scheduleTask(in: rest) {
            tls.giveUpHandshake(ChannelError.connectTimeout(limit))
            channel.close(promise: nil)
        }
        handshake.whenComplete { _ in timer.cancel() }
        return handshake.assumeIsolated().map { channel }.nonisolated()
    }

    /// Refuses a connection to the very port that the client came in by, which would come in again, without end.
    func loopFailure(on channel: any Channel) -> RelayFailure? {
        guard let target = channel.remoteAddress, let port = target.port, port == client.channel.localAddress?.port,
            target.ipAddress == client.channel.localAddress?.ipAddress
                || target.ipAddress == channel.localAddress?.ipAddress
        else { return nil }
        return RelayFailure(.loop, "\(origin.hostAndPort) is this proxy itself: the request would go round in circles")
    }

    /// What was made, once the handshake is over.
    func connection(on channel: any Channel) -> Result<UpstreamConnection, RelayFailure> {
        switch link(of: channel)?.made {
        case .success(let kind):
            let facts = facts(of: channel, protocolName: kind.protocolName)
            return .success(UpstreamConnection(kind: kind, facts: facts))
        case .failure(let error):
            channel.close(promise: nil)
            return .failure(UpstreamFailure.describe(error, origin: origin))
        case nil:
            preconditionFailure("a connection is ready before anything was made of it")
        }
    }

    func facts(of channel: any Channel, protocolName: String) -> ConnectionFacts {
        let now = MonotonicClock.now
        let connected = connectedAt ?? now
        let resolving = resolver?.duration
        let tls = link(of: channel)?.tls
        let agreed = tls?.facts
        return ConnectionFacts(
            side: .upstream,
            peer: channel.remoteAddress?.hostAndPort ?? "unknown",
            local: channel.localAddress?.hostAndPort ?? "unknown",
            protocolName: protocolName,
            tlsVersion: agreed?.version,
            alpn: agreed?.applicationProtocol,
            resolving: resolving,
            connecting: connected - startedAt - (resolving ?? .zero),
            handshaking: tls == nil ? nil : now - connected,
            resumed: agreed?.resumed ?? false
        )
    }
}

extension UpstreamConnection.Kind {
    fileprivate var protocolName: String {
        switch self {
        case .http1: "1.1"
        case .http2: "2"
        }
    }
}
