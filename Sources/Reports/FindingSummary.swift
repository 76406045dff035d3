package import StreamCore

/// How often a finding came in a group.
package struct FindingSummary: Equatable, Sendable {
    package var code: LintCode
    /// The gravest that it had.
    package var severity: Finding.Severity
    /// In how many exchanges.
    package var exchanges: Int
    /// How often in all of them.
    package var count: Int

    /// The gravest first, then the most common.
    static func summaries(of samples: [ReportSample]) -> [FindingSummary] {
        var byCode: [LintCode: FindingSummary] = [:]
        for sample in samples {
            for (code, findings) in Dictionary(grouping: sample.findings, by: \.code) {
                guard let severity = findings.map(\.severity).max() else { continue }
                var summary = byCode[code] ?? FindingSummary(code: code, severity: severity, exchanges: 0, count: 0)
                summary.severity = max(summary.severity, severity)
                summary.exchanges += 1
                summary.count += findings.reduce(0) { $0 + $1.count }
                byCode[code] = summary
            }
        }
        return byCode.values.sorted { left, right in
            if left.severity != right.severity { return left.severity > right.severity }
            if left.exchanges != right.exchanges { return left.exchanges > right.exchanges }
            return left.code.rawValue < right.code.rawValue
        }
    }

    /// Whether reports for people tell it; quirks stand in the JSON.
    var isNotable: Bool { severity >= .warning }
}
