import Testing

@testable import Reports

struct OrderStatisticsTests {
    /// Expected ranks from exact binomial sums over fractions.
    @Test(arguments: [
        (6, 0.5, 1...6), (10, 0.5, 2...9), (100, 0.5, 40...61), (1000, 0.5, 469...532), (13, 0.75, 7...13),
        (36, 0.9, 29...36), (72, 0.95, 64...72), (100, 0.95, 90...100), (368, 0.99, 360...368), (500, 0.99, 490...500),
    ])
    func `ranks are those of exact sums`(count: Int, quantile: Double, expected: ClosedRange<Int>) {
        #expect(OrderStatistics.ranks(count: count, quantile: quantile) == expected)
    }

    @Test(arguments: [(0, 0.5), (1, 0.5), (5, 0.5), (12, 0.75), (35, 0.9), (71, 0.95), (367, 0.99), (10, 0), (10, 1)])
    func `small samples have no interval`(count: Int, quantile: Double) {
        #expect(OrderStatistics.ranks(count: count, quantile: quantile) == nil)
    }

    @Test func `a million values are no trouble`() throws {
        let ranks = try #require(OrderStatistics.ranks(count: 1_000_000, quantile: 0.5))
        // ±1.96 · √(n/4)
        #expect((499_018...499_023).contains(ranks.lowerBound))
        #expect((500_979...500_983).contains(ranks.upperBound))
    }
}
