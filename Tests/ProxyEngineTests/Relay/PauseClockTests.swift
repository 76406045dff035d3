import StreamCore
import Testing

@testable import ProxyEngine

@Suite struct PauseClockTests {
    private func at(_ time: Int64) -> MonotonicInstant { MonotonicInstant(nanoseconds: time) }

    @Test func `pauses add up, and only between start and stop`() {
        var clock = PauseClock()
        clock.stop(at: at(5))
        #expect(clock.total == .zero)
        clock.start(at: at(10))
        clock.stop(at: at(13))
        clock.stop(at: at(20))
        clock.start(at: at(30))
        #expect(clock.total == Nanoseconds(3))
        clock.stop(at: at(34))
        #expect(clock.total == Nanoseconds(7))
    }

    @Test func `a second start does not shorten the pause`() {
        var clock = PauseClock()
        clock.start(at: at(10))
        clock.start(at: at(15))
        clock.stop(at: at(20))
        #expect(clock.total == Nanoseconds(10))
    }
}
