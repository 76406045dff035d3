import NIOCore
import NIOHTTP1
import NIOHTTP2
import StreamCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The relay's end of an upstream connection, or of one stream of it: hands parts over.
final class UpstreamHandler: ChannelDuplexHandler, ResponseReceiver, ReadClockOwner {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundIn = HTTPClientRequestPart
    typealias OutboundOut = HTTPClientRequestPart

    let id: ConnectionID
    let origin: Origin
    private let observer: ExchangeObserver
    /// Exchanges begun on this connection.
    var requests = 0
    /// The relay that owns the connection, from the first request until either side closes.
    var relay: RelayHandler?
    var clock: ReadClock<UpstreamHandler>?
    /// The HTTP/2 connection whose stream this is; nil with HTTP/1.1, where it has the connection to itself.
    let session: HTTP2UpstreamSession?
    /// Holds the stream's reads back.
    weak var stream: HTTP2UpstreamCodec?
    /// The proxy that requests are handed to, with the whole URL; nil when the upstream itself takes them.
    var requestProxy: UpstreamProxy?
    private(set) var context: ChannelHandlerContext?
    private(set) var failure: RelayFailure?
    /// The upstream ended the connection with a reset, not with a FIN.
    private(set) var wasReset = false
    /// The upstream has done nothing with the request (RFC 9113 8.7): it may be sent again.
    private(set) var wasRefused = false
    /// The observer was told of it: it is told of the end, too.
    var isAnnounced = false
    private(set) var phase = ResponsePhase.head
    /// Bytes came that are no whole response.
    private(set) var brokeOffResponse = false
    private var wasUnused = false
    /// TLS agreed on no protocol: HTTP/2 may be what the upstream speaks.
    var isUncertain = false

    init(id: ConnectionID, origin: Origin, observer: ExchangeObserver, session: HTTP2UpstreamSession? = nil) {
        self.id = id
        self.observer = observer
        self.origin = origin
        self.session = session
    }

    /// When what is being delivered was read; bytes that a slow client kept waiting in a stream are read when they go on.
    var readAt: MonotonicInstant {
        guard let session else { return clock?.readAt ?? MonotonicClock.now }
        return session.clock.isReading ? session.clock.readAt : MonotonicClock.now
    }

    /// The ALPN name of what is spoken.
    var applicationProtocol: String { session == nil ? .http1 : .http2 }

    /// Whether a request may turn out to have been refused untouched.
    var mayBeRefused: Bool { session != nil || isUncertain }

    /// Whether the connection has served a request before.
    var isReused: Bool { session.map { $0.requests > 1 } ?? (requests > 0) }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        // A channel that is closed while its connect completes never becomes active, and so not inactive.
        reportClosing()
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            phase = ResponsePhase(behind: head, requestMethod: relay?.exchange?.head.method)
            if phase == .upgraded { return switchProtocols(by: head) }
            relay?.upstreamSent(head: head)
        case .body(let bytes):
            phase = .body
            received(body: bytes)
        case .end(let trailers):
            guard phase != .upgraded else { return }
            phase = .head
            // After a reset the decoder takes what came of a body without framing for the whole of it.
            if failure == nil { relay?.upstreamSentEnd(trailers: trailers) }
        }
    }

    /// Whether the answer that is awaited may be the last that is HTTP.
    var awaitsUpgrade: Bool { relay?.exchange?.upgrade != nil && phase == .head }

    private func switchProtocols(by head: HTTPResponseHead) {
        guard relay?.upstreamSwitches(by: head) ?? false else { return }
        try? context?.channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: true)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event { relay?.upgradedInputEnded(.upstream) }
        context.fireUserInboundEventTriggered(event)
    }

    /// Takes body bytes, from the decoder or past it.
    func received(body bytes: ByteBuffer) {
        relay?.upstreamSent(body: bytes)
    }

    func readFinished() {
        relay?.upstreamReadFinished()
    }

    /// Whether the relay takes more now.
    var mayRead: Bool { relay?.mayReadUpstream ?? true }

    /// The reason to hold back is gone.
    func resumeReading() {
        if session == nil { clock?.resumeReading() } else { stream?.resumeReading() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { relay?.upstreamBecameWritable() }
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if failure == nil { failure = UpstreamFailure.describe(error, origin: origin) }
        if let error = error as? IOError, error.errnoCode == ECONNRESET { wasReset = true }
        if let error = error as? NIOHTTP2Errors.StreamClosed {
            wasReset = true
            wasRefused = error.errorCode == .refusedStream
        }
        if error is UnexpectedHTTP2 { wasRefused = true }
        if error is HTTPParserError { brokeOffResponse = true }
        relay?.upstreamReadFinished()
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        // A body that ends with the connection was completed by the decoder just now.
        relay?.upstreamReadFinished()
        if failure == nil { failure = session?.failure }
        reportClosing()
        relay?.upstreamClosed(self)
        relay = nil
        context.fireChannelInactive()
    }

    private func reportClosing() {
        guard isAnnounced else { return }
        isAnnounced = false
        let reason = wasUnused ? "closed by Weir" : failure?.message ?? "closed by the upstream"
        let closing = ConnectionClosing(requests: requests, bytes: clock?.bytesRead ?? 0, reason: reason)
        observer.report(ExchangeID(rawValue: 0), at: MonotonicClock.now, .connectionClosed(id, closing))
    }

    func write(_ part: HTTPClientRequestPart) {
        context?.write(wrapOutboundOut(part), promise: nil)
    }

    func flush() {
        context?.flush()
    }

    /// Closes a connection that no exchange needs any more.
    func closeUnused() {
        relay = nil
        wasUnused = true
        context?.close(promise: nil)
    }

    /// Says that no more comes, once the socket has taken what is queued for it.
    func endOutput() {
        closeWhenWritten(.output)
    }

    /// Closes once the socket has taken what is queued for it; an upstream that does not read is not waited for long.
    func closeWhenWritten() {
        relay = nil
        wasUnused = isActive
        closeWhenWritten(.all)
        guard let channel = context?.channel else { return }
        channel.eventLoop.scheduleTask(in: .seconds(5)) { channel.close(promise: nil) }
    }

    private func closeWhenWritten(_ mode: CloseMode) {
        guard let context else { return }
        let channel = context.channel
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.whenComplete { _ in channel.close(mode: mode, promise: nil) }
        context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(ByteBuffer()))), promise: written)
    }

    var isActive: Bool { context?.channel.isActive ?? false }
    var isWritable: Bool { context?.channel.isWritable ?? false }
}
