import NIOCore
import TLSEngine

/// Notices an upstream that speaks HTTP/2 although ALPN agreed on nothing, and fails the connection.
///
/// Looks at the first bytes after the handshake, and goes.
final class HTTP2ServerDetector: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let tls: TLSHandler
    private let found: () -> Void
    private var received = ByteBuffer()

    /// - Parameters:
    ///   - tls: knows what was agreed on.
    ///   - found: called before the connection fails.
    init(tls: TLSHandler, found: @escaping () -> Void) {
        self.tls = tls
        self.found = found
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        received.writeBuffer(&bytes)
        let verdict =
            tls.facts?.applicationProtocol == nil ? HTTP2ServerPreface.judge(received.readableBytesView) : .other
        switch verdict {
        case .unclear: break
        case .other:
            handOver(context: context)
            context.pipeline.syncOperations.removeHandler(self, promise: nil)
        case .http2:
            received.clear()
            found()
            context.fireErrorCaught(UnexpectedHTTP2())
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        if received.readableBytes > 0 { handOver(context: context) }
        context.fireChannelInactive()
    }

    private func handOver(context: ChannelHandlerContext) {
        let bytes = received
        received = ByteBuffer()
        context.fireChannelRead(wrapInboundOut(bytes))
    }
}

/// The upstream's first bytes are frames.
struct UnexpectedHTTP2: Error {}

/// A server's beginning in HTTP/2: a SETTINGS frame that acknowledges nothing (RFC 9113 3.4).
enum HTTP2ServerPreface {
    enum Verdict: Equatable {
        case unclear
        case http2
        case other
    }

    private static let headerLength = 9
    /// Without a SETTINGS of ours no frame is longer (RFC 9113 4.2).
    private static let longest = 1 << 14

    static func judge(_ bytes: some Collection<UInt8>) -> Verdict {
        let header = Array(bytes.prefix(headerLength))
        // Length, type, flags, stream; HTTP/1.1 begins with a letter.
        let fixed: [(place: Int, value: UInt8)] = [(0, 0), (3, 4), (4, 0), (5, 0), (6, 0), (7, 0), (8, 0)]
        guard fixed.allSatisfy({ $0.place >= header.count || header[$0.place] == $0.value }) else { return .other }
        guard header.count == headerLength else { return .unclear }
        let length = Int(header[1]) << 8 | Int(header[2])
        return length % 6 == 0 && length <= longest ? .http2 : .other
    }
}
