/// Which ranks of a sample enclose a quantile of its population.
enum OrderStatistics {
    /// Error probability of each of the two sides.
    private static let tail = 0.025

    /// Ranks from 1 that enclose the quantile with at least 95 % probability; nil when the sample is too small.
    ///
    /// The number B of values below the quantile is binomial. The lower rank is the greatest l with
    /// P(B < l) ≤ 2.5 %, the upper one the least u with P(B ≥ u) ≤ 2.5 %.
    static func ranks(count: Int, quantile: Double) -> ClosedRange<Int>? {
        guard count > 0, quantile > 0, quantile < 1 else { return nil }
        let weights = binomialWeights(count: count, quantile: quantile)
        var lower = weights.first
        var below = 0.0
        for weight in weights.values {
            below += weight
            if below > tail { break }
            lower += 1
        }
        var upper = weights.first + weights.values.count
        var above = 0.0
        for weight in weights.values.reversed() {
            above += weight
            if above > tail { break }
            upper -= 1
        }
        guard lower >= 1, upper <= count, lower <= upper else { return nil }
        return lower...upper
    }

    /// The probabilities of the binomial distribution around its mode; what is left out is below 1e-15.
    private static func binomialWeights(count: Int, quantile: Double) -> (first: Int, values: [Double]) {
        let odds = quantile / (1 - quantile)
        let mode = min(count, Int(Double(count + 1) * quantile))
        var rising: [Double] = [1]
        var number = mode
        while number < count, let last = rising.last, last > 1e-18 {
            rising.append(last * Double(count - number) / Double(number + 1) * odds)
            number += 1
        }
        var falling: [Double] = []
        var weight = 1.0
        number = mode
        while number > 0, weight > 1e-18 {
            weight *= Double(number) / (Double(count - number + 1) * odds)
            falling.append(weight)
            number -= 1
        }
        let values = falling.reversed() + rising
        let sum = values.reduce(0, +)
        return (number, values.map { $0 / sum })
    }
}
