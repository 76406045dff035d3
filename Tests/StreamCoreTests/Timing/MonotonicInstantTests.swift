import StreamCore
import Testing

struct MonotonicInstantTests {
    @Test func `instants and lengths of time add up`() {
        let start = MonotonicInstant(nanoseconds: 10)
        let end = start + .milliseconds(2)
        #expect(end.nanoseconds == 2_000_010)
        #expect(end - start == Nanoseconds(2_000_000))
        #expect(start < end && Nanoseconds.zero < .seconds(1))
        #expect(Nanoseconds.seconds(1) - .milliseconds(1) == Nanoseconds(999_000_000))
    }
}
