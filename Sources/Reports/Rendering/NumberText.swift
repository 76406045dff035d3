/// Numbers as people read them; never in exponent notation, and the same in every locale.
enum NumberText {
    static let unknown = "–"

    /// A number with that many digits after the point.
    static func fixed(_ value: Double, decimals: Int) -> String {
        guard value.isFinite else { return value.isNaN ? unknown : value > 0 ? "∞" : "-∞" }
        var scale: Int64 = 1
        for _ in 0..<decimals { scale *= 10 }
        guard let scaled = Int64(exactly: (value.magnitude * Double(scale)).rounded()) else { return "\(value)" }
        let sign = value < 0 && scaled != 0 ? "-" : ""
        guard decimals > 0 else { return "\(sign)\(scaled)" }
        let fraction = String(scaled % scale)
        let zeros = String(repeating: "0", count: decimals - fraction.count)
        return "\(sign)\(scaled / scale).\(zeros)\(fraction)"
    }

    /// How many decimals a row of numbers needs, so that its typical value has about three digits.
    static func decimals(for typical: Double?) -> Int {
        switch typical ?? 0 {
        case 100...: 0
        case 10...: 1
        default: 2
        }
    }

    /// Nanoseconds with the unit that suits them: `412 ms`, `18.3 ms`, `12.4 s`.
    static func time(_ nanoseconds: Double?) -> String {
        guard let nanoseconds else { return unknown }
        guard nanoseconds.isFinite else { return "∞" }
        if nanoseconds >= 10e9 { return "\(fixed(nanoseconds / 1e9, decimals: 1)) s" }
        let milliseconds = nanoseconds / 1e6
        return "\(fixed(milliseconds, decimals: decimals(for: milliseconds))) ms"
    }

    /// At most so many decimals, none when there is no fraction; for files.
    static func compact(_ value: Double, decimals: Int = 3) -> String {
        var text = fixed(value, decimals: decimals)
        guard text.contains(".") else { return text }
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return text
    }

    static func rate(_ value: Double?) -> String {
        value.map { $0 == 0 ? "0" : fixed($0, decimals: decimals(for: $0)) } ?? unknown
    }

    /// A share of one as whole percents.
    static func percent(_ share: Double) -> String {
        // A rare thing must not look like none at all, nor an almost complete one like all.
        if share > 0, share < 0.005 { return "<1%" }
        if share < 1, share > 0.995 { return ">99%" }
        return "\(fixed(share * 100, decimals: 0))%"
    }

    /// `1234567` as `1,234,567`.
    static func grouped(_ count: Int) -> String {
        let digits = Array(String(count.magnitude))
        let grouped = digits.enumerated().map { place, digit in
            place > 0 && (digits.count - place) % 3 == 0 ? ",\(digit)" : "\(digit)"
        }
        return (count < 0 ? "-" : "") + grouped.joined()
    }

    /// `1 exchange`, `2 exchanges`.
    static func counted(_ count: Int, _ noun: String) -> String {
        count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
    }
}
