import NIOCore
import StreamCore

/// Plays a recorded WebSocket to one client, after its handshake.
final class ReplaySocketHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let script: SocketScript
    private let options: ReplayOptions
    private var playback: SocketPlayback?
    private var parser = WebSocketFrameParser()
    private var header: WebSocketFrameHeader?
    private var payload: [UInt8] = []
    private var timer: Scheduled<Void>?
    private var isClosing = false

    /// A longer payload is counted and not kept: only pings and close frames are answered by what they hold.
    private static let kept = 125

    init(_ script: SocketScript, options: ReplayOptions) {
        self.script = script
        self.options = options
    }

    func handlerAdded(context: ChannelHandlerContext) {
        playback = SocketPlayback(script, options: options, startedAt: MonotonicClock.now)
        play(context: context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let now = MonotonicClock.now
        var answers: [UInt8] = []
        var isClosed = false
        unwrapInboundIn(data).withUnsafeReadableBytes { bytes in
            parser.consume(bytes.bindMemory(to: UInt8.self)) { part in
                take(part, at: now, answers: &answers, isClosed: &isClosed)
            }
        }
        write(answers, context: context)
        if isClosed || parser.brokenAt != nil { return close(context: context) }
        play(context: context)
    }

    private func take(
        _ part: WebSocketFrameParser.Part,
        at now: MonotonicInstant,
        answers: inout [UInt8],
        isClosed: inout Bool
    ) {
        switch part {
        case .begin(let head):
            header = head
            payload = []
        case .payload(let bytes): payload += bytes.prefix(Self.kept - payload.count)
        case .end:
            guard let header else { return }
            switch header.opcode {
            case .ping: answers += Self.frame(.pong, payload)
            case .pong: break
            case .close:
                answers += Self.frame(.close, Array(payload.prefix(2)))
                isClosed = true
            default: if header.isFinal { playback?.messageReceived(at: now) }
            }
        case .unframed: break
        }
    }

    private static func frame(_ opcode: WebSocketOpcode, _ payload: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        let header = WebSocketFrameHeader(opcode, payloadLength: payload.count)
        payload.withUnsafeBufferPointer { header.append(payload: $0, to: &bytes) }
        return bytes
    }

    /// Writes what is due and waits for the next frame.
    private func play(context: ChannelHandlerContext) {
        timer?.cancel()
        timer = nil
        guard !isClosing, let bytes = playback?.takeDue(at: MonotonicClock.now) else { return }
        write(bytes, context: context)
        if playback?.endsConnection ?? true { return close(context: context) }
        guard let due = playback?.nextDue else { return }
        let wait = max((due - MonotonicClock.now).count, 0)
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        timer = context.eventLoop.scheduleTask(in: .nanoseconds(wait)) {
            let (handler, context) = bound.value
            handler.play(context: context)
        }
    }

    private func write(_ bytes: [UInt8], context: ChannelHandlerContext) {
        guard !bytes.isEmpty, !isClosing else { return }
        context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(bytes: bytes)), promise: nil)
    }

    private func close(context: ChannelHandlerContext) {
        guard !isClosing else { return }
        isClosing = true
        context.channel.closeAfterLingering()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        timer = nil
        context.fireChannelInactive()
    }
}
