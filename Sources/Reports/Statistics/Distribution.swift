/// What a report says of one metric: count, mean, spread and percentiles.
package struct Distribution: Equatable, Sendable {
    /// The percentiles that reports give.
    package enum Quantile: String, CaseIterable, Sendable {
        case p50, p75, p90, p95, p99

        package var share: Double {
            switch self {
            case .p50: 0.5
            case .p75: 0.75
            case .p90: 0.9
            case .p95: 0.95
            case .p99: 0.99
            }
        }
    }

    package var count: Int
    package var mean: Double?
    package var sum: Double
    /// Of a sample (divided by n − 1); nil below two values.
    package var standardDeviation: Double?
    package var minimum: Double?
    package var maximum: Double?
    /// Type 7; p50 from one value on, the others from two.
    package var percentiles: [Quantile: Double]
    /// 95 % by order statistics; empty when the values do not come from independent streams.
    package var intervals: [Quantile: ClosedRange<Double>]
    /// Exchanges that failed and so have no value.
    package var failures: Int
    /// Nearest rank with every failure as +∞; only when there are failures.
    package var adjusted: [Quantile: Double]

    /// Summarises the values; `failures` more exchanges failed before they could have one.
    ///
    /// Values are independent when there is one per stream; pooled ones get no confidence interval.
    package init(_ values: some Sequence<Double>, failures: Int = 0, areIndependent: Bool = true) {
        let sample = Percentiles(values)
        count = sample.count
        minimum = sample.minimum
        maximum = sample.maximum
        sum = sample.sorted.reduce(0, +)
        mean = sample.count == 0 ? nil : sum / Double(sample.count)
        standardDeviation = Self.deviation(sample.sorted, around: mean)
        percentiles = [:]
        intervals = [:]
        adjusted = [:]
        self.failures = failures
        for quantile in Quantile.allCases where count >= 2 || quantile == .p50 {
            percentiles[quantile] = sample.linear(quantile.share)
            if areIndependent { intervals[quantile] = sample.confidenceInterval(quantile.share) }
        }
        for quantile in Quantile.allCases where failures > 0 {
            adjusted[quantile] = sample.nearestRank(quantile.share, failures: failures)
        }
    }

    package subscript(quantile: Quantile) -> Double? { percentiles[quantile] }

    private static func deviation(_ values: [Double], around mean: Double?) -> Double? {
        guard values.count >= 2, let mean else { return nil }
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (squares / Double(values.count - 1)).squareRoot()
    }
}
