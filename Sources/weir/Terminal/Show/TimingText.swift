import Sessions
import StreamCore

/// All figures of an exchange: the ladder, and below it each key with its value or why it has none.
struct TimingText {
    let exchange: AnalyzedExchange
    let style: SheetStyle

    func lines() -> [String] {
        TimingLadder(exchange: exchange, style: style).lines() + [""] + MetricKey.allCases.map(line)
    }

    private func line(_ key: MetricKey) -> String {
        let name = SheetText.padded(key.rawValue, to: 20)
        guard let value = exchange.metrics[key] else {
            let reason = exchange.metrics.why[key].map { "  \($0)" } ?? ""
            return name + style.paint(SheetText.padded(left: Quantity.unknown, to: 10) + reason, .dim)
        }
        let note = exchange.metrics.why[key].map { "  (\($0))" } ?? ""
        return name + SheetText.padded(left: text(value, key.unit), to: 10) + style.paint(note, .dim)
    }

    private func text(_ value: MetricValue, _ unit: MetricKey.Unit) -> String {
        if case .list(let values) = value {
            let sorted = values.sorted()
            return "\(Quantity.time(sorted[sorted.count / 2]))  median of \(values.count)"
        }
        guard let number = value.double else { return Quantity.unknown }
        switch unit {
        case .nanoseconds, .nanosecondsPerToken: return Quantity.time(value)
        case .bytes: return Quantity.bytes(Int(number))
        case .tokensPerSecond, .ratio: return Quantity.fixed(number, 2)
        case .tokens, .count: return Quantity.fixed(number, 0)
        }
    }
}
