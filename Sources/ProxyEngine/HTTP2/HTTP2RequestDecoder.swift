import NIOCore
import NIOHTTP1
import NIOHTTP2

/// Between a client's HTTP/2 stream and its relay: frames → the parts that HTTP/1.1 has, too.
///
/// The way back needs no step of its own: the relay writes frames.
final class HTTP2RequestDecoder: ChannelInboundHandler {
    typealias InboundIn = HTTP2Frame.FramePayload
    typealias InboundOut = HTTPServerRequestPart

    private let relay: RelayHandler
    private var headReceived = false

    init(relay: RelayHandler) {
        self.relay = relay
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .headers(let block): receive(block, context: context)
        case .data(let block):
            guard case .byteBuffer(let bytes) = block.data else { return }
            if bytes.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(.body(bytes))) }
            if block.endStream { context.fireChannelRead(wrapInboundOut(.end(nil))) }
        default: break
        }
    }

    private func receive(_ block: HTTP2Frame.FramePayload.Headers, context: ChannelHandlerContext) {
        guard !headReceived else {
            return context.fireChannelRead(wrapInboundOut(.end(HTTP2Heads.trailers(block.headers))))
        }
        headReceived = true
        guard let head = HTTP2Heads.request(block.headers, endsStream: block.endStream) else {
            return context.close(promise: nil)
        }
        context.fireChannelRead(wrapInboundOut(.head(head)))
        if block.endStream { context.fireChannelRead(wrapInboundOut(.end(nil))) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        relay.readFinished()
        context.fireChannelReadComplete()
    }
}
