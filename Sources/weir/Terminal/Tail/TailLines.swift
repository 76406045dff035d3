import Sessions
import StreamCore

/// One line for each event: time since the start, gap, exchange, and what the event means.
struct TailLines: TailFormat {
    private let style: Style
    private var gaps: [Int: GapWatch] = [:]

    private static let timeWidth = 9
    private static let gapWidth = 11
    private static let numberWidth = 4
    private static let labelWidth = 9

    init(style: Style) {
        self.style = style
    }

    mutating func append(_ item: TailItem, tags: [String], to output: inout [UInt8]) {
        switch item {
        case .opened(let exchange, let time):
            line("opened", .strong, [TailSummary.request(exchange)], of: exchange, at: time, to: &output)
        case .headers(let exchange, let time):
            let tone: Tone = (exchange.response?.status ?? 200) < 400 ? .strong : .bad
            line("headers", tone, [TailSummary.response(exchange)], of: exchange, at: time, to: &output)
        case .event(let event, let exchange): append(event, of: exchange, to: &output)
        case .ended(let result): append(result, tags: tags, to: &output)
        case .restarted: output += "another capture begins\n".utf8
        case .bytes: break
        }
    }

    private mutating func append(_ event: AnalyzedEvent, of exchange: TailExchange, to output: inout [UInt8]) {
        let stall = gaps[exchange.number, default: GapWatch()].take(event)
        var (label, tone, parts) = Self.meaning(of: event)
        if let stall { parts.append(style(.warning, "stall \(TimeText.short(stall))")) }
        parts += event.findings.filter { $0.count == 1 && $0.isNotable }.map { finding in
            style(
                TailSummary.tone(finding.severity),
                "! \(finding.code.rawValue) \(TerminalText.oneLine(finding.message))"
            )
        }
        if event.isTail { label = "tail" }
        line(label, tone, parts, of: exchange, at: event.time, gap: event.gap, to: &output)
    }

    private mutating func append(_ result: AnalyzedExchange, tags: [String], to output: inout [UInt8]) {
        let exchange = TailExchange(result)
        let time = result.recorded.end?.endedAt ?? result.recorded.lastSeenAt
        gaps[exchange.number] = nil
        if !result.isStream {
            for delta in result.documentDeltas {
                let parts = [DeltaText.detail(delta)]
                line(DeltaText.label(delta), DeltaText.tone(delta), parts, of: exchange, at: time, to: &output)
            }
        }
        var parts = TailSummary.result(result, tags: tags)
        parts += result.findings.filter(\.isNotable).map { style(TailSummary.tone($0.severity), "! \($0.code)") }
        line("ended", TailSummary.tone(result.state), parts, of: exchange, at: time, to: &output)
    }

    /// The label, its tone, and the parts of the line.
    private static func meaning(of event: AnalyzedEvent) -> (String, Tone, [String]) {
        if let message = event.message, message.isFromClient || !event.deltas.contains(where: { $0.kind != .other }) {
            let tone: Tone = message.isFromClient ? .accent : .dim
            return (MessageText.label(message), tone, [MessageText.detail(event, message)])
        }
        guard let first = event.deltas.first else { return bareMeaning(of: event) }
        let rest = event.deltas.dropFirst().map { delta in
            "\(DeltaText.label(delta)) \(DeltaText.detail(delta))"
        }
        return (DeltaText.label(first), DeltaText.tone(first), [DeltaText.detail(first)] + rest)
    }

    /// What an event without deltas shows: what it is and how it begins.
    private static func bareMeaning(of event: AnalyzedEvent) -> (String, Tone, [String]) {
        switch event.kind {
        case .retry: return ("retry", .dim, [event.retry.map { "\($0) ms" } ?? ""])
        case .comment: return ("comment", .dim, [DeltaText.quoted(shortened(event.data))])
        case .control: return (event.type, .dim, [DeltaText.quoted(shortened(event.data))])
        case .event:
            let name = event.type == "message" ? [] : [TerminalText.oneLine(event.type)]
            let data = DeltaText.quoted(shortened(event.wrapped ?? event.data))
            return ("event", .dim, [(name + [data]).joined(separator: " ")])
        }
    }

    private static func shortened(_ data: String) -> String {
        data.utf8.count <= 160 ? data : "\(data.prefix(120))…"
    }

    private func line(
        _ label: String,
        _ tone: Tone,
        _ parts: [String],
        of exchange: TailExchange,
        at time: MonotonicInstant,
        gap: Nanoseconds? = nil,
        to output: inout [UInt8]
    ) {
        let since = Self.right("\(TimeText.seconds(time - exchange.startedAt)) s", Self.timeWidth)
        let gap = Self.right(gap.map { "+\(TimeText.short($0))" } ?? "", Self.gapWidth)
        let number = Self.left("#\(exchange.number)", Self.numberWidth)
        let label = style(tone, Self.left(label, Self.labelWidth))
        let rest = parts.filter { !$0.isEmpty }.joined(separator: " · ")
        let text = "\(style(.dim, since))\(style(.dim, gap))  \(style(.accent, number))  \(label) \(rest)"
        output += Self.trimmed(text).utf8
        output.append(0x0A)
    }

    private static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    private static func left(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private static func trimmed(_ text: String) -> String {
        var text = text
        while text.last == " " { text.removeLast() }
        return text
    }
}
