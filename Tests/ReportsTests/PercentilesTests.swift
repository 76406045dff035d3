import Testing

@testable import Reports

struct PercentilesTests {
    private static func isClose(_ left: Double?, _ right: Double) -> Bool {
        left.map { ($0 - right).magnitude <= 1e-9 * max(1, right.magnitude) } ?? false
    }

    /// Expected values by numpy 2.4.6, `quantile(values, q)`.
    @Test(arguments: [(0.5, 5.5), (0.75, 7.675), (0.9, 9.9), (0.95, 10.95), (0.99, 11.79), (0, 0.4), (1, 12)])
    func `linear percentiles are those of numpy`(quantile: Double, expected: Double) {
        let sample = Percentiles([3.1, 2.7, 9.9, 4.4, 8.05, 1.2, 6.6, 5.5, 7.3, 0.4, 12.0])
        #expect(Self.isClose(sample.linear(quantile), expected))
    }

    @Test(arguments: [(0.5, 625), (0.75, 2000), (0.9, 3740), (0.95, 4370), (0.99, 4874)])
    func `an even number of values interpolates`(quantile: Double, expected: Double) {
        let sample = Percentiles([5000, 100, 3200, 200, 1600, 300, 800, 450])
        #expect(Self.isClose(sample.linear(quantile), expected))
    }

    /// Expected values by numpy, `quantile(values, q, method="inverted_cdf")`.
    @Test(arguments: [(0.5, 450), (0.75, 1600), (0.9, 5000), (0.99, 5000)])
    func `nearest ranks are those of numpy`(quantile: Double, expected: Double) {
        let sample = Percentiles([5000, 100, 3200, 200, 1600, 300, 800, 450])
        #expect(sample.nearestRank(quantile) == expected)
    }

    @Test func `failures are infinitely late`() {
        let sample = Percentiles([10, 20, 30, 40, 50, 60, 70, 80])
        #expect(sample.nearestRank(0.5, failures: 2) == 50)
        #expect(sample.nearestRank(0.75, failures: 2) == 80)
        #expect(sample.nearestRank(0.9, failures: 2) == .infinity)
        #expect(Percentiles([Double]()).nearestRank(0.5, failures: 1) == .infinity)
        #expect(Percentiles([Double]()).nearestRank(0.5) == nil)
    }

    @Test func `a whole rank is not rounded up`() {
        let sample = Percentiles((1...100).map(Double.init))
        for rank in 1...100 { #expect(sample.nearestRank(Double(rank) / 100) == Double(rank)) }
    }

    @Test func `one value is every percentile, none has none`() {
        #expect(Percentiles([7.0]).linear(0.99) == 7)
        #expect(Percentiles([Double]()).linear(0.5) == nil)
        #expect(Percentiles([.infinity, .nan, 1]).count == 1)
    }

    @Test func `intervals exist from the documented counts on`() {
        for (quantile, least) in [(0.5, 6), (0.75, 13), (0.9, 36), (0.95, 72), (0.99, 368)] {
            let enough = (1...least).map(Double.init)
            #expect(Percentiles(enough).confidenceInterval(quantile) != nil)
            #expect(Percentiles(enough.dropLast()).confidenceInterval(quantile) == nil)
        }
    }

    @Test func `an interval is made of two of the values`() {
        let sample = Percentiles((1...100).map { Double($0 * 10) })
        #expect(sample.confidenceInterval(0.5) == 400...610)
        #expect(sample.confidenceInterval(0.95) == 900...1000)
    }
}
