import NIOCore
import StreamCore

/// Who is behind a ``ReadClock``.
protocol ReadClockOwner: AnyObject {
    /// The handlers are through with one read's bytes.
    func readFinished()
    /// Whether the next read of a channel without `autoRead` may begin; after a no, ``ReadClock/resumeReading()`` asks again.
    var mayRead: Bool { get }
}

/// Stamps each read of a socket before anyone looks at its bytes, and says when their handlers are through.
///
/// First in the pipeline, so the stamp is taken right after `read` returned. Everything that a read
/// yields is delivered inside `channelRead`, so its end is the end of the read: no wait for
/// `channelReadComplete`, which covers several reads.
///
/// Of a channel that does not read by itself it also drives the reads. Asked for from here they pass no other
/// handler, while a channel's own go through the whole pipeline twice for each read.
final class ReadClock<Owner: ReadClockOwner>: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private(set) var readAt: MonotonicInstant
    private(set) var bytesRead: Int
    /// Until the channel is gone.
    private var owner: Owner?
    private let drivesReads: Bool
    /// HTTP/2 hands frames to its streams when a read is said to be complete: then each one is.
    var completesEachRead = false
    /// Whether ``readAt`` is the time of what is being delivered; kept only with ``completesEachRead``.
    private(set) var isReading = false
    private(set) var context: ChannelHandlerContext?
    private var readIsHeld = false

    /// - Parameters:
    ///   - owner: kept until the channel is gone.
    ///   - drivesReads: for a channel without `autoRead`.
    ///   - bytesRead: by a clock before this one.
    init(owner: Owner, drivesReads: Bool, bytesRead: Int = 0) {
        readAt = MonotonicClock.now
        self.owner = owner
        self.drivesReads = drivesReads
        self.bytesRead = bytesRead
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        owner = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        context.fireChannelActive()
        if drivesReads { readNext(context: context) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        readAt = MonotonicClock.now
        bytesRead += unwrapInboundIn(data).readableBytes
        if completesEachRead {
            isReading = true
            context.fireChannelRead(data)
            context.fireChannelReadComplete()
            isReading = false
        } else {
            context.fireChannelRead(data)
        }
        owner?.readFinished()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        guard drivesReads else { return context.fireChannelReadComplete() }
        // No handler of such a channel waits for it.
        readNext(context: context)
    }

    /// The reason to hold back may be gone.
    func resumeReading() {
        guard readIsHeld, let context else { return }
        readNext(context: context)
    }

    private func readNext(context: ChannelHandlerContext) {
        readIsHeld = owner.map { !$0.mayRead } ?? false
        if !readIsHeld { context.read() }
    }
}
