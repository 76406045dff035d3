import NIOCore
import StreamCore

/// Serves SOCKS5 until the client has said where it wants to go, then makes way for the tunnel.
final class SOCKSHandler: ChannelInboundHandler, RemovableChannelHandler, ClientStage {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let client: ClientConnection
    private var machine: StateMachine
    private let startedAt: MonotonicInstant

    init(client: ClientConnection) {
        self.client = client
        machine = StateMachine(credentials: client.loop.configuration.credentials)
        startedAt = client.clock.readAt
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        let (outcome, reply, rest) = machine.received(bytes.readableBytesView)
        if !reply.isEmpty {
            context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(bytes: reply)), promise: nil)
        }
        switch outcome {
        case .needsMore: break
        case .connect(let address): begin(address, rest: rest, context: context)
        case .refuse(let reason):
            client.closeReason = reason
            client.enter(ClosingStage())
            context.channel.closeAfterLingering()
        }
    }

    private func begin(_ address: HostAndPort, rest: [UInt8], context: ChannelHandlerContext) {
        guard let target = TunnelTarget(address) else { return context.close(promise: nil) }
        let request = TunnelRequest(target: target, form: .socks5, headers: [], firstByteAt: startedAt)
        do {
            try client.startTunnel(request)
        } catch {
            return client.close()
        }
        if !rest.isEmpty { context.fireChannelRead(wrapInboundOut(context.channel.allocator.buffer(bytes: rest))) }
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        client.closeReason = "client reset"
        context.close(promise: nil)
    }

    // As a stage of the connection.

    func sweep(at now: MonotonicInstant) {
        guard now - startedAt > client.loop.configuration.headTimeout else { return }
        client.closeReason = "the SOCKS5 request was not whole in time"
        client.close()
    }

    func drain() { client.close() }

    func stop() {}
}
