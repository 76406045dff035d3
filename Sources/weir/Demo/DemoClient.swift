import NIOCore
import NIOHTTP1
import NIOPosix
import StreamCore

/// Sends the demo's requests to the proxy and reads the answers, as any HTTP client would.
struct DemoClient {
    let group: MultiThreadedEventLoopGroup
    let port: Int

    /// Returns when the answer is over, however it ended; when cancelled, it hangs up.
    func send(_ request: DemoRequest) async throws {
        let channel = try await ClientBootstrap(group: group)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHTTPClientHandlers()
                    try pipeline.addHandler(HangUpAtEnd())
                }
            }
            .connect(host: "127.0.0.1", port: port)
            .get()
        await withTaskCancellationHandler {
            write(request, to: channel)
            try? await channel.closeFuture.get()
        } onCancel: {
            channel.close(promise: nil)
        }
    }

    private func write(_ request: DemoRequest, to channel: any Channel) {
        var headers = HTTPHeaders([("host", "127.0.0.1:\(port)")])
        headers.add(contentsOf: request.headers.map { ($0.name, $0.value) })
        headers.add(name: "content-length", value: String(request.body.count))
        let head = HTTPRequestHead(version: .http1_1, method: .POST, uri: request.target, headers: headers)
        channel.write(HTTPClientRequestPart.head(head), promise: nil)
        channel.write(HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(bytes: request.body))), promise: nil)
        channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
    }
}

/// Closes the connection after one answer.
private final class HangUpAtEnd: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .end = unwrapInboundIn(data) { context.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
