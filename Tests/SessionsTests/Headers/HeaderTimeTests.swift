import StreamCore
import Testing

@testable import Sessions

struct HeaderTimeTests {
    @Test(
        arguments: [
            ("1ms", 1_000_000), ("6m0s", 360_000_000_000), ("1h2m3.5s", 3_723_500_000_000), ("250µs", 250_000),
            ("12", 12_000_000_000), ("0.5", 500_000_000), ("0", 0), ("1d", 86_400_000_000_000),
        ] as [(String, Int64)]
    )
    func `lengths of time have units or are seconds`(text: String, nanoseconds: Int64) {
        #expect(HeaderTime(text) == .after(Nanoseconds(nanoseconds)))
    }

    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2024-02-29T12:00:00Z", 1_709_208_000_000_000),
            ("2026-01-31T12:00:00.25+01:30", 1_769_855_400_250_000),
            ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777_000_000),
            ("1741305600000", 1_741_305_600_000_000), ("1741305600", 1_741_305_600_000_000),
        ] as [(String, Int64)]
    )
    func `points of time are dates or Unix times`(text: String, microseconds: Int64) {
        #expect(HeaderTime(text) == .at(microseconds: microseconds))
    }

    @Test(arguments: [
        "", "-1", "soon", "5x", "1m2", "inf", "nan", "2026-13-01T00:00:00Z", "2026-01-31", "2026-01-31T25:00:00Z",
        "2026-01-31T12:00:00", "Sun, 06 Foo 1994 08:49:37 GMT", "1e300", "99999999999999999999s",
    ])
    func `anything else is none`(text: String) {
        #expect(HeaderTime(text) == nil)
    }

    @Test func `what is past is now`() {
        #expect(HeaderTime.at(microseconds: 5).wait(from: 9) == .zero)
        #expect(HeaderTime.at(microseconds: 9).wait(from: 5) == Nanoseconds(4000))
        #expect(HeaderTime.at(microseconds: .max / 2).wait(from: 5) > .zero)
    }
}
