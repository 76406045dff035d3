import Testing

@testable import Reports

struct DistributionTests {
    @Test func `mean and deviation are those of a sample`() throws {
        let distribution = Distribution([3.1, 2.7, 9.9, 4.4, 8.05, 1.2, 6.6, 5.5, 7.3, 0.4, 12.0])
        // numpy: mean(), std(ddof=1)
        #expect((try #require(distribution.mean) - 5.559090909090909).magnitude < 1e-12)
        #expect((try #require(distribution.standardDeviation) - 3.6308964583018737).magnitude < 1e-12)
        #expect(distribution.minimum == 0.4)
        #expect(distribution.maximum == 12)
    }

    @Test func `one value has p50, min, max and mean only`() {
        let distribution = Distribution([5.0])
        #expect(distribution.count == 1)
        #expect(distribution.percentiles == [.p50: 5])
        #expect((distribution.mean, distribution.minimum, distribution.maximum) == (5, 5, 5))
        #expect(distribution.standardDeviation == nil)
    }

    @Test func `no value has nothing`() {
        let distribution = Distribution([Double]())
        #expect(distribution.count == 0)
        #expect(distribution.percentiles.isEmpty)
        #expect(distribution.mean == nil)
        #expect(distribution.minimum == nil)
    }

    @Test func `pooled values have no interval`() {
        let values = (1...400).map(Double.init)
        #expect(Distribution(values).intervals.count == 5)
        #expect(Distribution(values, areIndependent: false).intervals.isEmpty)
        #expect(Set(Distribution(values.prefix(100)).intervals.keys) == [.p50, .p75, .p90, .p95])
    }

    @Test func `adjusted percentiles exist only under failures`() {
        #expect(Distribution([1, 2, 3]).adjusted.isEmpty)
        let distribution = Distribution([1, 2, 3], failures: 1)
        #expect(distribution.adjusted == [.p50: 2, .p75: 3, .p90: .infinity, .p95: .infinity, .p99: .infinity])
    }
}
