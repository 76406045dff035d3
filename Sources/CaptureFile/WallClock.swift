/// Wall-clock times as RFC 3339 text, without a calendar library.
package enum WallClock {
    /// `2026-01-31T12:00:00.000001Z`.
    package static func text(microseconds: Int64) -> String {
        let seconds = floorDivide(microseconds, 1_000_000)
        let time = civil(seconds: seconds)
        let fraction = padded(microseconds - seconds * 1_000_000, to: 6)
        let date = "\(padded(time.year, to: 4))-\(padded(time.month, to: 2))-\(padded(time.day, to: 2))"
        let clock = "\(padded(time.hour, to: 2)):\(padded(time.minute, to: 2)):\(padded(time.second, to: 2))"
        return "\(date)T\(clock).\(fraction)Z"
    }

    /// A time in UTC, field by field.
    package struct Civil: Hashable, Sendable {
        package var year, month, day, hour, minute, second: Int64
    }

    /// The proleptic Gregorian date of a Unix time (days are counted from 1 March, so leap days come last).
    package static func civil(seconds: Int64) -> Civil {
        let days = floorDivide(seconds, 86400)
        let rest = seconds - days * 86400
        let shifted = days + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return Civil(
            year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
            month: month,
            day: dayOfYear - (153 * monthFromMarch + 2) / 5 + 1,
            hour: rest / 3600,
            minute: rest / 60 % 60,
            second: rest % 60
        )
    }

    /// Decimal digits with leading zeros.
    package static func padded(_ number: Int64, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    private static func floorDivide(_ number: Int64, _ divisor: Int64) -> Int64 {
        number >= 0 ? number / divisor : -((-number + divisor - 1) / divisor)
    }
}
