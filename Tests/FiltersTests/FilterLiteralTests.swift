import StreamCore
import Testing

@testable import Filters

struct FilterLiteralTests {
    @Test(arguments: [
        ("800ms", 800_000_000), ("2s", 2_000_000_000), ("1.5s", 1_500_000_000), ("10us", 10000), ("10µs", 10000),
        ("3m", 180_000_000_000), ("7ns", 7), ("0", 0), ("0s", 0), ("1h", 3_600_000_000_000),
    ])
    func `durations read with their units`(text: String, nanoseconds: Int64) {
        #expect(Nanoseconds(text: text)?.count == nanoseconds)
    }

    @Test(arguments: ["", "5", "ms", "-1s", "1e3s", "1 s", "99999999999999999999s", "1.2.3s", "s1"])
    func `what is no duration is refused`(text: String) {
        #expect(Nanoseconds(text: text) == nil)
    }

    @Test(arguments: [Int64(0), 1, 999, 1000, 1_500_000, 2_000_000_000, 120_000_000_000, 3_600_000_000_000])
    func `a duration prints as it reads`(count: Int64) {
        #expect(Nanoseconds(text: Nanoseconds(count).shortText) == Nanoseconds(count))
    }

    @Test(arguments: [
        ("4KiB", 4096), ("10MB", 10_000_000), ("512", 512), ("512B", 512), ("1.5MiB", 1_572_864),
        ("1GiB", 1_073_741_824),
        ("2kB", 2000), ("2KB", 2000),
    ])
    func `sizes read with their units`(text: String, bytes: Int64) {
        #expect(FilterLiteral(text, as: .size) == .size(bytes))
    }

    @Test(arguments: ["4kib", "-4", "x", "KiB", ""])
    func `what is no size is refused`(text: String) {
        #expect(FilterLiteral(text, as: .size) == nil)
    }

    @Test func `infinite numbers are refused`() {
        #expect(FilterLiteral("inf", as: .number) == nil)
        #expect(FilterLiteral("nan", as: .number) == nil)
        #expect(FilterLiteral("-3.5", as: .number) == .number(-3.5))
    }
}
