/// The figures of one exchange, computed from its timeline and its token counts.
///
/// A figure without a value has a reason. All firsts count from the start of the upstream attempt (a0).
package struct StreamMetrics: Hashable, Sendable {
    private var values: [MetricKey: MetricValue] = [:]
    /// Why a figure has no value; for a value that had to be clamped, what happened.
    private(set) package var why: [MetricKey: String] = [:]
    /// Where the token counts come from.
    private(set) package var tokenSource: Usage.Source?
    /// Whether the upstream connection had served an earlier request.
    package let isReused: Bool?
    /// The longest time without any byte, keep-alives included.
    package let longestSilence: Nanoseconds?
    package let stalls: StallReport?

    package init(_ timeline: StreamTimeline, usage: Usage = Usage(), stallRule: StallRule = StallRule()) {
        isReused = timeline.isReused
        longestSilence = zip(timeline.reads, timeline.reads.dropFirst()).map { $1.time - $0.time }.max()
        let arrivals = Arrivals(timeline)
        let report = StallReport(timeline, rule: stallRule)
        stalls = report
        let content = timeline.isStream ? timeline.blocks.filter(\.contents.isContent) : []
        measureFirsts(timeline, content)
        measureEnds(timeline, content)
        measureTokens(timeline, content, usage)
        measureGaps(timeline, content, arrivals)
        measureStalls(timeline, arrivals, report)
        measureConnection(timeline)
        measureRelay(timeline)
    }

    /// The figure's value, nil when it has none.
    package subscript(key: MetricKey) -> MetricValue? { values[key] }

    mutating func set(_ key: MetricKey, _ value: MetricValue) {
        values[key] = value
    }

    mutating func set(_ key: MetricKey, _ time: Nanoseconds) {
        values[key] = .whole(time.count)
    }

    mutating func lack(_ key: MetricKey, _ reason: String) {
        why[key] = reason
    }

    mutating func set(_ key: MetricKey, _ value: MetricValue?, else reason: String) {
        if let value { set(key, value) } else { lack(key, reason) }
    }

    /// The time from `start` to `end`, if both are known.
    mutating func set(_ key: MetricKey, from start: MonotonicInstant?, to end: MonotonicInstant?, else reason: String) {
        guard let end else { return lack(key, reason) }
        set(key, start.map { .whole((end - $0).count) }, else: "the start of the upstream attempt is unknown")
    }

    mutating func set(_ key: MetricKey, _ time: Nanoseconds?, else reason: String) {
        set(key, time.map { .whole($0.count) }, else: reason)
    }
}

extension StreamMetrics {
    /// Times to the first of each kind.
    fileprivate mutating func measureFirsts(_ timeline: StreamTimeline, _ content: [StreamTimeline.Block]) {
        let start = timeline.attemptAt
        let blocks = timeline.isStream ? timeline.blocks : []
        let none = timeline.isStream ? "no such event" : "not a stream"
        func first(_ wanted: BlockContents) -> MonotonicInstant? {
            content.first { !$0.contents.isDisjoint(with: wanted) }.map(timeline.time)
        }
        set(.ttfb, from: start, to: timeline.responseFirstByteAt, else: "no response byte")
        set(.timeToHead, from: start, to: timeline.responseHeadAt, else: "no response head")
        let firstEvent = blocks.first(where: \.contents.isSubstantial).map(timeline.time)
        set(.ttfe, from: start, to: firstEvent, else: timeline.isStream ? "no event" : "not a stream")
        set(.firstReasoning, from: start, to: first([.reasoning, .reasoningSummary]), else: none)
        set(.firstText, from: start, to: first([.text, .refusal]), else: none)
        set(.firstTool, from: start, to: first(.tool), else: none)
        set(.firstArguments, from: start, to: first(.toolArguments), else: none)
        set(.firstMedia, from: start, to: first(.media), else: none)
        set(.ttfo, from: start, to: first(.answer), else: none)
        measureReasoning(from: first([.reasoning, .reasoningSummary]), to: first(.answer), else: none)
        measureTTFT(timeline, content.first)
    }

    private mutating func measureReasoning(from start: MonotonicInstant?, to end: MonotonicInstant?, else none: String)
    {
        guard let start else { return lack(.reasoning, none == "not a stream" ? none : "no visible reasoning") }
        guard let end else { return lack(.reasoning, "no answer after the reasoning") }
        set(.reasoning, end < start ? nil : end - start, else: "the answer began before the reasoning")
    }

    private mutating func measureTTFT(_ timeline: StreamTimeline, _ first: StreamTimeline.Block?) {
        let none = timeline.isStream ? "no content event" : "not a stream"
        let time = first.map(timeline.time)
        set(.ttft, from: timeline.attemptAt, to: time, else: none)
        if time != nil, timeline.sendBeganAt == nil {
            lack(.ttftWithoutConnection, "when the request was sent is unknown")
        } else {
            set(.ttftWithoutConnection, from: timeline.sendBeganAt, to: time, else: none)
        }
        guard let first else { return lack(.ttftAtClient, none) }
        guard timeline.reads.contains(where: { $0.acceptedAt != nil }) else {
            return lack(.ttftAtClient, "nothing was relayed to a client")
        }
        guard let accepted = timeline.reads[Int(first.read)].acceptedAt else {
            return lack(.ttftAtClient, "the client was gone before the first content event")
        }
        set(
            .ttftAtClient,
            timeline.requestFirstByteAt.map { accepted - $0 },
            else: "the request's first byte is unknown"
        )
    }

    fileprivate mutating func measureEnds(_ timeline: StreamTimeline, _ content: [StreamTimeline.Block]) {
        let none = timeline.isStream ? "no content event" : "not a stream"
        let few = timeline.isStream ? "fewer than two content events" : "not a stream"
        let times = content.map(timeline.time)
        let end = timeline.sawEnd ? timeline.lastByteAt : nil
        set(.secondEvent, times.count > 1 ? times[1] - times[0] : nil, else: few)
        set(.endToEnd, from: timeline.attemptAt, to: times.last, else: none)
        set(.endToEndWire, from: timeline.attemptAt, to: end, else: "no end of the response was seen")
        guard let first = times.first, let last = times.last else {
            lack(.generation, few)
            return lack(.tail, none)
        }
        set(.generation, times.count > 1 ? last - first : nil, else: few)
        set(.tail, end.map { $0 - last }, else: "no end of the response was seen")
    }

    fileprivate mutating func measureTokens(
        _ timeline: StreamTimeline,
        _ content: [StreamTimeline.Block],
        _ usage: Usage
    ) {
        guard let tokens = usage.outputTokens, !timeline.isResumed else {
            tokenSource = nil
            let reason = timeline.isResumed ? "a resumed stream: the counts are those of the whole answer" : "no usage"
            for key in [MetricKey.tokensOut, .tokensVisible, .tpot, .speed, .endToEndSpeed, .tokensPerEvent] {
                lack(key, reason)
            }
            return
        }
        tokenSource = usage.source
        let showsReasoning = content.contains { $0.contents.contains(.reasoning) }
        let visible = showsReasoning ? tokens : max(tokens - (usage.reasoningTokens ?? 0), 0)
        set(.tokensOut, .whole(Int64(tokens)))
        set(.tokensVisible, .whole(Int64(visible)))
        let none = timeline.isStream ? "no content event" : "not a stream"
        set(.tokensPerEvent, content.isEmpty ? nil : .number(Double(visible) / Double(content.count)), else: none)
        measureSpeed(visible: visible, all: tokens, inFirst: content.first?.tokens ?? 0)
    }

    private mutating func measureSpeed(visible: Int, all tokens: Int, inFirst: UInt16) {
        let time = self[.generation]?.double
        let counted = visible - max(Int(inFirst), 1)
        if let time, time > 0, counted >= 1 {
            let each = time / Double(counted)
            set(.tpot, .number(each))
            set(.speed, .number(1e9 / each))
        } else {
            let reason =
                time == nil
                ? why[.generation] ?? "no generation time"
                : counted < 1 ? "no token after the first event" : "all content came in one read"
            lack(.tpot, reason)
            lack(.speed, reason)
        }
        let whole = self[.endToEnd]?.double
        let rate = whole.flatMap { $0 > 0 ? MetricValue.number(Double(tokens) * 1e9 / $0) : nil }
        set(.endToEndSpeed, rate, else: why[.endToEnd] ?? "no time passed")
    }
}
