import Reports
import Sessions
import StreamCore

/// What is known of an exchange's tokens and their cost, and what a cut or silent stream leaves unknown.
struct UsageSection {
    let exchange: AnalyzedExchange
    /// Nil when nobody gave prices.
    let cost: ExchangeCost?
    let style: SheetStyle
    let parser: JSONParser

    /// Empty for what is no answer of a model.
    func lines() -> [String] {
        texts().flatMap { text, tone in
            let lines = style.width.map { SheetText.wrapped(text, to: $0 - 2) } ?? [text]
            return lines.map { style.paint($0, tone) }
        }
    }

    private func texts() -> [(text: String, tone: Tone?)] {
        let counts = UsageLine.text(exchange.answer.usage, isPartial: exchange.body.isUsagePartial)
        guard let first = counts ?? unknown else { return [] }
        var texts: [(text: String, tone: Tone?)] = [(first, nil)]
        if exchange.body.isUsagePartial { texts.append((soFar, .warning)) }
        if let charged = exchange.answer.usage.chargedDollars {
            texts.append(("\(MoneyText.dollars(charged)) charged, says the provider", nil))
        }
        return texts + (cost.map { bill($0) } ?? [])
    }

    /// Why there are no counts, as far as that can be told.
    private var unknown: String? {
        let answer = exchange.answer
        guard exchange.error == nil, answer.choices.contains(where: { $0.text != nil || !$0.toolCalls.isEmpty }) else {
            return nil
        }
        let wasAsked = exchange.isStream && exchange.dialect == "openai.chat" ? includesUsage ?? false : true
        let advice = wasAsked ? "" : "; ask for it with `\"stream_options\": {\"include_usage\": true}`"
        return "unknown: the provider told none\(advice)"
    }

    private var includesUsage: Bool? {
        exchange.recorded.requestBody.withUnsafeBufferPointer { bytes in
            bytes.isEmpty ? nil : parser.view(of: bytes)?["stream_options"]?["include_usage"]?.bool
        }
    }

    /// A cut stream's last counts are older than its last text.
    private var soFar: String {
        let choices = exchange.answer.choices
        let lengths = [
            (choices.reduce(0) { $0 + ($1.text?.count ?? 0) }, "text"),
            (choices.reduce(0) { $0 + ($1.reasoning?.count ?? 0) }, "reasoning"),
            (exchange.toolCalls.reduce(0) { $0 + $1.call.arguments.count }, "tool arguments"),
        ]
        let came = lengths.compactMap { count, name in count > 0 ? "\(count) characters of \(name)" : nil }
        let received = came.isEmpty ? "" : "; \(came.joined(separator: ", ")) came in all"
        return "the last counts before the stream was cut\(received)"
    }

    private func bill(_ cost: ExchangeCost) -> [(text: String, tone: Tone?)] {
        guard let dollars = cost.dollars else {
            return [("cost unknown" + (cost.why.map { ": \(SheetText.line($0))" } ?? ""), nil)]
        }
        let bound = cost.isPartial ? "at least " : ""
        let parts = cost.parts.map { part in
            "\(String(part.name.map { $0 == "_" ? " " : $0 })) \(MoneyText.dollars(part.dollars))"
        }
        let sum = parts.count > 1 ? " = \(parts.joined(separator: " + "))" : ""
        let name = cost.price?.name
        let entry = name == exchange.model ? "" : name.map { " · priced as \(SheetText.line($0))" } ?? ""
        let notes: [(text: String, tone: Tone?)] = cost.notes.map { ("(\(SheetText.line($0)))", .dim) }
        return [("\(bound)\(MoneyText.dollars(dollars))\(sum)\(entry)", nil)] + notes
    }
}
