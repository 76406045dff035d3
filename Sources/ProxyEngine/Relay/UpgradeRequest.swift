import NIOCore
import NIOHTTP1

/// A client's wish to speak something else on its connection (RFC 9110, section 7.8), and what became of it.
///
/// A class of its own, so that exchanges without one are no larger than a pointer for it.
final class UpgradeRequest {
    /// What is asked of the upstream, as in `websocket`.
    let protocols: String
    /// The upstream has agreed: bytes go both ways.
    var isAccepted = false
    /// The content is WebSocket frames, which the recorder takes; anything else is only counted.
    var isRecorded = false
    var sides = Tunnel.StateMachine()
    /// Bytes from the client and from the upstream, of content that is only counted.
    var sent = 0
    var received = 0

    /// - Returns: nil for a request that asks for no upgrade, or for one that is not passed on.
    init?(_ head: HTTPRequestHead) {
        // RFC 9110 7.8: in HTTP/1.0 it means nothing.
        guard head.version == .http1_1 else { return nil }
        let asked = head.headers[canonicalForm: "upgrade"].map(String.init)
        let connection = head.headers[canonicalForm: "connection"]
        let wanted = asked.filter { !Self.isHTTP2($0) }
        guard !wanted.isEmpty, connection.contains(where: { $0.lowercased() == "upgrade" }) else { return nil }
        protocols = wanted.joined(separator: ", ")
    }

    /// curl offers it by default on plain connections: the answer can as well be seen in HTTP/1.1 as not at all.
    private static func isHTTP2(_ name: String) -> Bool {
        name.lowercased() == "h2c" || name.lowercased().hasPrefix("http/2")
    }

    /// Whether an answer's head is a WebSocket's.
    static func isWebSocket(_ head: HTTPResponseHead) -> Bool {
        head.headers[canonicalForm: "upgrade"].contains { $0.lowercased() == "websocket" }
    }
}

/// Takes the place of a client's HTTP decoder: what comes now is content for the relay, whatever it is.
final class UpgradedContentHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = HTTPServerRequestPart

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        context.fireChannelRead(wrapInboundOut(.body(unwrapInboundIn(data))))
    }
}
