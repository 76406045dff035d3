/// The report as one flat table, a row for each metric of each group; for CSV and Markdown.
struct ReportTable {
    let header: [String]
    let rows: [[String]]

    private static let statistics = ["n", "mean", "std", "min", "p50", "p75", "p90", "p95", "p99", "max"]

    init(_ report: LatencyReport) {
        header = (report.groups.first?.key.map(\.name) ?? []) + ["metric"] + Self.statistics
        rows = report.groups.flatMap { group in
            group.metrics.map { metric, distribution in
                group.key.map { $0.value ?? "" } + [metric.key] + Self.cells(distribution)
            }
        }
    }

    private static func cells(_ distribution: Distribution) -> [String] {
        let values =
            [distribution.mean, distribution.standardDeviation, distribution.minimum]
            + Distribution.Quantile.allCases.map { distribution[$0] } + [distribution.maximum]
        return ["\(distribution.count)"] + values.map { value in value.map { NumberText.compact($0) } ?? "" }
    }
}
