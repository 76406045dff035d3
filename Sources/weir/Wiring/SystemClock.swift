import ProxyEngine
import Sessions
import StreamCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The clocks of this machine.
enum SystemClock {
    static let session = SessionClock(now: { MonotonicClock.now }, wall: { wallMicroseconds })

    /// Microseconds since the Unix epoch.
    static var wallMicroseconds: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    }
}
