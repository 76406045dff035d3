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
        self.init(
            index: decoded.index,
            ordinal: decoded.ordinal,
            kind: block.kind,
            type: block.type.isEmpty ? "message" : String(decoding: block.type, as: UTF8.self),
            // Comments have no payload: people want to see what they say.
            data: String(decoding: block.kind == .event ? block.data : block.bytes, as: UTF8.self),
            wrapped: decoded.wrappedData.map { String(decoding: $0, as: UTF8.self) },
            lastEventID: String(decoding: block.lastEventID, as: UTF8.self),
            retry: block.retry,
            time: time,
            read: read,
            gap: gap,
            deltas: decoded.deltas,
            findings: decoded.findings,
            isTail: block.isTail
        )
    }
}
