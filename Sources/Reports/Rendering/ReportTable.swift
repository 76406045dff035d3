/// The report as one flat table, a row for each metric and each finding of each group; for CSV.
struct ReportTable {
    let header: [String]
    let rows: [[String]]

    private static let statistics = ["n", "mean", "std", "min", "p50", "p75", "p90", "p95", "p99", "max", "sum"]

    init(_ report: LatencyReport) {
        header = (report.groups.first?.key.map(\.name) ?? []) + ["metric"] + Self.statistics
        rows = report.groups.flatMap { group in
            let key = group.key.map { $0.value ?? "" }
            let metrics: [[String]] = group.metrics.map { metric, distribution in
                key + [metric.key] + Self.cells(distribution, metric.unit)
            }
            return metrics + group.findings.map { finding -> [String] in key + Self.cells(finding) }
        }
    }

    /// Of a finding only the number of exchanges is known.
    private static func cells(_ finding: FindingSummary) -> [String] {
        ["finding.\(finding.code)", "\(finding.exchanges)"] + Array(repeating: "", count: statistics.count - 1)
    }

    private static func cells(_ distribution: Distribution, _ unit: ReportMetric.Unit) -> [String] {
        let values =
            [distribution.mean, distribution.standardDeviation, distribution.minimum]
            + Distribution.Quantile.allCases.map { distribution[$0] }
            + [distribution.maximum, sum(distribution, unit)]
        return ["\(distribution.count)"]
            + values.map { value in
                value.map { NumberText.compact($0, decimals: unit == .dollars ? 12 : 3) } ?? ""
            }
    }

    /// Only what is counted or paid adds up.
    private static func sum(_ distribution: Distribution, _ unit: ReportMetric.Unit) -> Double? {
        switch unit {
        case .count, .bytes, .dollars: distribution.count == 0 ? nil : distribution.sum
        case .time, .perSecond, .share: nil
        }
    }
}
