package import StreamCore

/// Lengths and points of time as headers write them.
package enum HeaderTime: Equatable, Sendable {
    case after(Nanoseconds)
    /// Microseconds since the Unix epoch.
    case at(microseconds: Int64)

    /// Reads `6m0s`, `1ms`, `2026-01-31T12:00:00Z`, an HTTP date, seconds, or a Unix time.
    package init?(_ text: String) {
        if let number = Double(text) {
            guard number.isFinite, number >= 0, number < 1e16 else { return nil }
            // Nobody waits for 30 years: larger numbers are times, the largest in milliseconds.
            switch number {
            case 1e12...: self = .at(microseconds: Int64(number * 1000))
            case 1e9...: self = .at(microseconds: Int64(number * 1_000_000))
            default: self = .after(Nanoseconds(Int64((number * 1e9).rounded())))
            }
        } else if let duration = Self.duration(text) {
            self = .after(duration)
        } else if let time = InternetDate.rfc3339(text) ?? InternetDate.http(text) {
            self = .at(microseconds: time)
        } else {
            return nil
        }
    }

    /// How long from a point of time on; what is past is now.
    package func wait(from microseconds: Int64) -> Nanoseconds {
        switch self {
        case .after(let duration): duration
        case .at(let time):
            Nanoseconds(max(0, min(time - microseconds, Int64.max / 1000)) * 1000)
        }
    }

    private static let units: [(name: Substring, nanoseconds: Double)] = [
        ("ns", 1), ("us", 1e3), ("µs", 1e3), ("ms", 1e6), ("h", 3.6e12), ("m", 6e10), ("s", 1e9), ("d", 8.64e13),
    ]

    /// Go's notation: numbers with units, one after the other.
    private static func duration(_ text: String) -> Nanoseconds? {
        var rest = text[...]
        var total = 0.0
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest.dropFirst(digits.count)
            guard let number = Double(digits), let unit = units.first(where: { rest.hasPrefix($0.name) }) else {
                return nil
            }
            rest = rest.dropFirst(unit.name.count)
            total += number * unit.nanoseconds
        }
        guard !text.isEmpty, total < 9e18 else { return nil }
        return Nanoseconds(Int64(total.rounded()))
    }
}
