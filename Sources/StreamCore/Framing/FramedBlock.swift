/// Bytes owned by someone else, valid only while the callback that received them runs.
package typealias ByteView = UnsafeBufferPointer<UInt8>

/// How a response body is cut into blocks.
package enum Framing: String, Hashable, Sendable {
    /// Server-sent events (WHATWG HTML, section 9.2).
    case sse
    /// JSON values, each on a line that ends with LF.
    case ndjson
    /// The elements of one JSON array (Gemini without `alt=sse`).
    case jsonArray = "json_array"
    /// The frames of `application/vnd.amazon.eventstream` (Bedrock).
    case eventStream = "event_stream"
    /// The messages and control frames of a WebSocket; never chosen for an HTTP body.
    case webSocket = "websocket"
    /// Not cut at all: each read is a block.
    case unframed
}

/// One framed unit of a response body: an SSE block, an NDJSON line, a JSON-array element or one frame.
///
/// The exact bytes of all blocks of a body, joined in order, are the body. The views are borrowed from
/// the parser and must not outlive the callback.
package struct FramedBlock {
    /// What the block means to a client that follows the rules of its framing.
    package enum Kind: String, Sendable {
        /// It was dispatched: clients see it.
        case event
        /// Comments, ignored fields, an `id` or `event` without data, blank lines.
        case comment
        /// It set the reconnection time and dispatched nothing.
        case retry
        /// A control frame of a WebSocket: ping, pong or close.
        case control
    }

    /// Whether the block is whole, or a part of one that was longer than the parser's limits.
    package enum Piece: String, Sendable {
        case whole
        /// The start of a block over the limit: its kind and fields are those of the start, `data` is cut off.
        case opening
        /// More bytes of it, not looked into: kind `comment`, no data.
        case middle
        /// The last bytes of it: kind `comment`, no data.
        case closing
    }

    package var kind: Kind
    /// The exact bytes, line ends and the blank line included.
    package var bytes: ByteView
    /// The payload: the joined `data` lines, the NDJSON line, the array element.
    ///
    /// UTF-8, not validated.
    package var data: ByteView
    /// The value of the last `event` line; empty means `message`.
    package var type: ByteView
    /// The last event ID after this block.
    package var lastEventID: ByteView
    /// The reconnection time in milliseconds, when the block carried a valid one.
    package var retry: Int?
    /// The value of an `error:` line, an ignored field by which older llama.cpp servers report failures.
    package var errorField: ByteView?
    /// A frame of an AWS event stream that is an exception or an error: the message among its headers, which may
    /// be empty because the payload tells.
    package var failureMessage: ByteView?
    /// The block never ended: these bytes are what was pending when the body did.
    package var isTail: Bool
    package var framing: Framing
    package var piece: Piece
    /// What kind of message it is, and whose; nil unless the framing is ``Framing/webSocket``.
    package var message: WebSocketMark?

    package init(
        kind: Kind,
        bytes: ByteView,
        data: ByteView,
        type: ByteView = ByteView(start: nil, count: 0),
        lastEventID: ByteView = ByteView(start: nil, count: 0),
        retry: Int? = nil,
        errorField: ByteView? = nil,
        isTail: Bool = false,
        framing: Framing = .sse,
        piece: Piece = .whole
    ) {
        self.kind = kind
        self.bytes = bytes
        self.data = data
        self.type = type
        self.lastEventID = lastEventID
        self.retry = retry
        self.errorField = errorField
        self.isTail = isTail
        self.framing = framing
        self.piece = piece
    }

    /// Whether it holds nothing but spaces and line ends, as the blank lines after a last event do.
    package var isBlank: Bool { bytes.allSatisfy(\.isJSONWhitespace) }
}

extension ByteView {
    /// No bytes.
    static var none: ByteView { ByteView(start: nil, count: 0) }
}
