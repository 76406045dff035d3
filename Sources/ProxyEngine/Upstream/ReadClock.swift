import NIOCore
import StreamCore

/// Stamps each read of a socket before anyone looks at its bytes, and says when their handlers are through.
///
/// First in the pipeline, so the stamp is taken right after `read` returned. Everything that a read
/// yields is delivered inside `channelRead`, so its end is the end of the read: no wait for
/// `channelReadComplete`, which covers several reads.
final class ReadClock: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private(set) var readAt: MonotonicInstant
    private(set) var bytesRead = 0
    private let readFinished: () -> Void

    init(readFinished: @escaping () -> Void) {
        readAt = MonotonicClock.now
        self.readFinished = readFinished
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        readAt = MonotonicClock.now
        bytesRead += unwrapInboundIn(data).readableBytes
        context.fireChannelRead(data)
        readFinished()
    }
}
