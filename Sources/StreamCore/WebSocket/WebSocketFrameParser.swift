/// Cuts what one side of a WebSocket sends into frames, whatever the reads it comes in (RFC 6455, section 5.2).
///
/// Payloads are handed on unmasked, piece by piece as they come, so that a frame of any length takes no memory
/// here. What is wrong with frames is no affair of the parser's, except where nothing can be framed any more.
package struct WebSocketFrameParser: Sendable {
    package enum Part {
        case begin(WebSocketFrameHeader)
        /// The next bytes of the open frame's payload, unmasked; borrowed, valid only during the call.
        case payload(ByteView)
        case end
        /// Bytes that are no frame: all that follows an impossible length, or a head that the end cut off.
        case unframed(ByteView)
    }

    private enum State {
        /// The head is not whole. Next: `payload`, `broken`.
        case head
        /// In a frame. Next: `head`.
        case payload(left: Int)
        /// The length cannot be. Final.
        case broken
    }

    private var state = State.head
    /// The head, as far as it came in earlier reads.
    private var pending: [UInt8] = []
    private var mask: WebSocketMask?
    /// An unmasked piece.
    private var scratch: [UInt8] = []
    /// The place on the wire behind what was consumed, and of the open frame's first byte.
    private var offset = 0
    private var frameOffset = 0

    /// The wire bytes from which on nothing could be framed; nil while all can.
    private(set) package var brokenAt: Int?

    /// Pieces of a masked payload are at most so long.
    private static let pieceSize = 64 << 10
    private static let longestHead = 14

    package init() {}

    /// Whether the last byte that came ended a frame.
    package var isBetweenFrames: Bool {
        if case .head = state { pending.isEmpty } else { false }
    }

    /// Takes the bytes of one read.
    package mutating func consume(_ bytes: ByteView, _ body: (Part) -> Void) {
        var rest = bytes
        while !rest.isEmpty {
            let count: Int
            switch state {
            case .head: count = takeHead(rest, body)
            case .payload(let left): count = takePayload(rest, left: left, body)
            case .broken:
                body(.unframed(rest))
                count = rest.count
            }
            offset += count
            rest = ByteView(rebasing: rest[count...])
        }
    }

    /// Hands on the beginning of a head that never became whole; nothing follows.
    package mutating func finish(_ body: (Part) -> Void) {
        guard case .head = state, !pending.isEmpty else { return }
        pending.withUnsafeBufferPointer { body(.unframed($0)) }
        pending = []
    }
}

extension WebSocketFrameParser {
    /// Takes bytes of a head, and begins the frame when it is whole; returns how many.
    private mutating func takeHead(_ bytes: ByteView, _ body: (Part) -> Void) -> Int {
        if pending.isEmpty { frameOffset = offset }
        let known = pending.count
        pending.append(contentsOf: bytes.prefix(Self.longestHead - known))
        switch Self.head(pending) {
        case .incomplete: return pending.count - known
        case .impossible:
            let held = pending
            pending = []
            state = .broken
            brokenAt = frameOffset
            held.withUnsafeBufferPointer { body(.unframed($0)) }
            return held.count - known
        case .whole(let head, let length):
            pending.removeAll(keepingCapacity: true)
            begin(head, body)
            return length - known
        }
    }

    private mutating func begin(_ head: WebSocketFrameHeader, _ body: (Part) -> Void) {
        mask = head.mask.map { WebSocketMask($0) }
        body(.begin(head))
        if head.payloadLength == 0 { body(.end) } else { state = .payload(left: head.payloadLength) }
    }

    private mutating func takePayload(_ bytes: ByteView, left: Int, _ body: (Part) -> Void) -> Int {
        var piece = ByteView(rebasing: bytes.prefix(left))
        if mask != nil {
            piece = ByteView(rebasing: piece.prefix(Self.pieceSize))
            scratch.removeAll(keepingCapacity: true)
            mask?.apply(to: piece, appendingTo: &scratch)
            scratch.withUnsafeBufferPointer { body(.payload($0)) }
        } else {
            body(.payload(piece))
        }
        if piece.count == left {
            state = .head
            body(.end)
        } else {
            state = .payload(left: left - piece.count)
        }
        return piece.count
    }

    private enum Head {
        case incomplete
        /// A length of more than 63 bits (RFC 6455 5.2: its highest bit must be 0).
        case impossible
        case whole(WebSocketFrameHeader, length: Int)
    }

    private static func head(_ bytes: [UInt8]) -> Head {
        guard bytes.count >= 2 else { return .incomplete }
        let short = bytes[1] & 0x7F
        let lengthBytes = short < 126 ? 0 : short == 126 ? 2 : 8
        let isMasked = bytes[1] & 0x80 != 0
        if lengthBytes == 8, bytes.count > 2, bytes[2] & 0x80 != 0 { return .impossible }
        let length = 2 + lengthBytes + (isMasked ? 4 : 0)
        guard bytes.count >= length else { return .incomplete }
        let extended = bytes[2..<(2 + lengthBytes)].reduce(0) { $0 << 8 | Int($1) }
        let key = bytes[(2 + lengthBytes)..<length].reduce(0) { $0 << 8 | UInt32($1) }
        let head = WebSocketFrameHeader(
            WebSocketOpcode(bytes[0]),
            isFinal: bytes[0] & 0x80 != 0,
            reserved: bytes[0] >> 4,
            mask: isMasked ? key : nil,
            payloadLength: lengthBytes == 0 ? Int(short) : extended,
            lengthBytes: lengthBytes
        )
        return .whole(head, length: length)
    }
}
