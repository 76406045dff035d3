import NIOCore
import NIOHTTP1
import NIOHTTP2

/// What the frames of a stream mean in the parts that HTTP/1.1 has, too; the same for requests and responses.
struct HTTP2StreamReader {
    /// What one frame holds, in this order.
    struct Parts<Head> {
        var head: Head?
        var body: ByteBuffer?
        /// The message is over.
        var ends = false
        var trailers: HTTPHeaders?
        /// There are fields in the place of a head, and they make none.
        var isMalformed = false
    }

    private var headReceived = false

    /// Takes a frame.
    ///
    /// - Parameters:
    ///   - frame: of the stream.
    ///   - makeHead: makes a head of fields; nil when they are none.
    ///   - isInterim: whether another head follows this one.
    /// - Returns: what it holds, to be handed on when this is done: handing on may bring the next frame.
    mutating func receive<Head>(
        _ frame: HTTP2Frame.FramePayload,
        makeHead: (HTTP2Frame.FramePayload.Headers) -> Head?,
        isInterim: (Head) -> Bool = { _ in false }
    ) -> Parts<Head> {
        var parts = Parts<Head>()
        switch frame {
        case .headers(let block) where headReceived:
            parts.trailers = HTTP2Heads.trailers(block.headers)
            parts.ends = true
        case .headers(let block):
            guard let head = makeHead(block) else {
                parts.isMalformed = true
                break
            }
            headReceived = !isInterim(head)
            parts.head = head
            parts.ends = block.endStream
        case .data(let block):
            guard case .byteBuffer(let bytes) = block.data else { break }
            if bytes.readableBytes > 0 { parts.body = bytes }
            parts.ends = block.endStream
        default: break
        }
        return parts
    }
}
