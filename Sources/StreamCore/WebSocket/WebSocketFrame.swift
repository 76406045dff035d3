/// A frame with its payload as views and rules see it: borrowed, valid only during the call.
package struct WebSocketFrame {
    package var sender: WebSocketSender
    package var header: WebSocketFrameHeader
    /// Unmasked, and inflated where ``isInflated``.
    package var payload: ByteView
    /// The payload came compressed, and permessage-deflate has been undone.
    package var isInflated: Bool
    /// The payload is only a part of the frame's; the next frame of that sender is the next part of this one.
    package var goesOn: Bool

    package init(
        _ sender: WebSocketSender,
        _ header: WebSocketFrameHeader,
        payload: ByteView,
        isInflated: Bool = false,
        goesOn: Bool = false
    ) {
        self.sender = sender
        self.header = header
        self.payload = payload
        self.isInflated = isInflated
        self.goesOn = goesOn
    }
}

/// A whole message, or a control frame: borrowed, valid only during the call.
package struct WebSocketMessage {
    package var sender: WebSocketSender
    /// `text`, `binary` or a control frame's; `continuation` when nothing had begun the message.
    package var opcode: WebSocketOpcode
    package var payload: ByteView
    /// The payload is still compressed, because it could not be inflated.
    package var isCompressed = false
    /// The payload is only the beginning of a message that is longer than the limit.
    package var isCut = false
    /// The connection ended inside it.
    package var isTail = false

    package init(sender: WebSocketSender, opcode: WebSocketOpcode, payload: ByteView) {
        self.sender = sender
        self.opcode = opcode
        self.payload = payload
    }
}

/// Whose message a block is, and of which kind.
package struct WebSocketMark: Hashable, Sendable {
    package var sender: WebSocketSender
    package var opcode: WebSocketOpcode
}

extension WebSocketMessage {
    /// The message as a block for decoders: text and binary are events, whoever sent them.
    package var block: FramedBlock {
        var block = FramedBlock(
            kind: opcode.isControl ? .control : isTail ? .comment : .event,
            bytes: payload,
            data: payload,
            isTail: isTail,
            framing: .webSocket,
            piece: isCut ? .opening : .whole
        )
        // What cannot be inflated is text for nobody.
        block.message = WebSocketMark(sender: sender, opcode: isCompressed && !opcode.isControl ? .binary : opcode)
        return block
    }
}

/// Puts the frames of one sender together to messages; control frames pass in between (RFC 6455, section 5.4).
package struct WebSocketMessageAssembler: Sendable {
    private struct Open: Sendable {
        var opcode: WebSocketOpcode
        var isCompressed: Bool
        var isCut = false
    }

    private let limit: Int
    private var open: Open?
    /// The payload of the open message so far.
    private var pending: [UInt8] = []
    /// The last frame goes on: what it is was said by its first part.
    private var isInsideFrame = false

    /// More than this is not kept between messages.
    private static let keptCapacity = 64 << 10

    /// - Parameter limit: of a longer message only so many bytes are kept.
    package init(limit: Int = 64 << 20) {
        self.limit = max(limit, 1)
    }

    /// Takes the next frame, and hands on the message that it completes.
    package mutating func consume(_ frame: WebSocketFrame, _ body: (WebSocketMessage) -> Void) {
        if frame.header.opcode.isControl {
            // None is so long that it had to be taken in parts, unless it breaks the rules.
            guard !frame.goesOn else { return }
            return body(WebSocketMessage(sender: frame.sender, opcode: frame.header.opcode, payload: frame.payload))
        }
        let isFirst = open == nil || frame.header.opcode.isMessage && !isInsideFrame
        let ends = frame.header.isFinal && !frame.goesOn
        let isCompressed = frame.header.reserved & WebSocketFrameHeader.compressed != 0 && !frame.isInflated
        isInsideFrame = frame.goesOn
        if isFirst, ends {
            forget()
            let payload = ByteView(rebasing: frame.payload.prefix(limit))
            var message = WebSocketMessage(sender: frame.sender, opcode: frame.header.opcode, payload: payload)
            message.isCompressed = isCompressed
            message.isCut = payload.count < frame.payload.count
            return body(message)
        }
        if isFirst {
            forget()
            open = Open(opcode: frame.header.opcode, isCompressed: isCompressed)
        }
        append(frame.payload)
        if ends { finish(frame.sender, isTail: false, body) }
    }

    /// Hands on a message that was never finished; nothing follows.
    package mutating func finish(_ sender: WebSocketSender, _ body: (WebSocketMessage) -> Void) {
        finish(sender, isTail: true, body)
    }

    private mutating func append(_ payload: ByteView) {
        let room = limit - pending.count
        pending.append(contentsOf: payload.prefix(room))
        if payload.count > room { open?.isCut = true }
    }

    private mutating func finish(_ sender: WebSocketSender, isTail: Bool, _ body: (WebSocketMessage) -> Void) {
        guard let open else { return }
        pending.withUnsafeBufferPointer { payload in
            var message = WebSocketMessage(sender: sender, opcode: open.opcode, payload: payload)
            message.isCompressed = open.isCompressed
            message.isCut = open.isCut
            message.isTail = isTail
            body(message)
        }
        forget()
    }

    private mutating func forget() {
        open = nil
        pending.removeAll(keepingCapacity: pending.capacity <= Self.keptCapacity)
    }
}
