import NIOCore
import NIOHTTP1
import StreamCore

/// First on each accepted connection: finds out what the client speaks, sets up what serves it, and goes.
final class ProtocolDetector: ChannelInboundHandler, RemovableChannelHandler, ClientStage {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let client: ClientConnection
    private let machine = StateMachine(place: .port)
    private var received = ByteBuffer()
    private var beganAt: MonotonicInstant?

    init(client: ClientConnection) {
        self.client = client
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        beganAt = beganAt ?? client.clock.readAt
        if received.readableBytes == 0 { received = bytes } else { received.writeBuffer(&bytes) }
        switch received.withUnsafeReadableBytes(machine.received) {
        case .needsMore: break
        case .http1: hand(over: context) { try client.serveHTTP1() }
        case .http2: hand(over: context) { try client.serveHTTP2() }
        case .tls: hand(over: context) { try client.serveTLS() }
        case .socks5: hand(over: context) { try client.serveSOCKS() }
        case .unknown(let what): refuse(what, context: context)
        }
    }

    /// What the client sent goes to the handlers that `serve` adds; this one has done its work.
    private func hand(over context: ChannelHandlerContext, _ serve: () throws -> Void) {
        do {
            try serve()
        } catch {
            client.closeReason = "cannot be served: \(error)"
            return context.close(promise: nil)
        }
        context.fireChannelRead(wrapInboundOut(received))
        received = ByteBuffer()
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }

    private func refuse(_ what: String, context: ChannelHandlerContext) {
        client.closeReason = "not HTTP"
        let failure = RelayFailure(.badRequest, "the first bytes are \(what)")
        client.refuse(failure)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event { context.close(promise: nil) }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        client.closeReason = "client reset"
        context.close(promise: nil)
    }

    // As a stage of the connection.

    func sweep(at now: MonotonicInstant) {
        let configuration = client.loop.configuration
        guard let beganAt else {
            guard now - client.openedAt > configuration.firstByteTimeout else { return }
            client.closeReason = "the client sent nothing"
            return client.close()
        }
        if now - beganAt > configuration.headTimeout { client.refuse(.slowRequest(configuration.headTimeout)) }
    }

    func drain() { client.close() }

    func stop() {}
}
