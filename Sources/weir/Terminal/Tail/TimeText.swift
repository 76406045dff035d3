import StreamCore

/// Lengths of time as a live view shows them: short, steady in width, never in exponent notation.
enum TimeText {
    /// `83 µs`, `7.1 ms`, `412 ms`, `3.2 s`, `2 min 05 s`.
    static func short(_ time: Nanoseconds) -> String {
        let count = max(time.count, 0)
        switch count {
        case ..<999_500: return "\((count + 500) / 1000) µs"
        case ..<9_950_000: return "\(decimal(count, unit: 1_000_000, digits: 1)) ms"
        case ..<999_500_000: return "\((count + 500_000) / 1_000_000) ms"
        case ..<59_950_000_000: return "\(decimal(count, unit: 1_000_000_000, digits: count < 9_995_000_000 ? 2 : 1)) s"
        default:
            let seconds = (count + 500_000_000) / 1_000_000_000
            let rest = seconds % 60
            return "\(seconds / 60) min \(rest < 10 ? "0" : "")\(rest) s"
        }
    }

    /// Seconds with three decimals: `0.412`.
    static func seconds(_ time: Nanoseconds) -> String {
        decimal(max(time.count, 0), unit: 1_000_000_000, digits: 3)
    }

    /// The number of units, rounded to that many decimals.
    static func decimal(_ count: Int64, unit: Int64, digits: Int) -> String {
        var scale: Int64 = 1
        for _ in 0..<digits { scale *= 10 }
        let step = unit / scale
        let scaled = (count + step / 2) / step
        let fraction = String(scaled % scale)
        guard digits > 0 else { return String(scaled) }
        return "\(scaled / scale).\(String(repeating: "0", count: digits - fraction.utf8.count))\(fraction)"
    }
}
