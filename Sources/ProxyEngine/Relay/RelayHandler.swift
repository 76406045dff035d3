import NIOCore
import NIOHTTP1
import StreamCore

/// Joins one client connection with the upstream connections that its requests need.
///
/// Last in the client's pipeline. It decides nothing about the exchange's state: the state machine does,
/// and the handler carries out what it answers. Everything runs on the connection's event loop.
final class RelayHandler: ChannelDuplexHandler, ReadClockOwner {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    let loop: LoopContext
    let connection: ConnectionID
    var machine = StateMachine()
    var exchange: RelayedExchange?
    var upstream: UpstreamHandler?
    var clock: ReadClock<RelayHandler>?
    private(set) var context: ChannelHandlerContext?
    /// Asked once for each read: looked up once for each connection.
    private(set) var channelOptions: (any NIOSynchronousChannelOptions)?
    var clientIsWritable = true
    /// Where what is written begins its way to the client: past the handlers that only read.
    private var outlet: ChannelHandlerContext? { clock?.context }

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
    private var requests = 0
    private var closeReason = "client closed"

    /// Request bytes that may wait for an upstream connection before the client's reads pause.
    private static let holdLimit = 256 << 10

    init(loop: LoopContext) {
        self.loop = loop
        connection = loop.nextConnection()
        lastActivityAt = MonotonicClock.now
    }

    var observer: ExchangeObserver { loop.observer }

    /// Writes to the client.
    func send(_ bytes: ByteBuffer, promise: EventLoopPromise<Void>? = nil) {
        if let outlet {
            outlet.writeAndFlush(wrapOutboundOut(bytes), promise: promise)
        } else {
            promise?.fail(ChannelError.ioOnClosedChannel)
        }
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        channelOptions = context.channel.syncOptions
        if context.channel.isActive { opened(context: context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        opened(context: context)
        context.fireChannelActive()
    }

    private func opened(context: ChannelHandlerContext) {
        loop.opened(self)
        let facts = ConnectionFacts(
            side: .client,
            peer: context.remoteAddress?.hostAndPort ?? "unknown",
            local: context.localAddress?.hostAndPort ?? "unknown"
        )
        observer.report(ExchangeID(rawValue: 0), at: MonotonicClock.now, .connectionOpened(connection, facts))
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        if inbox.isEmpty { receive(part) } else { inbox.append(part) }
    }

    /// The parts of one read of the client's socket are through.
    func readFinished() {
        lastActivityAt = clock?.readAt ?? MonotonicClock.now
        upstream?.flush()
    }

    private func receive(_ part: HTTPServerRequestPart) {
        switch part {
        case .head(let head):
            switch machine.requestHeadReceived() {
            case .start: startExchange(head)
            case .hold: inbox.append(part)
            case .discard: break
            }
        case .body(let bytes):
            reportRequestBody(bytes)
            pass(part, as: machine.requestBodyReceived())
        case .end:
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
        bytes.withUnsafeReadableBytes { view in
            observer.reportRequestBody(exchange.id, at: clock?.readAt ?? lastActivityAt, view)
        }
    }

    // Requests begin.

    private func startExchange(_ head: HTTPRequestHead) {
        requests += 1
        let now = MonotonicClock.now
        let route = Result { () throws(RouteTable.Refusal) in try loop.configuration.routes.destination(of: head.uri) }
        let destination = try? route.get()
        let started = RelayedExchange(id: loop.nextExchange(), head: head, destination: destination, at: now)
        exchange = started
        let requestHead = RequestHead(
            method: head.method.rawValue,
            url: destination.map { $0.origin.url(of: $0.target) } ?? head.uri,
            target: head.uri,
            version: head.version.text,
            headers: head.headers.fields,
            firstByteAt: clock?.readAt ?? now,
            connection: connection
        )
        observer.report(started.id, at: now, .requestStarted(requestHead))
        guard head.method != .CONNECT else { return refuse(.connectUnsupported) }
        switch route {
        case .success(let destination): send(to: destination)
        case .failure(let refusal): refuse(RelayFailure(refusal, routes: loop.configuration.routes))
        }
    }

    private func send(to destination: RouteTable.Destination) {
        if let upstream, upstream.isActive, upstream.origin.sharesConnections(with: destination.origin) {
            machine.exchangeStarted(upstreamIsReady: true)
            exchange?.delivery.reused = true
            sendHead(on: upstream)
        } else {
            closeUpstream()
            machine.exchangeStarted(upstreamIsReady: false)
            connect(to: destination.origin)
        }
    }

    func connect(to origin: Origin) {
        exchange?.delivery = RequestDelivery(upstream: nil, reused: false, attemptAt: MonotonicClock.now)
        let id = loop.nextConnection()
        // Strong: a weak reference would give the relay a side table, and each later retain a slow path.
        loop.connector.connect(to: origin, id: id, loop: loop) { [self] result in connectEnded(result) }
    }

    private func connectEnded(_ result: Result<UpstreamConnection, RelayFailure>) {
        lastActivityAt = MonotonicClock.now
        switch result {
        case .success(let connected):
            let opened = Fact.connectionOpened(connected.handler.id, connected.facts)
            observer.report(ExchangeID(rawValue: 0), at: lastActivityAt, opened)
            connected.handler.isAnnounced = true
            adopt(connected.handler)
        case .failure(let failure):
            loseUpstream(failure, canRetry: false)
        }
    }

    private func adopt(_ handler: UpstreamHandler) {
        switch machine.upstreamReady() {
        case .closeUpstream:
            handler.closeUnused()
        case .sendHeld:
            upstream = handler
            handler.relay = self
            let held = exchange?.heldParts ?? []
            exchange?.forgetHeldParts()
            sendHead(on: handler)
            for part in held { forward(part) }
            handler.flush()
            resumeReading()
        }
    }

    private func sendHead(on upstream: UpstreamHandler) {
        guard let head = exchange?.head, let destination = exchange?.destination else { return }
        upstream.requests += 1
        exchange?.attempts += 1
        exchange?.delivery.upstream = upstream.id
        exchange?.delivery.forwardBeganAt = MonotonicClock.now
        let asksForIdentity = loop.configuration.asksForIdentity
        let forwarded = HeaderRules.upstreamHead(head, destination: destination, asksForIdentity: asksForIdentity)
        upstream.write(.head(forwarded))
    }

    private func forward(_ part: HTTPServerRequestPart) {
        guard let upstream else { return }
        switch part {
        case .head: break
        case .body(let bytes): upstream.write(.body(.byteBuffer(bytes)))
        case .end(let trailers):
            upstream.write(.end(trailers))
            upstream.flush()
            reportDelivery()
        }
    }

    /// Reports how the request went, once it is wholly with the upstream.
    private func reportDelivery() {
        let now = MonotonicClock.now
        exchange?.delivery.forwardEndedAt = now
        guard let exchange else { return }
        observer.report(exchange.id, at: now, .requestEnded(exchange.delivery))
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
            closeReason = "not HTTP"
            let message = "the request is not valid HTTP/1.1: \(error.debugDescription)"
            refuse(RelayFailure(.badRequest, message))
        } else {
            if !(error is HTTPParserError) { closeReason = "client reset" }
            context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
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
            if machine.isIdle { context.close(promise: nil) }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func clientClosed() {
        switch machine.clientClosed() {
        case .abortExchange: reportEnd(.clientAbort, detail: "the client closed the connection")
        case .closeUpstream: break
        }
        closeUpstream()
        loop.closed(self)
        let closing = ConnectionClosing(requests: requests, bytes: clock?.bytesRead ?? 0, reason: closeReason)
        observer.report(ExchangeID(rawValue: 0), at: MonotonicClock.now, .connectionClosed(connection, closing))
        context = nil
        channelOptions = nil
    }
}

extension RelayFailure {
    fileprivate static let connectUnsupported = RelayFailure(
        .unsupported,
        "CONNECT is not served: set the client's base URL to this proxy instead, as in http://127.0.0.1:9347/openai/v1"
    )

    fileprivate init(_ refusal: RouteTable.Refusal, routes: RouteTable) {
        switch refusal {
        case .unknownRoute(let name):
            let known = routes.named.map { "/\($0.name)" }.joined(separator: " ")
            self.init(.unknownRoute, "no route '/\(name)': the routes are \(known); --upstream URL takes every path")
        case .badTarget:
            // The target itself is not repeated: it may hold a password.
            self.init(
                .badRequest,
                "cannot serve the request target: it is neither a path nor an http(s) URL without a user"
            )
        }
    }
}

extension SocketAddress {
    /// `127.0.0.1:9347`, `[::1]:9347`.
    var hostAndPort: String {
        guard let host = ipAddress, let port else { return pathname ?? "unknown" }
        return host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
