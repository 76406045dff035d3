import Testing

@testable import Reports

struct NumberTextTests {
    @Test(arguments: [
        (0.0, 0, "0"), (1.5, 0, "2"), (0.05, 1, "0.1"), (12.345, 2, "12.35"), (-0.001, 2, "0.00"), (-1.25, 1, "-1.3"),
        (1e12, 1, "1000000000000.0"), (.infinity, 2, "∞"), (.nan, 2, "–"), (99.995, 2, "100.00"),
    ])
    func `fixed decimals`(value: Double, decimals: Int, text: String) {
        #expect(NumberText.fixed(value, decimals: decimals) == text)
    }

    @Test(arguments: [
        (412_300_000.0, "412 ms"), (18_320_000, "18.3 ms"), (1_204_000_000, "1204 ms"), (12_440_000_000, "12.4 s"),
        (23_000, "0.02 ms"),
    ])
    func `times have the unit that suits them`(nanoseconds: Double, text: String) {
        #expect(NumberText.time(nanoseconds) == text)
    }

    @Test(arguments: [(0.0, "0%"), (0.001, "<1%"), (0.005, "1%"), (0.666, "67%"), (0.999, ">99%"), (1, "100%")])
    func `percents do not round to none or all`(share: Double, text: String) {
        #expect(NumberText.percent(share) == text)
    }

    @Test func `compact numbers drop what says nothing`() {
        #expect(NumberText.compact(12.5) == "12.5")
        #expect(NumberText.compact(3_000_000) == "3000000")
        #expect(NumberText.compact(0.0004) == "0")
    }
}
