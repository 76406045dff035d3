import NIOCore
import NIOHTTP2
import StreamCore

/// An HTTP/2 connection to an upstream: opens a stream for each request, and ends in good order.
///
/// Last in the connection's pipeline; the streams are channels of their own, each with an ``UpstreamHandler``.
final class HTTP2UpstreamSession: ChannelInboundHandler, ReadClockOwner {
    typealias InboundIn = HTTP2Frame

    let id: ConnectionID
    let origin: Origin
    private(set) lazy var clock = ReadClock(owner: self, drivesReads: false, bytesRead: bytesReadBefore)
    /// During the handshake.
    private let bytesReadBefore: Int
    private let observer: ExchangeObserver
    private var context: ChannelHandlerContext?
    private var multiplexer: NIOHTTP2Handler.StreamMultiplexer?
    /// Told when the connection is gone.
    weak var pool: UpstreamPool?
    /// Streams begun on this connection.
    private(set) var requests = 0
    private var openStreams = 0
    /// The upstream takes no further streams (GOAWAY).
    private var isGoingAway = false
    private(set) var failure: RelayFailure?
    /// The observer was told of it: it is told of the end, too.
    var isAnnounced = false
    private var wasUnused = false

    init(id: ConnectionID, origin: Origin, observer: ExchangeObserver, bytesReadBefore: Int) {
        self.id = id
        self.origin = origin
        self.observer = observer
        self.bytesReadBefore = bytesReadBefore
    }

    /// Adds what belongs behind TLS; the clock goes before it.
    func addHandlers(to channel: any Channel) throws {
        clock.completesEachRead = true
        // Streams read by themselves if their connection does.
        try channel.syncOptions?.setOption(.autoRead, value: true)
        let limits = HTTPLimits.http2Client
        let handler = NIOHTTP2Handler(
            mode: .client,
            eventLoop: channel.eventLoop,
            connectionConfiguration: limits.connection,
            streamConfiguration: limits.stream,
            // Nothing is pushed to us: our SETTINGS forbid it.
            inboundStreamInitializer: { $0.close() }
        )
        try channel.pipeline.syncOperations.addHandlers([handler, self])
        multiplexer = try handler.syncMultiplexer()
    }

    var isUsable: Bool { !isGoingAway && !wasUnused && context?.channel.isActive ?? false }

    /// A stream for one request; `completion` runs on the event loop.
    func openStream(_ completion: @escaping UpstreamPool.Completion) {
        guard let multiplexer, let context else {
            let gone = RelayFailure(.reset, "\(origin.hostAndPort) closed the connection")
            return completion(.failure(failure ?? gone))
        }
        requests += 1
        openStreams += 1
        let handler = UpstreamHandler(id: id, origin: origin, observer: observer, session: self)
        let bound = NIOLoopBound(handler, eventLoop: context.eventLoop)
        let opened = context.eventLoop.makePromise(of: (any Channel).self)
        opened.futureResult.assumeIsolated().whenComplete { [self] result in
            switch result {
            case .success(let stream):
                stream.closeFuture.assumeIsolated().whenComplete { [self] _ in streamClosed() }
                completion(.success(handler))
            case .failure(let error):
                streamClosed()
                completion(.failure(UpstreamFailure.describe(error, origin: origin)))
            }
        }
        multiplexer.createStreamChannel(promise: opened) { channel in
            channel.eventLoop.completed {
                let handler = bound.value
                try channel.pipeline.syncOperations.addHandlers([HTTP2UpstreamCodec(handler: handler), handler])
            }
        }
    }

    private func streamClosed() {
        openStreams -= 1
        if openStreams == 0, isGoingAway { closeUnused() }
    }

    /// Closes a connection that no exchange needs any more.
    func closeUnused() {
        wasUnused = true
        context?.close(promise: nil)
    }

    func readFinished() {}

    var mayRead: Bool { true }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        reportClosing()
        self.context = nil
        multiplexer = nil
    }

    /// Frames of the connection itself; those of streams go to their channels.
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .goAway = unwrapInboundIn(data).payload else { return }
        isGoingAway = true
        if openStreams == 0 { closeUnused() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // An error of one stream is told to that stream.
        guard !(error is NIOHTTP2Errors.StreamError) else { return }
        if failure == nil { failure = UpstreamFailure.describe(error, origin: origin) }
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        reportClosing()
        pool?.closed(self)
        context.fireChannelInactive()
    }

    private func reportClosing() {
        guard isAnnounced else { return }
        isAnnounced = false
        let reason = wasUnused ? "closed by Weir" : failure?.message ?? "closed by the upstream"
        let closing = ConnectionClosing(requests: requests, bytes: clock.bytesRead, reason: reason)
        observer.report(ExchangeID(rawValue: 0), at: MonotonicClock.now, .connectionClosed(id, closing))
    }
}
