/// The metrics as a table; times in milliseconds, percentiles always beside their count.
struct TimesTable {
    let group: LatencyReport.Group
    let style: ReportStyle

    private struct Row {
        var name: String
        var count: Int
        var unit: ReportMetric.Unit
        var value: (Column) -> Double?
        var isRough: (Column) -> Bool = { _ in false }
    }

    private enum Column: String {
        case min, mean, p50, p90, p95, p99, max

        var quantile: Distribution.Quantile? { Distribution.Quantile(rawValue: rawValue) }
    }

    private static let times = [
        "ttft_ns", "ttfo_ns", "reasoning_ns", "e2e_ns", "e2e_wire_ns", "tpot_ns", "gap_ns", "arr_ns",
    ]
    private static let counts = ["tps", "tokens_out", "coalesce"]
    /// A row is left out when it would repeat the other one's numbers.
    private static let doubles = ["ttfo_ns": "ttft_ns", "e2e_wire_ns": "e2e_ns", "arr_ns": "gap_ns"]
    private static let nameWidth = 20
    private static let countWidth = 7
    private static let cellWidth = 9

    private var columns: [Column] {
        switch style.width {
        case 96...: [.min, .mean, .p50, .p90, .p95, .p99, .max]
        case 76...: [.p50, .p90, .p95, .p99, .max]
        default: [.p50, .p95]
        }
    }

    func lines() -> [String] {
        let (times, counts) = (rows(Self.times), rows(Self.counts))
        return (times.isEmpty ? [] : [head("Times in ms")] + times.map(line))
            + (counts.isEmpty ? [] : [head("Rates, counts")] + counts.map(line))
    }

    private func head(_ title: String) -> String {
        let head =
            TextLayout.right("n", Self.countWidth)
            + columns.map { TextLayout.right($0.rawValue, Self.cellWidth) }.joined()
        return style.paint(TextLayout.left("  \(title)", Self.nameWidth + 4), .heading) + style.paint(head, .quiet)
    }

    private func line(_ row: Row) -> String {
        let scale = row.unit == .time ? 1e6 : 1
        let typical = row.value(.p50).flatMap { $0.isFinite ? $0 / scale : nil }
        let decimals = NumberText.decimals(for: typical)
        let cells = columns.map { column -> String in
            let value = row.value(column).map { NumberText.fixed($0 / scale, decimals: decimals) }
            let cell = TextLayout.right(value ?? NumberText.unknown, Self.cellWidth)
            return row.isRough(column) || value == nil ? style.paint(cell, .quiet) : cell
        }
        return "    " + TextLayout.left(row.name, Self.nameWidth)
            + style.paint(TextLayout.right("\(row.count)", Self.countWidth), .quiet) + cells.joined()
    }

    private func rows(_ keys: [String]) -> [Row] {
        var rows: [Row] = []
        for key in keys {
            guard let (metric, distribution) = group.metrics.first(where: { $0.metric.key == key }),
                distribution.count > 0, Self.doubles[key].flatMap({ group[$0] }) != distribution
            else { continue }
            rows.append(row(metric, distribution))
            if key == "ttft_ns", distribution.failures > 0 { rows.append(withFailures(distribution)) }
        }
        return rows
    }

    private func row(_ metric: ReportMetric, _ distribution: Distribution) -> Row {
        Row(name: metric.title, count: distribution.count, unit: metric.unit) { column in
            switch column {
            case .min: distribution.minimum
            case .mean: distribution.mean
            case .max: distribution.maximum
            case .p50, .p90, .p95, .p99: column.quantile.flatMap { distribution[$0] }
            }
        } isRough: { column in
            column.quantile.map { OrderStatistics.ranks(count: distribution.count, quantile: $0.share) == nil } ?? false
        }
    }

    /// The honest view under errors: who failed waited for ever.
    private func withFailures(_ distribution: Distribution) -> Row {
        Row(name: "  failures as ∞", count: distribution.count + distribution.failures, unit: .time) { column in
            column == .max ? .infinity : column.quantile.flatMap { distribution.adjusted[$0] }
        }
    }
}
