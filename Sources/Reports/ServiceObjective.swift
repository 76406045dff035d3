internal import Filters
package import StreamCore

/// The limits that make an exchange a good one: `--slo ttft=800ms,tpot=50ms`.
package struct ServiceObjective: Equatable, Sendable {
    /// Why the text of an objective was refused.
    package struct ParseError: Error, Equatable, CustomStringConvertible {
        package var description: String
    }

    package struct Limit: Equatable, Sendable {
        package var metric: ReportMetric
        package var limit: Nanoseconds
    }

    package var limits: [Limit]

    /// Reads `METRIC=DURATION` pairs separated by commas.
    package static func parse(_ text: String) throws(ParseError) -> ServiceObjective {
        var limits: [Limit] = []
        for pair in text.split(separator: ",", omittingEmptySubsequences: false) {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw ParseError(description: "`\(pair)` is no objective; write for example `ttft=800ms,tpot=50ms`")
            }
            guard let metric = ReportMetric.named(String(parts[0])), metric.unit == .time, metric != .gaps else {
                throw ParseError(description: "`\(parts[0])` cannot have an objective; use ttft, ttfo, tpot, e2e …")
            }
            guard let limit = Nanoseconds(text: String(parts[1])) else {
                throw ParseError(description: "`\(parts[1])` is no duration; write for example `800ms` or `2s`")
            }
            limits.append(Limit(metric: metric, limit: limit))
        }
        return ServiceObjective(limits: limits)
    }

    /// Finished normally, and every limit holds (METRICS §1, goodput).
    ///
    /// TPOT of an answer with fewer than two tokens holds; another value that is unknown does not.
    package func isMet(by sample: ReportSample) -> Bool {
        guard sample.isComplete else { return false }
        return limits.allSatisfy { limit in
            if let value = sample[limit.metric.key] { return value <= Double(limit.limit.count) }
            return limit.metric.key == "tpot_ns" && sample.visibleTokens.map { $0 < 2 } ?? false
        }
    }
}
