import Sessions
import StreamCore

/// Numbers of two exchanges and how they differ; what neither side has is left out.
struct FigureTable {
    let title: String
    let figures: [ExchangeDiff.Figure]
    let style: SheetStyle

    private static let nameWidth = 18
    private static let cellWidth = 11

    func lines() -> [String] {
        let known = figures.filter { ($0.a ?? 0) != 0 || ($0.b ?? 0) != 0 }
        guard !known.isEmpty else { return [] }
        let heads = ["A", "B", "B − A"].map { SheetText.padded(left: $0, to: Self.cellWidth) }.joined()
        let head = style.paint(SheetText.padded(title, to: Self.nameWidth + 2), .strong) + style.paint(heads, .dim)
        return ["", head] + known.map(line)
    }

    private func line(_ figure: ExchangeDiff.Figure) -> String {
        let name = SheetText.padded("  \(Self.names[figure.key] ?? figure.key)", to: Self.nameWidth + 2)
        let cells = [figure.a, figure.b].map { SheetText.padded(left: text($0, figure.key), to: Self.cellWidth) }
        return name + cells.joined() + SheetText.padded(left: difference(figure), to: Self.cellWidth) + percent(figure)
    }

    private static let names = [
        "ttfb_ns": "first byte", "ttft_ns": "TTFT", "ttfo_ns": "first answer token", "e2e_ns": "last content",
        "e2e_wire_ns": "end", "tpot_ns": "TPOT", "tps": "tokens/s", "max_gap_ns": "longest gap", "stalls": "stalls",
        "input_tokens": "input", "cached_tokens": "cached", "cache_write_tokens": "cache write",
        "output_tokens": "output", "reasoning_tokens": "reasoning", "total_tokens": "total",
    ]

    private func text(_ value: Double?, _ key: String) -> String {
        guard let value else { return Quantity.unknown }
        if key.hasSuffix("_ns") { return Quantity.time(Int64(value.rounded())) }
        return Quantity.fixed(value, key == "tps" ? 1 : 0)
    }

    private func difference(_ figure: ExchangeDiff.Figure) -> String {
        guard let difference = figure.difference else { return "" }
        if difference == 0 { return "=" }
        return (difference > 0 ? "+" : "−") + text(abs(difference), figure.key)
    }

    private func percent(_ figure: ExchangeDiff.Figure) -> String {
        guard let a = figure.a, a > 0, let difference = figure.difference, difference != 0 else { return "" }
        // Beyond tenfold a percentage says less than the numbers themselves.
        let percent = (abs(difference) / a * 100).rounded()
        guard percent > 0, percent < 1000 else { return "" }
        return style.paint("  \(difference > 0 ? "+" : "−")\(Quantity.fixed(percent, 0))%", .dim)
    }
}
