import NIOCore
import NIOHTTP1
import StreamCore
import TLSEngine

/// Finds out what is inside a tunnel and hands over to what serves it: the relay, with or without TLS, or a copy.
///
/// TLS straight on Weir's port goes the same way; then Weir is not in the middle, but the server itself.
final class ConnectHandler: ChannelDuplexHandler, RemovableChannelHandler, ClientStage {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    let client: ClientConnection
    /// Nil for TLS straight on the port.
    let request: TunnelRequest?
    var machine = StateMachine()
    private let detector = ProtocolDetector.StateMachine(place: .tunnel)
    var received = ByteBuffer()
    var peek = ClientHelloPeek()
    var hello: ClientHello?
    private(set) var context: ChannelHandlerContext?
    var readIsPending = false
    private let startedAt = MonotonicClock.now
    /// Since when the client owes the rest of what it began: a ClientHello, then a handshake.
    var spokeAt = MonotonicClock.now
    var dug: Result<(TunnelHandler, ConnectionFacts), RelayFailure>?
    var dugConnection: ConnectionID?
    /// What the client's TLS is told.
    var protocols: [String] = []

    /// A client that says nothing for so long waits for the server's first word; with HTTPS the client speaks first.
    private static let patience = Nanoseconds.seconds(2)

    init(client: ClientConnection, request: TunnelRequest?) {
        self.client = client
        self.request = request
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func begin() {
        guard let request else { return carryOut(machine.began(opens: true, isAnswered: true)) }
        let isOpened = !client.loop.configuration.passthrough.contain(
            host: request.target.address.host,
            port: request.target.port
        )
        carryOut(machine.began(opens: isOpened))
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        if machine.isDetecting { _ = bytes.withUnsafeReadableBytes { peek.consume($0) } }
        if received.readableBytes == 0 { spokeAt = client.clock.readAt }
        received.writeBuffer(&bytes)
        if machine.isDetecting { carryOut(machine.received(judge())) }
    }

    private func judge() -> StateMachine.Content {
        switch received.withUnsafeReadableBytes(detector.received) {
        case .needsMore: .unclear
        case .http1: request == nil ? .opaque : .http1
        case .http2: request == nil ? .opaque : .http2
        case .tls: judgeTLS()
        case .socks5, .unknown: .opaque
        }
    }

    private func judgeTLS() -> StateMachine.Content {
        guard client.loop.interception != nil else { return .opaque }
        switch peek.outcome {
        case .needsMore: return .unclear
        case .notTLS, .malformed: return .opaque
        case .hello(let hello):
            self.hello = hello
            guard let name = hello.serverName, let request else { return .tls }
            let isOpened = !client.loop.configuration.passthrough.contain(host: name, port: request.target.port)
            return isOpened ? .tls : .opaque
        }
    }

    func read(context: ChannelHandlerContext) {
        if machine.wantsBytes {
            context.read()
        } else {
            readIsPending = true
        }
    }

    private func resumeReading() {
        guard readIsPending, machine.wantsBytes, let context else { return }
        readIsPending = false
        context.read()
    }

    func carryOut(_ action: StateMachine.Action) {
        switch action {
        case .wait, .ignore: break
        case .invite: answerTunnel()
        case .serveHTTP1: hand { try client.serveHTTP1() }
        case .serveHTTP2: serveHTTP2()
        case .prepareUpstream: prepareUpstream()
        case .beginHandshake: beginHandshake()
        case .dig: dig()
        case .join(let answer): join(answer: answer)
        case .refuse(let answer): refuse(answer: answer)
        case .giveUp: client.close()
        }
        resumeReading()
    }

    /// Gives the client what it sent to the handlers that `serve` adds, and goes.
    private func hand(over serve: () throws -> Void) {
        guard let context else { return }
        do {
            try serve()
        } catch {
            return client.close()
        }
        if received.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(received)) }
        received = ByteBuffer()
        if readIsPending { context.read() }
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }

    private func serveHTTP2() {
        if client.tls == nil { client.tunnel?.holdsHTTP2() }
        hand { try client.serveHTTP2() }
    }

    func answerTunnel() {
        guard let request, let context else { return }
        let words: [UInt8] =
            switch request.form {
            case .http: Array("HTTP/1.1 200 Connection Established\r\n\r\n".utf8)
            case .socks5: SOCKSReply.succeeded.bytes
            }
        context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(bytes: words)), promise: nil)
    }

    // The connection ends.

    func channelInactive(context: ChannelHandlerContext) {
        machine.clientClosed()
        abandonTunnel()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        client.closeReason = "client reset"
        context.close(promise: nil)
    }

    // As a stage of the connection.

    func sweep(at now: MonotonicInstant) {
        let limit = client.loop.configuration.headTimeout
        if machine.isDetecting, received.readableBytes == 0 {
            // With HTTPS the client speaks first.
            if let request, request.target.port != 443, now - startedAt > Self.patience {
                carryOut(machine.silenceLasted())
            } else if now - startedAt > limit {
                giveUp("the client said nothing in its tunnel for \(limit.count / 1_000_000_000) s")
            }
        } else if machine.isDetecting || machine.isHandshaking, now - spokeAt > limit {
            let what = machine.isDetecting ? "ClientHello" : "handshake"
            giveUp("the client's TLS \(what) was not whole after \(limit.count / 1_000_000_000) s")
        }
    }

    /// The client keeps Weir waiting.
    private func giveUp(_ reason: String) {
        client.closeReason = reason
        machine.clientClosed()
        if let request {
            let record = TunnelRecord(request, client: client)
            record.established(upstream: nil)
            record.end(.timeout, detail: reason)
        }
        client.close()
    }

    func drain() { client.close() }

    func stop() {}
}
