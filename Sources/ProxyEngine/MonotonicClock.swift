package import StreamCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Reads the clock that every time of a capture comes from: it goes on while the machine sleeps and never steps.
package enum MonotonicClock {
    #if canImport(Glibc)
    private static let clock = CLOCK_BOOTTIME
    package static let name = "CLOCK_BOOTTIME"
    #else
    private static let clock = CLOCK_MONOTONIC_RAW
    package static let name = "CLOCK_MONOTONIC_RAW"
    #endif

    package static var now: MonotonicInstant {
        var time = timespec()
        clock_gettime(clock, &time)
        return MonotonicInstant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}
