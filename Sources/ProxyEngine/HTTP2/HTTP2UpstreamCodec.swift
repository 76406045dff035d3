import NIOCore
import NIOHTTP1
import NIOHTTP2

/// Between an upstream's HTTP/2 stream and its ``UpstreamHandler``: frames ⇄ the parts that HTTP/1.1 has, too.
final class HTTP2UpstreamCodec: ChannelDuplexHandler {
    typealias InboundIn = HTTP2Frame.FramePayload
    typealias InboundOut = HTTPClientResponsePart
    typealias OutboundIn = HTTPClientRequestPart
    typealias OutboundOut = HTTP2Frame.FramePayload

    private let handler: UpstreamHandler
    private var isHead = false
    private var reader = HTTP2StreamReader()
    /// Waits for the next part: whether the stream ends with it is only known then.
    private var head: HTTPRequestHead?

    private var context: ChannelHandlerContext?
    private var readIsHeld = false

    init(handler: UpstreamHandler) {
        self.handler = handler
        handler.stream = self
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    // From the upstream.

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let parts = reader.receive(unwrapInboundIn(data)) { block in
            HTTP2Heads.response(block.headers, endsStream: block.endStream, toHEAD: isHead)
        } isInterim: { head in
            head.status.code < 200
        }
        if let head = parts.head { context.fireChannelRead(wrapInboundOut(.head(head))) }
        if let bytes = parts.body { context.fireChannelRead(wrapInboundOut(.body(bytes))) }
        if parts.ends { context.fireChannelRead(wrapInboundOut(.end(parts.trailers))) }
    }

    /// A stream that is not read from lets its window run out, and so holds the upstream back.
    func read(context: ChannelHandlerContext) {
        readIsHeld = !handler.mayRead
        if !readIsHeld { context.read() }
    }

    func resumeReading() {
        guard readIsHeld, let context else { return }
        read(context: context)
    }

    /// Everything that one read brought for this stream has been handed on.
    func channelReadComplete(context: ChannelHandlerContext) {
        handler.relay?.upstreamReadFinished()
        context.fireChannelReadComplete()
    }

    // To the upstream.

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head):
            isHead = head.method == .HEAD
            self.head = head
            promise?.succeed()
        case .body(let data):
            writeHead(endStream: false, context: context)
            context.write(wrapOutboundOut(.data(.init(data: data))), promise: promise)
        case .end(let trailers):
            if head != nil, trailers == nil { return writeHead(endStream: true, promise: promise, context: context) }
            writeHead(endStream: false, context: context)
            let last: HTTP2Frame.FramePayload =
                if let trailers {
                    .headers(.init(headers: HTTP2Heads.fields(ofTrailers: trailers), endStream: true))
                } else {
                    .data(.init(data: .byteBuffer(ByteBuffer()), endStream: true))
                }
            context.write(wrapOutboundOut(last), promise: promise)
        }
    }

    func flush(context: ChannelHandlerContext) {
        // The request's body is still to come, and the upstream may want to answer its head.
        writeHead(endStream: false, context: context)
        context.flush()
    }

    private func writeHead(
        endStream: Bool,
        promise: EventLoopPromise<Void>? = nil,
        context: ChannelHandlerContext
    ) {
        guard let head else { return }
        self.head = nil
        let fields = HTTP2Heads.fields(of: head, scheme: handler.origin.scheme)
        context.write(wrapOutboundOut(.headers(.init(headers: fields, endStream: endStream))), promise: promise)
    }
}
