/// A sorted set of finite values, and the quantiles of it.
package struct Percentiles: Sendable {
    /// Ascending.
    package let sorted: [Double]

    /// Values that are not finite are left out.
    package init(_ values: some Sequence<Double>) {
        sorted = values.filter(\.isFinite).sorted()
    }

    package var count: Int { sorted.count }
    package var minimum: Double? { sorted.first }
    package var maximum: Double? { sorted.last }
    package var median: Double? { linear(0.5) }

    /// Linear interpolation between closest ranks (Hyndman and Fan type 7, numpy's default).
    package func linear(_ quantile: Double) -> Double? {
        guard let last = sorted.last else { return nil }
        let position = quantile * Double(count - 1)
        let below = Int(position.rounded(.down))
        guard below + 1 < count else { return last }
        let (low, high) = (sorted[below], sorted[below + 1])
        return low + (high - low) * (position - Double(below))
    }

    /// The smallest value that at least that share of all does not exceed, `failures` counting as +∞.
    ///
    /// - Returns: nil when there is nothing at all; infinity when the rank falls on a failure.
    package func nearestRank(_ quantile: Double, failures: Int = 0) -> Double? {
        let all = count + failures
        guard all > 0 else { return nil }
        // A product such as 0.07 × 100 lies just above its whole number.
        let exact = quantile * Double(all)
        let nearest = exact.rounded()
        let rank = (exact - nearest).magnitude < 1e-9 ? nearest : exact.rounded(.up)
        let index = max(1, Int(rank)) - 1
        return index < count ? sorted[index] : .infinity
    }

    /// The 95 % confidence interval of a quantile by order statistics, which assumes no distribution.
    ///
    /// - Returns: nil below the least count for which it exists: 6 for p50, 36 for p90, 72 for p95, 368 for p99.
    package func confidenceInterval(_ quantile: Double) -> ClosedRange<Double>? {
        guard let ranks = OrderStatistics.ranks(count: count, quantile: quantile) else { return nil }
        return sorted[ranks.lowerBound - 1]...sorted[ranks.upperBound - 1]
    }
}
