import StreamCore

/// Numbers as people read them; the same in every locale.
enum Quantity {
    static let unknown = "–"

    /// `82 µs`, `412 ms`, `1.24 s`.
    static func time(_ nanoseconds: Int64?) -> String {
        nanoseconds.map { ($0 < 0 ? "-" : "") + TimeText.short(Nanoseconds(abs($0))) } ?? unknown
    }

    static func time(_ value: MetricValue?) -> String {
        time(value?.double.flatMap { Int64(exactly: $0.rounded()) })
    }

    /// `512 B`, `3.4 KiB`, `12 MiB`.
    static func bytes(_ count: Int) -> String {
        var value = Double(count)
        guard value >= 1024 else { return "\(count) B" }
        for unit in ["KiB", "MiB", "GiB", "TiB"] {
            value /= 1024
            if value < 1023.95 || unit == "TiB" { return "\(fixed(value, value < 9.95 ? 1 : 0)) \(unit)" }
        }
        return "\(count) B"
    }

    static func count(_ value: Int?) -> String {
        value.map(String.init) ?? unknown
    }

    /// `5,120`.
    static func grouped(_ count: Int) -> String {
        let digits = Array(String(count.magnitude))
        let parts = stride(from: digits.count, to: 0, by: -3).map { String(digits[max($0 - 3, 0)..<$0]) }
        return (count < 0 ? "-" : "") + parts.reversed().joined(separator: ",")
    }

    /// `1 event`, `2 events`.
    static func counted(_ count: Int, _ noun: String) -> String {
        count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
    }

    static func searches(_ count: Int) -> String {
        count == 1 ? "1 web search" : "\(count) web searches"
    }

    static func fixed(_ value: Double, _ decimals: Int) -> String {
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        guard let scaled = Int64(exactly: (value * scale).rounded()), decimals > 0 else {
            return Int64(exactly: value.rounded()).map(String.init) ?? "\(value)"
        }
        let digits = String(scaled.magnitude)
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        return "\(scaled < 0 ? "-" : "")\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
    }
}
