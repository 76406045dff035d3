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
    private var reader = HTTP2StreamReader()

    init(relay: RelayHandler) {
        self.relay = relay
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let parts = reader.receive(unwrapInboundIn(data)) { HTTP2Heads.request($0.headers, endsStream: $0.endStream) }
        guard !parts.isMalformed else { return context.close(promise: nil) }
        if let head = parts.head { context.fireChannelRead(wrapInboundOut(.head(head))) }
        if let bytes = parts.body { context.fireChannelRead(wrapInboundOut(.body(bytes))) }
        if parts.ends { context.fireChannelRead(wrapInboundOut(.end(parts.trailers))) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        relay.readFinished()
        context.fireChannelReadComplete()
    }
}
