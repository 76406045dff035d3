import NIOCore
import NIOHTTP1
import StreamCore
import TLSEngine

/// A client's connection: what its exchanges share, whichever way they come in.
///
/// Used on its event loop only.
final class ClientConnection: ReadClockOwner {
    let loop: LoopContext
    let id: ConnectionID
    let channel: any Channel
    private(set) lazy var clock = ReadClock(owner: self, drivesReads: false)
    let openedAt = MonotonicClock.now
    /// What serves the connection now.
    private(set) var stage: (any ClientStage)?
    /// The stage, while it is a relay that has the connection to itself.
    private var relay: RelayHandler?
    private(set) lazy var upstreams = UpstreamPool(client: self)
    /// Where the tunnel goes that the client asked for; nil while each request says it.
    var tunnel: TunnelTarget?
    /// What the client's own TLS agreed on.
    var tls: TLSFacts?
    /// Whether HTTP/2 is spoken to the client.
    private(set) var speaksHTTP2 = false
    var requests = 0
    var closeReason = "client closed"
    /// No further request is taken.
    private(set) var isDraining = false
    private var isAnnounced = false
    private var isClosed = false

    init(loop: LoopContext, channel: any Channel) {
        self.loop = loop
        self.channel = channel
        id = loop.nextConnection()
    }

    /// Begins with the first bytes.
    func begin() throws {
        let detector = ProtocolDetector(client: self)
        stage = detector
        loop.opened(self)
        try channel.pipeline.syncOperations.addHandlers([clock, detector])
        channel.closeFuture.assumeIsolated().whenComplete { [self] _ in closed() }
    }

    // What serves it.

    func serveHTTP1() throws {
        let relay = RelayHandler(client: self)
        enter(relay)
        self.relay = relay
        let decoder = HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes, limitConfiguration: HTTPLimits.http1)
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(ByteToMessageHandler(decoder))
        try pipeline.addHandler(relay)
    }

    func serveHTTP2() throws {
        speaksHTTP2 = true
        let session = HTTP2ClientSession(client: self)
        enter(session)
        announce(protocolName: "2")
        try session.addHandlers()
    }

    func serveSOCKS() throws {
        let handler = SOCKSHandler(client: self)
        enter(handler)
        try channel.pipeline.syncOperations.addHandler(handler)
    }

    /// TLS straight on the port: the proxy itself is the server.
    func serveTLS() throws {
        let handler = ConnectHandler(client: self, request: nil)
        enter(handler)
        try channel.pipeline.syncOperations.addHandler(handler)
        handler.begin()
    }

    func startTunnel(_ request: TunnelRequest) throws {
        requests += 1
        tunnel = request.target
        let handler = ConnectHandler(client: self, request: request)
        enter(handler)
        try channel.pipeline.syncOperations.addHandler(handler)
        handler.begin()
    }

    func enter(_ next: any ClientStage) {
        stage = next
        relay = nil
    }

    // As the owner of its clock.

    func readFinished() {
        relay?.readFinished()
    }

    var mayRead: Bool { true }

    // How its requests are led.

    /// What stands against serving a request at all.
    func refusal(of head: HTTPRequestHead) -> RelayFailure? {
        if tunnel == nil, let credentials = loop.configuration.credentials,
            !credentials.admit(header: head.headers.first(name: "proxy-authorization"))
        {
            return .unauthorized
        }
        return RequestRules.violation(of: head)
    }

    /// Where a request goes.
    func destination(of target: String) throws(RouteTable.Refusal) -> RouteTable.Destination {
        guard let tunnel else { return try loop.configuration.routes.destination(of: target) }
        return tunnel.destination(of: target)
    }

    /// What to offer an upstream: the client's own choice, so that it meets what it would have met alone.
    func protocols(for origin: Origin) -> UpstreamProtocols {
        if let tunnel, tunnel.origin.sharesConnections(with: origin) { return tunnel.protocols }
        let mayNegotiate = origin.scheme == .https && speaksHTTP2 && !loop.configuration.usesHTTP1Only
        return mayNegotiate ? .negotiated([.http2, .http1]) : .http1
    }

    // Its end.

    /// Answers in plain HTTP/1.1, and closes.
    func refuse(_ failure: RelayFailure) {
        announce(protocolName: "1.1")
        enter(ClosingStage())
        let answer = failure.response()
        var serializer = ResponseSerializer()
        var output = channel.allocator.buffer(capacity: answer.body.count + 256)
        serializer.appendHead(
            answer.head,
            requestMethod: .GET,
            clientVersion: .http1_1,
            closes: true,
            isOwn: true,
            to: &output
        )
        output.writeBytes(answer.body)
        channel.writeAndFlush(output, promise: nil)
        channel.closeAfterLingering()
    }

    /// Takes no further request: closes now, or after what is open.
    func drain() {
        guard !isDraining else { return }
        isDraining = true
        stage?.drain()
    }

    func close() {
        channel.close(promise: nil)
    }

    func stop() {
        stage?.stop()
        close()
        closed()
    }

    /// Tells the observer of the connection, once it is known what it speaks.
    func announce(protocolName: String) {
        guard !isAnnounced else { return }
        isAnnounced = true
        let facts = ConnectionFacts(
            side: .client,
            peer: channel.remoteAddress?.hostAndPort ?? "unknown",
            local: channel.localAddress?.hostAndPort ?? "unknown",
            protocolName: protocolName,
            tlsVersion: tls?.version,
            alpn: tls?.applicationProtocol,
            resumed: tls?.resumed ?? false
        )
        loop.observer.report(ExchangeID(rawValue: 0), at: MonotonicClock.now, .connectionOpened(id, facts))
    }

    private func closed() {
        guard !isClosed else { return }
        isClosed = true
        announce(protocolName: "1.1")
        loop.closed(self)
        upstreams.close()
        stage = nil
        relay = nil
        let closing = ConnectionClosing(requests: requests, bytes: clock.bytesRead, reason: closeReason)
        loop.observer.report(ExchangeID(rawValue: 0), at: MonotonicClock.now, .connectionClosed(id, closing))
    }
}

/// The last words are out: nothing is left to do but to wait for the close.
final class ClosingStage: ClientStage {
    func sweep(at now: MonotonicInstant) {}
    func drain() {}
    func stop() {}
}
