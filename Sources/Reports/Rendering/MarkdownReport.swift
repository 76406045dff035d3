internal import StreamCore

/// The report as Markdown for issues and pull requests: a table for each group, times in ms.
package enum MarkdownReport {
    private static let keys = ["ttft_ns", "ttfo_ns", "e2e_ns", "tpot_ns", "gap_ns", "tps", "tokens_out"]
    private static let columns: [Distribution.Quantile] = [.p50, .p90, .p95, .p99]

    package static func text(_ report: LatencyReport) -> String {
        var lines = ["# Weir report", ""]
        if !report.captures.isEmpty { lines += [report.captures.map { "`\($0)`" }.joined(separator: ", "), ""] }
        for group in report.groups { lines += section(group) }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func section(_ group: LatencyReport.Group) -> [String] {
        let states = group.states.map { "\($0.count) \($0.state.rawValue)" }.joined(separator: ", ")
        var lines = [
            "## \(escaped(group.title))", "", "\(NumberText.counted(group.count, "exchange")): \(states).", "",
        ]
        lines.append("| | n | \(columns.map(\.rawValue).joined(separator: " | ")) | max |")
        lines.append("|---|--:|" + String(repeating: "--:|", count: columns.count + 1))
        for (metric, distribution) in group.metrics where keys.contains(metric.key) {
            lines.append(row(metric, distribution))
        }
        lines += [
            "", stalls(group), "", findings(group), "",
            "Buffering: \(group.buffering.level == .none ? "none seen" : group.buffering.level.rawValue).", "",
        ]
        return lines + spending(group)
    }

    private static func spending(_ group: LatencyReport.Group) -> [String] {
        var lines: [String] = []
        if let retries = SpendingText.retries(group.retries) { lines += ["Retries: \(retries).", ""] }
        if let tokens = SpendingText.tokens(group.usage) { lines += ["Tokens: \(tokens).", ""] }
        if let cost = group.cost { lines += ["Cost: \(escaped(SpendingText.cost(cost))).", ""] }
        if let charged = SpendingText.charged(group.usage) { lines += ["Charged: \(charged).", ""] }
        return lines
    }

    private static func row(_ metric: ReportMetric, _ distribution: Distribution) -> String {
        let scale = metric.unit == .time ? 1e6 : 1
        let decimals = NumberText.decimals(for: distribution[.p50].map { $0 / scale })
        let values = columns.map { distribution[$0] } + [distribution.maximum]
        let cells = values.map { value in
            value.map { NumberText.fixed($0 / scale, decimals: decimals) } ?? NumberText.unknown
        }
        let unit = metric.unit == .time ? " (ms)" : ""
        return "| \(metric.title)\(unit) | \(distribution.count) | \(cells.joined(separator: " | ")) |"
    }

    private static func stalls(_ group: LatencyReport.Group) -> String {
        guard !group.stalls.isEmpty else { return "Stalls: none." }
        let shares = group.stalls.map { "\($0.cause.rawValue) \(NumberText.percent($0.share)) (n \($0.count))" }
        return "Stalls: \(shares.joined(separator: ", "))."
    }

    private static func findings(_ group: LatencyReport.Group) -> String {
        let notable = group.findings.filter(\.isNotable)
        guard !notable.isEmpty else { return "Findings: none." }
        return "Findings: \(notable.map { "`\($0.code)` (\($0.exchanges))" }.joined(separator: ", "))."
    }

    /// A model's name must not become markup.
    private static func escaped(_ text: String) -> String {
        String(text.flatMap { "\\`*_|[]<>#".contains($0) ? "\\\($0)" : String($0) })
    }
}
