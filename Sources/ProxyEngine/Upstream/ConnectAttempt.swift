import NIOCore
import StreamCore
import TLSEngine

/// The steps of one attempt to connect: what they make, and how long they take.
final class ConnectAttempt: ReadClockOwner {
    let origin: Origin
    let protocols: UpstreamProtocols
    let client: ClientConnection
    let route: UpstreamRoute
    let id: ConnectionID
    private let startedAt = MonotonicClock.now
    private var connectedAt: MonotonicInstant?
    /// When the proxy had opened the way.
    private var passedAt: MonotonicInstant?
    var resolver: TimedResolver?
    /// One for each address that is tried: a host may have several, and the first that answers wins.
    private var links: [Link] = []

    /// A channel on its way.
    final class Link {
        fileprivate let channel: ObjectIdentifier
        /// The conversation with the proxy.
        var passage: (handler: ProxyHandshakeHandler, done: EventLoopFuture<Void>)?
        /// TLS with the upstream.
        var handshake: (handler: TLSHandler, done: EventLoopFuture<Void>)?
        var made: Result<UpstreamConnection.Kind, any Error>?
        var tunnel: TunnelHandler?

        fileprivate init(_ channel: any Channel) {
            self.channel = ObjectIdentifier(channel)
        }

        fileprivate func giveUp(_ error: any Error) {
            passage?.handler.fail(error)
            handshake?.handler.giveUpHandshake(error)
        }
    }

    /// - Parameters:
    ///   - origin: the upstream.
    ///   - protocols: what to offer it.
    ///   - client: whose connection causes this one.
    ///   - isOpaque: for a tunnel that is not looked into.
    init(origin: Origin, protocols: UpstreamProtocols, client: ClientConnection, isOpaque: Bool = false) {
        self.origin = origin
        self.protocols = protocols
        self.client = client
        route = client.route(to: origin, isOpaque: isOpaque)
        id = client.loop.nextConnection()
    }

    /// What to connect to.
    var dialled: (host: String, port: Int) {
        route.proxy.map { ($0.host, $0.port) } ?? (origin.dialHost ?? origin.host, origin.port)
    }

    func newLink(_ channel: any Channel) -> Link {
        let link = Link(channel)
        links.append(link)
        return link
    }

    private func link(of channel: any Channel) -> Link? {
        links.first { $0.channel == ObjectIdentifier(channel) }
    }

    // As the owner of the handshake's clock.

    func readFinished() {}

    var mayRead: Bool { true }

    // What follows the connection.

    /// Hands the channel over once proxy and TLS are agreed on; the time to connect covers that, too.
    func finish(
        on channel: any Channel,
        within limit: TimeAmount,
        _ completion: @escaping (Result<any Channel, any Error>) -> Void
    ) {
        let connected = MonotonicClock.now
        connectedAt = connected
        if let loop = loopFailure(on: channel) {
            channel.close(promise: nil)
            return completion(.failure(loop))
        }
        guard let link = link(of: channel), link.passage != nil || link.handshake != nil else {
            return completion(.success(channel))
        }
        let rest = TimeAmount.nanoseconds(max(limit.nanoseconds - (connected - startedAt).count, 0))
        let timer = channel.eventLoop.assumeIsolated().scheduleTask(in: rest) {
            link.giveUp(ChannelError.connectTimeout(limit))
            channel.close(promise: nil)
        }
        let passed = link.passage?.done ?? channel.eventLoop.makeSucceededVoidFuture()
        let ready = passed.assumeIsolated().flatMap { [self] () -> EventLoopFuture<Void> in
            if link.passage != nil { passedAt = MonotonicClock.now }
            return link.handshake?.done ?? channel.eventLoop.makeSucceededVoidFuture()
        }
        ready.whenComplete { result in
            timer.cancel()
            completion(result.map { channel })
        }
    }

    /// Refuses a connection to the very port that the client came in by, which would come in again, without end.
    private func loopFailure(on channel: any Channel) -> RelayFailure? {
        guard let target = channel.remoteAddress, let own = client.channel.localAddress else { return nil }
        // The ports tell it of nearly all connections, and cost less than addresses.
        guard target.port == own.port || route.proxy != nil else { return nil }
        let isOwnHost = target.ipAddress == own.ipAddress || target.ipAddress == channel.localAddress?.ipAddress
        guard isOwnHost else { return nil }
        let place = route.proxy?.name ?? origin.hostAndPort
        if target.port == own.port {
            return RelayFailure(.loop, "\(place) is this proxy itself: the request would go round in circles")
        }
        // A proxy of this machine would come back for it.
        guard route.proxy != nil, origin.port == own.port, HostName.isLoopback(origin.dialHost ?? origin.host) else {
            return nil
        }
        let itself = "\(origin.hostAndPort) is this proxy itself"
        return RelayFailure(.loop, "\(itself): the request would come back through \(place)")
    }

    /// What was made, once all steps are done.
    func connection(on channel: any Channel) -> Result<UpstreamConnection, RelayFailure> {
        switch link(of: channel)?.made {
        case .success(let kind):
            let facts = facts(of: channel, protocolName: kind.protocolName)
            if case .http1(let handler) = kind { handler.isUncertain = facts.tlsVersion != nil && facts.alpn == nil }
            return .success(UpstreamConnection(kind: kind, facts: facts))
        case .failure(let error):
            channel.close(promise: nil)
            return .failure(failure(for: error))
        case nil:
            preconditionFailure("a connection is ready before anything was made of it")
        }
    }

    /// What the upstream may speak that was not offered: it said that it knows nothing of what was.
    func other(after error: any Error) -> UpstreamProtocols? {
        // RFC 7301 3.2: no_application_protocol.
        guard case .alert(code: 120, _)? = error as? TLSError, route.proxy == nil || passedAt != nil,
            let other = protocols.other
        else { return nil }
        return client.loop.configuration.usesHTTP1Only && other.mayBeHTTP2 ? nil : other
    }

    /// The end of a tunnel, once all steps are done.
    func tunnel(on channel: any Channel) -> (TunnelHandler, ConnectionFacts) {
        guard let tunnel = link(of: channel)?.tunnel else {
            preconditionFailure("a tunnel is ready before it was dug")
        }
        return (tunnel, facts(of: channel, protocolName: "tcp"))
    }

    /// Whose fault it is depends on how far it went.
    func failure(for error: any Error) -> RelayFailure {
        guard let proxy = route.proxy, passedAt == nil else { return UpstreamFailure.describe(error, origin: origin) }
        return UpstreamFailure.describe(error, proxy: proxy, origin: origin)
    }

    private func facts(of channel: any Channel, protocolName: String) -> ConnectionFacts {
        let now = MonotonicClock.now
        let connected = connectedAt ?? now
        let resolving = resolver?.duration
        let tls = link(of: channel)?.handshake?.handler
        let agreed = tls?.facts
        return ConnectionFacts(
            side: .upstream,
            peer: channel.remoteAddress?.hostAndPort ?? "unknown",
            local: channel.localAddress?.hostAndPort ?? "unknown",
            protocolName: protocolName,
            tlsVersion: agreed?.version,
            alpn: agreed?.applicationProtocol,
            proxy: route.proxy?.url,
            resolving: resolving,
            connecting: connected - startedAt - (resolving ?? .zero),
            passing: passedAt.map { $0 - connected },
            handshaking: tls == nil ? nil : now - (passedAt ?? connected),
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
