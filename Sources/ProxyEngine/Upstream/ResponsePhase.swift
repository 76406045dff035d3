import NIOCore
import NIOHTTP1

/// Who takes what the decoder makes of responses, and what is led past it.
protocol ResponseReceiver: AnyObject {
    /// What the decoder waits for, as far as it has told.
    var phase: ResponsePhase { get }
    /// The next head may end HTTP on this connection.
    var awaitsUpgrade: Bool { get }
    func received(body bytes: ByteBuffer)
}

enum ResponsePhase {
    /// A response's head, or another one behind an interim one.
    case head
    /// The first chunk of a body.
    case firstChunk
    /// The rest of a body, or one that is not chunked.
    case body
    /// No HTTP any more: a 101 went before.
    case upgraded

    /// What follows a head.
    init(behind head: HTTPResponseHead, requestMethod: HTTPMethod?) {
        if head.status.code < 200 {
            self = head.status == .switchingProtocols ? .upgraded : .head
        } else {
            let hasBody = head.status.code != 204 && head.status.code != 304 && requestMethod != .HEAD
            self = hasBody && ResponseSerializer.isChunked(head.headers) ? .firstChunk : .body
        }
    }
}
