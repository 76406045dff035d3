import NIOCore

/// One end of a tunnel: passes bytes to the other, and reads only while the other can take them.
final class TunnelHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private(set) var context: ChannelHandlerContext?
    /// The other end; nil until both are there.
    private var partner: TunnelHandler?
    private var tunnel: Tunnel?
    private var side = Tunnel.StateMachine.Side.upstream
    private(set) var bytesRead = 0
    private var readIsPending = false

    func join(_ partner: TunnelHandler, in tunnel: Tunnel, as side: Tunnel.StateMachine.Side) {
        self.partner = partner
        self.tunnel = tunnel
        self.side = side
    }

    func leave() {
        partner = nil
        tunnel = nil
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        bytesRead += bytes.readableBytes
        tunnel?.bytesPassed()
        partner?.send(bytes)
    }

    func send(_ bytes: ByteBuffer) {
        context?.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
    }

    func read(context: ChannelHandlerContext) {
        if partner?.isWritable ?? false {
            context.read()
        } else {
            readIsPending = true
        }
    }

    /// The other end can take bytes again, or is there at last.
    func resumeReading() {
        guard readIsPending, let context else { return }
        readIsPending = false
        context.read()
    }

    private var isWritable: Bool { context?.channel.isWritable ?? false }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { partner?.resumeReading() }
        context.fireChannelWritabilityChanged()
    }

    func endOutput() {
        context?.channel.closeWhenWritten(.output)
    }

    func close() {
        context?.channel.closeWhenWritten(.all)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event { tunnel?.inputEnded(side) }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        tunnel?.closed(side)
        context.fireChannelInactive()
    }
}
