import Sessions
import StreamCore

/// The lines at the end of `weir decode`: what the body was, and what is wrong with it.
enum DecodeSummary {
    static func lines(_ body: AnalyzedBody, byteCount: Int, style: SheetStyle) -> [String] {
        let state = body.state
        var parts = [body.dialect == "none" ? "no known dialect" : body.dialect]
        if let model = body.model { parts.append(SheetText.line(model)) }
        parts.append(body.isStream ? Quantity.counted(body.events, "event") : "one document")
        parts.append(Quantity.bytes(byteCount))
        if let reason = body.answer.firstChoice?.finishReason { parts.append("finish \(SheetText.line(reason))") }
        if let usage = UsageLine.text(body.answer.usage, isPartial: body.isUsagePartial) { parts.append(usage) }
        let facts = parts.joined(separator: " · ")
        let width = style.width.map { $0 - state.title.count - 3 } ?? .max
        let lines = SheetText.wrapped(facts, to: max(width, 20)).enumerated().map { place, line in
            place == 0
                ? style.paint(state.title, state.tone) + style.paint(" · " + line, .dim)
                : String(repeating: " ", count: state.title.count + 3) + style.paint(line, .dim)
        }
        return lines + FindingLines.summary(body.findings, style: style).map { "  " + $0 }
    }
}
