import NIOCore
import NIOHTTP1
import NIOHTTP2
import StreamCore

/// Joins one client connection, or one stream of it, with the upstream connections that its requests need.
///
/// Last in the client's pipeline. What HTTP/2 does otherwise stands in `RelayHandler+HTTP2`. It decides nothing about the exchange's state: the state machine does,
/// and the handler carries out what it answers. Everything runs on the connection's event loop.
final class RelayHandler: ChannelDuplexHandler, RemovableChannelHandler, ClientStage {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    let client: ClientConnection
    let loop: LoopContext
    /// The HTTP/2 connection whose stream this is; nil with HTTP/1.1, where the relay has the connection to itself.
    let session: HTTP2ClientSession?
    var machine = StateMachine()
    var exchange: RelayedExchange?
    var upstream: UpstreamHandler?
    private(set) var context: ChannelHandlerContext?
    /// Asked once for each read: looked up once for each connection.
    private(set) var channelOptions: (any NIOSynchronousChannelOptions)?
    var clientIsWritable = true
    /// Where what is written begins its way to the client: past the handlers that only read.
    private var outlet: ChannelHandlerContext?
    /// With a client of plain HTTP/1.1, once it was needed.
    private var socket: DirectSocket?
    /// The client's channel was given bytes that may still be there.
    var channelMayHoldBytes = true

    /// Parts of requests that the client pipelined behind the open exchange.
    private var inbox: [HTTPServerRequestPart] = []
    private var readIsPending = false
    var lastActivityAt: MonotonicInstant
    /// The client went away while its bytes were being written: dealt with when they are reported.
    var isDelivering = false
    var closedWhileDelivering = false
    /// The socket has not taken everything yet: its acceptance is being waited for.
    var awaitsAcceptance = false
    /// The client sends no more but may still read (`--allow-half-close`).
    private var inputHasEnded = false
    /// A CONNECT whose end is awaited.
    var tunnelRequest: TunnelRequest?
    /// Since when the beginning of a request's head waits for its rest.
    private var headBeganAt: MonotonicInstant?
    /// The read that is going on has brought a whole head.
    private var headWasRead = false
    private(set) var abortDetail = "the client closed the connection"
    /// What HTTP/2 has not sent yet, and when it will have.
    var unsentBytes = 0
    var lastWrite: EventLoopFuture<Void>?

    /// Request bytes that may wait for an upstream connection before the client's reads pause.
    private static let holdLimit = 256 << 10

    init(client: ClientConnection, session: HTTP2ClientSession? = nil) {
        self.client = client
        self.session = session
        loop = client.loop
        lastActivityAt = MonotonicClock.now
    }

    var observer: ExchangeObserver { loop.observer }

    /// Writes to the client by its channel.
    func send(_ bytes: ByteBuffer, promise: EventLoopPromise<Void>? = nil) {
        channelMayHoldBytes = true
        if let outlet {
            outlet.writeAndFlush(wrapOutboundOut(bytes), promise: promise)
        } else {
            promise?.fail(ChannelError.ioOnClosedChannel)
        }
    }

    /// Writes to the client, past its channel while that holds nothing.
    ///
    /// Not what the first read brought: an answer in one piece is not worth the search for the socket.
    func deliver(_ bytes: ByteBuffer) {
        guard let socket = socketWithNothingBefore() else { return send(bytes) }
        var rest = bytes
        rest.moveReaderIndex(forwardBy: socket.send(bytes))
        if rest.readableBytes > 0 { send(rest) }
    }

    private func socketWithNothingBefore() -> DirectSocket? {
        guard client.tls == nil, let exchange, exchange.reads > 0, queuedBytes == 0 else { return nil }
        if socket == nil, let outlet { socket = DirectSocket(of: outlet) }
        return socket
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        guard session == nil else { return }
        channelOptions = context.channel.syncOptions
        outlet = client.tls == nil ? client.clock.context : context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        forgetChannel()
    }

    private func forgetChannel() {
        context = nil
        outlet = nil
        channelOptions = nil
        socket = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        if inbox.isEmpty { receive(part) } else { inbox.append(part) }
    }

    /// The parts of one read of the client's socket are through.
    func readFinished() {
        lastActivityAt = client.clock.readAt
        upstream?.flush()
        guard session == nil else { return }
        // Nothing is open after a read that brought bytes: they begin a head.
        headBeganAt = machine.isIdle && !headWasRead ? headBeganAt ?? lastActivityAt : nil
        headWasRead = false
    }

    private func receive(_ part: HTTPServerRequestPart) {
        switch part {
        case .head(let head):
            headWasRead = true
            switch machine.requestHeadReceived() {
            case .start: startExchange(head)
            case .hold: inbox.append(part)
            case .discard: break
            }
        case .body(let bytes):
            reportRequestBody(bytes)
            pass(part, as: machine.requestBodyReceived())
        case .end:
            if let tunnelRequest { return begin(tunnelRequest) }
            exchange?.requestEnded = true
            pass(part, as: machine.requestEndReceived())
        }
    }

    private func pass(_ part: HTTPServerRequestPart, as decision: StateMachine.OnRequestPart) {
        switch decision {
        case .forward:
            exchange?.keepForRetry(part)
            forward(part)
        case .hold: exchange?.hold(part)
        case .discard: break
        }
    }

    private func reportRequestBody(_ bytes: ByteBuffer) {
        guard let exchange else { return }
        guard exchange.reportsBodies else {
            exchange.upgrade?.sent += bytes.readableBytes
            return
        }
        bytes.withUnsafeReadableBytes { view in
            observer.reportRequestBody(exchange.id, at: client.clock.readAt, view)
        }
    }

    // Back-pressure towards the client.

    var mayRead: Bool {
        guard inbox.isEmpty else { return false }
        guard let exchange, !exchange.requestEnded else { return true }
        guard let upstream else { return exchange.heldBytes < Self.holdLimit }
        return upstream.isWritable
    }

    func read(context: ChannelHandlerContext) {
        if mayRead {
            context.read()
        } else {
            readIsPending = true
        }
    }

    func resumeReading() {
        guard readIsPending, mayRead, let context else { return }
        readIsPending = false
        context.read()
    }

    func upstreamBecameWritable() {
        resumeReading()
    }

    /// After an exchange: what the client had pipelined is next.
    func takeNextRequest() {
        while !inbox.isEmpty, machine.isIdle || exchange?.requestEnded == false {
            receive(inbox.removeFirst())
        }
        upstream?.flush()
        resumeReading()
        if inputHasEnded, inbox.isEmpty, machine.isIdle {
            closeUpstream()
            closeClientWhenWritten()
        }
    }

    // The client's connection ends.

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // An end in the middle of a request is the client's leaving.
        if let error = error as? HTTPParserError, error != .invalidEOFState, !machine.isClosed {
            client.closeReason = "not HTTP"
            refuse(RequestRules.failure(of: error))
        } else {
            if let error = error as? NIOHTTP2Errors.StreamClosed {
                abortDetail = "the client reset the stream (\(error.errorCode.name))"
            } else if session == nil, !(error is HTTPParserError) {
                client.closeReason = "client reset"
            }
            context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        socket = nil
        if isDelivering {
            closedWhileDelivering = true
        } else {
            clientClosed()
        }
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event {
            inputHasEnded = true
            upgradedInputEnded(.client)
            if machine.isIdle { context.close(promise: nil) }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func clientClosed() {
        upgradedConnectionClosed(.client)
        switch machine.clientClosed() {
        case .abortExchange: reportEnd(.clientAbort, detail: abortDetail)
        case .closeUpstream: break
        }
        closeUpstream()
        session?.closed(self)
        forgetChannel()
    }

    // As a stage of the connection.

    func sweep(at now: MonotonicInstant) {
        if let headBeganAt, now - headBeganAt > loop.configuration.headTimeout {
            self.headBeganAt = nil
            refuse(.slowRequest(loop.configuration.headTimeout))
        }
        endIfSilent(at: now)
    }

    func drain() {
        if machine.isIdle { closeClientWhenWritten() }
    }

    func stop() {
        if exchange != nil { reportEnd(.proxyStop, detail: "Weir was stopped") }
        machine.closed()
        closeUpstream()
        context?.close(promise: nil)
    }
}
