import CaptureFile
import Testing

struct WallClockTests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000000Z"), (-1, "1969-12-31T23:59:59.999999Z"),
            (951_782_400_000_001, "2000-02-29T00:00:00.000001Z"),
            (1_709_251_199_999_999, "2024-02-29T23:59:59.999999Z"),
            (4_107_542_400_000_000, "2100-03-01T00:00:00.000000Z"),
        ] as [(Int64, String)]
    )
    func `leap days and the epoch`(microseconds: Int64, expected: String) {
        #expect(WallClock.text(microseconds: microseconds) == expected)
    }
}
