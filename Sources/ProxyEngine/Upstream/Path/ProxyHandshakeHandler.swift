import NIOCore

/// Leads the conversation with a proxy, adds what speaks to the upstream, and goes.
///
/// On a channel without `autoRead` it asks for each read, until others do.
final class ProxyHandshakeHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Nil when nothing is to be said: TLS with the proxy is all.
    private var dialogue: ProxyDialogue?
    /// TLS with the proxy comes first.
    private let waitsForTLS: Bool
    private let finished: EventLoopPromise<Void>
    /// Let go of when it is over: what it holds holds this handler.
    private var addHandlers: ((_ bytesRead: Int) throws -> Void)?
    private var context: ChannelHandlerContext?
    private var isOver = false
    private var bytesRead = 0

    /// - Parameters:
    ///   - dialogue: what to say; nil for nothing.
    ///   - waitsForTLS: begin when told to, not when the connection is there.
    ///   - finished: completed when the way is open, and in every other case.
    ///   - addHandlers: adds what serves the channel from then on.
    init(
        dialogue: ProxyDialogue?,
        waitsForTLS: Bool,
        finished: EventLoopPromise<Void>,
        addHandlers: @escaping (_ bytesRead: Int) throws -> Void
    ) {
        self.dialogue = dialogue
        self.waitsForTLS = waitsForTLS
        self.finished = finished
        self.addHandlers = addHandlers
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        // The channel may never have become active.
        fail(ProxyRefusal(reason: Self.closed))
        self.context = nil
    }

    private static let closed = "it closed the connection before it answered"

    func channelActive(context: ChannelHandlerContext) {
        context.fireChannelActive()
        if !waitsForTLS { begin() }
        context.read()
    }

    /// The proxy may be spoken to.
    func begin() {
        guard !isOver, let context else { return }
        guard let dialogue else { return succeed(rest: [], context: context) }
        send(dialogue.opening, context: context)
    }

    /// Ends a conversation that is still going on.
    func fail(_ error: any Error) {
        guard !isOver else { return }
        isOver = true
        addHandlers = nil
        finished.fail(error)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        guard !isOver, let (outcome, reply) = dialogue?.received(bytes.readableBytesView) else { return }
        bytesRead += bytes.readableBytes
        if !reply.isEmpty { send(reply, context: context) }
        switch outcome {
        case .needsMore: break
        case .established(let rest): succeed(rest: rest, context: context)
        case .refused(let reason):
            fail(ProxyRefusal(reason: reason))
            context.close(promise: nil)
        }
    }

    private func send(_ bytes: [UInt8], context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(bytes: bytes)), promise: nil)
    }

    private func succeed(rest: [UInt8], context: ChannelHandlerContext) {
        isOver = true
        do {
            defer { addHandlers = nil }
            try addHandlers?(bytesRead)
        } catch {
            finished.fail(error)
            return context.close(promise: nil)
        }
        finished.succeed()
        if !rest.isEmpty { context.fireChannelRead(wrapInboundOut(context.channel.allocator.buffer(bytes: rest))) }
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        if !isOver { context.read() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(ProxyRefusal(reason: Self.closed))
        context.fireChannelInactive()
    }
}
