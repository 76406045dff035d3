import CaptureFile
import Sessions

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Wall clock times in the user's zone, for people; JSON has them in UTC.
enum LocalTime {
    /// `14:03:27`; empty when the capture does not tell.
    static func clock(of exchange: AnalyzedExchange) -> String {
        guard let time = civil(of: exchange) else { return "" }
        return "\(pad(time.tm_hour)):\(pad(time.tm_min)):\(pad(time.tm_sec))"
    }

    /// `2026-03-01 14:03:27.123`; empty when the capture does not tell.
    static func dateAndClock(of exchange: AnalyzedExchange) -> String {
        guard let time = civil(of: exchange) else { return "" }
        let recorded = exchange.recorded
        let milliseconds = recorded.wallMicroseconds(at: recorded.startedAt) / 1000 % 1000
        return "\(time.tm_year + 1900)-\(pad(time.tm_mon + 1))-\(pad(time.tm_mday)) \(clock(of: exchange))"
            + ".\(WallClock.padded(milliseconds, to: 3))"
    }

    private static func civil(of exchange: AnalyzedExchange) -> tm? {
        let recorded = exchange.recorded
        guard recorded.originWallMicroseconds > 0 else { return nil }
        var seconds = time_t(recorded.wallMicroseconds(at: recorded.startedAt) / 1_000_000)
        var local = tm()
        localtime_r(&seconds, &local)
        return local
    }

    private static func pad(_ number: Int32) -> String { WallClock.padded(Int64(number), to: 2) }
}
