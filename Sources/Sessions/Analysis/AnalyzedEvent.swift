package import StreamCore

/// One block of a stream, decoded and timed.
package struct AnalyzedEvent: Sendable {
    /// `n`: its index among all blocks of the exchange.
    package var index: Int
    /// Its ordinal among the dispatched events, from 1; nil for comments and the like.
    package var ordinal: Int?
    package var kind: FramedBlock.Kind
    /// The event name as clients see it: `message` when the stream gives none.
    package var type: String
    package var data: String
    /// The event inside ``data``, where that only wraps it as base64 (Bedrock); nil elsewhere.
    package var wrapped: String?
    package var lastEventID: String
    package var retry: Int?
    /// When the read returned that completed it, and that read's number.
    package var time: MonotonicInstant
    package var read: Int
    /// Since the block before it; nil for the first.
    package var gap: Nanoseconds?
    package var deltas: [Delta]
    package var findings: [Finding]
    /// The body ended inside it.
    package var isTail: Bool
    /// Nil unless it is a message, or a control frame, of a WebSocket.
    package var message: AnalyzedMessage?
}

/// What an event is that came over a WebSocket.
package struct AnalyzedMessage: Hashable, Sendable {
    package var sender: WebSocketSender
    package var opcode: WebSocketOpcode
    /// Of the payload, inflated.
    package var byteCount: Int
    /// What a close frame says.
    package var close: WebSocketClose?

    package var isFromClient: Bool { sender == .client }
}

extension AnalyzedEvent {
    /// Copies a block out of its analyzer's callback.
    package init(
        _ decoded: DecodedBlock,
        time: MonotonicInstant = MonotonicInstant(nanoseconds: 0),
        read: Int = 0,
        gap: Nanoseconds? = nil
    ) {
        let block = decoded.block
        let message = AnalyzedMessage(block)
        self.init(
            index: decoded.index,
            ordinal: decoded.ordinal,
            kind: block.kind,
            type: message?.type ?? (block.type.isEmpty ? "message" : String(decoding: block.type, as: UTF8.self)),
            data: message?.text(of: block) ?? Self.text(of: block),
            wrapped: decoded.wrappedData.map { String(decoding: $0, as: UTF8.self) },
            lastEventID: String(decoding: block.lastEventID, as: UTF8.self),
            retry: block.retry,
            time: time,
            read: read,
            gap: gap,
            deltas: decoded.deltas,
            findings: decoded.findings,
            isTail: block.isTail,
            message: message
        )
    }

    /// Comments have no payload: people want to see what they say.
    fileprivate static func text(of block: FramedBlock) -> String {
        String(decoding: block.kind == .event ? block.data : block.bytes, as: UTF8.self)
    }
}

extension AnalyzedMessage {
    fileprivate init?(_ block: FramedBlock) {
        guard let mark = block.message else { return nil }
        self.init(
            sender: mark.sender,
            opcode: mark.opcode,
            byteCount: block.data.count,
            close: mark.opcode == .close ? WebSocketClose(block.data) : nil
        )
    }

    /// Nil for text, whose own words say what it is.
    fileprivate var type: String? { opcode.isText ? nil : opcode.name ?? "binary" }

    /// Nil for text; of binary messages nothing is shown but their length.
    fileprivate func text(of block: FramedBlock) -> String? {
        if opcode.isText { return nil }
        if let close { return close.code == nil && block.data.isEmpty ? "" : close.description }
        guard opcode.isControl else { return "" }
        return AnalyzedEvent.text(of: block)
    }
}
