/// One line for each group, to compare them before reading on.
struct GroupTable {
    let report: LatencyReport
    let style: ReportStyle

    private static let cellWidth = 10
    private static let smallestName = 12
    private static let measures = ["n", "TTFT p50", "TTFT p95", "TPOT p50", "tokens/s"]

    /// What was paid stands first when it was asked for: the last columns are the first to go.
    private var columns: [String] {
        report.cost == nil ? Self.measures : [Self.measures[0], "cost"] + Self.measures.dropFirst()
    }

    /// How many columns fit beside the shortest name.
    private var columnCount: Int {
        min(columns.count, (style.width - 2 - Self.smallestName) / Self.cellWidth)
    }

    func lines() -> [String] {
        let names = report.groups.map(\.title)
        let cells = columns.prefix(columnCount)
        let width = max(
            Self.smallestName,
            min(names.map(\.count).max() ?? 0, style.width - 2 - Self.cellWidth * cells.count)
        )
        let keyNames = report.groups.first?.key.map(\.name).joined(separator: " · ") ?? ""
        let head =
            style.paint(TextLayout.left("  By \(keyNames)", width + 2), .heading)
            + style.paint(cells.map { TextLayout.right($0, Self.cellWidth) }.joined(), .quiet)
        return [head] + report.groups.map { line($0, width) }
    }

    private func line(_ group: LatencyReport.Group, _ width: Int) -> String {
        let cost = group.cost.map { [$0.dollars.map(MoneyText.dollars) ?? NumberText.unknown] } ?? []
        let cells =
            ["\(group.count)"] + cost + [
                milliseconds(group["ttft_ns"]?[.p50]),
                milliseconds(group["ttft_ns"]?[.p95]),
                milliseconds(group["tpot_ns"]?[.p50]),
                NumberText.rate(group["tps"]?[.p50]),
            ]
        return "  " + TextLayout.left(group.title, width)
            + cells.prefix(columnCount).map { TextLayout.right($0, Self.cellWidth) }.joined()
    }

    private func milliseconds(_ nanoseconds: Double?) -> String {
        nanoseconds.map { NumberText.fixed($0 / 1e6, decimals: NumberText.decimals(for: $0 / 1e6)) }
            ?? NumberText.unknown
    }
}
