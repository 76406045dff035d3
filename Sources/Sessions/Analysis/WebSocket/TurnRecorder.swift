import StreamCore

/// Collects when the answers of a connection were asked for, and what brought them.
struct TurnRecorder {
    /// A message of the upstream that is about an answer.
    struct Message {
        var contents: BlockContents
        var read: Int
        var time: MonotonicInstant
        var byteCount: Int
        var place: LintPlace
    }

    /// An answer as far as it came.
    struct Turn {
        var askedAt: MonotonicInstant?
        var messages: [Message] = []
        var usage = Usage()
        var finishReason: String?
        var hasEnded = false
    }

    private(set) var turns: [Turn] = []
    private var progress = ConversationProgress()
    /// When the client asked for answers that have not begun, in order.
    private var asked: [MonotonicInstant] = []
    /// When it last stopped speaking, which asks for an answer, too.
    private var heardAt: MonotonicInstant?

    /// Takes a message that was just read; `now` is how far the conversation is with it.
    mutating func take(_ decoded: DecodedBlock, of block: RecordedBlock, now: ConversationProgress) {
        if now.asked > progress.asked { asked.append(block.time) }
        if now.heard > progress.heard { heardAt = block.time }
        while turns.count < now.begun { begin() }
        let hasEnded = now.ended > progress.ended
        progress = now
        guard let current = now.current, turns.indices.contains(current) else { return }
        let place = LintPlace(event: decoded.ordinal, block: decoded.index)
        turns[current].messages.append(
            Message(
                contents: decoded.contents,
                read: block.read,
                time: block.time,
                byteCount: decoded.block.bytes.count,
                place: place
            )
        )
        for delta in decoded.deltas {
            if let usage = delta.usage { turns[current].usage = usage }
            if delta.kind == .finish { turns[current].finishReason = delta.text }
        }
        if hasEnded { turns[current].hasEnded = true }
    }

    private mutating func begin() {
        let askedAt = asked.isEmpty ? heardAt : asked.removeFirst()
        heardAt = nil
        turns.append(Turn(askedAt: askedAt))
    }
}

extension TurnRecorder.Turn {
    /// The answer's own timeline: it begins when it was asked for.
    func timeline(of exchange: RecordedExchange, isFirst: Bool) -> StreamTimeline {
        var timeline = StreamTimeline(exchange)
        timeline.requestFirstByteAt = askedAt
        timeline.requestHeadAt = nil
        timeline.attemptBeganAt = askedAt
        timeline.sendBeganAt = askedAt
        timeline.sendEndedAt = askedAt
        timeline.responseFirstByteAt = messages.first?.time
        timeline.responseHeadAt = nil
        timeline.lastByteAt = messages.last?.time
        timeline.sawEnd = hasEnded
        // Later answers come over a connection that is there.
        if !isFirst { timeline.isReused = true }
        var acceptances = AcceptanceTimes(exchange.outputs)
        var last: Int?
        var reads = -1
        for message in messages {
            if message.read != last {
                last = message.read
                reads += 1
                let lag = acceptances.lag(of: message.read)
                timeline.addRead(
                    at: message.time,
                    byteCount: message.byteCount,
                    acceptedAt: lag.map { message.time + $0 }
                )
            }
            timeline.addBlock(message.contents, read: reads)
        }
        return timeline
    }
}
