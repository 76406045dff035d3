/// Dates of the Internet as microseconds since the Unix epoch, without a calendar library.
enum InternetDate {
    /// `2026-01-31T12:00:00Z`, with a fraction or an offset where there is one (RFC 3339).
    static func rfc3339(_ text: String) -> Int64? {
        var rest = text[...]
        guard let year = number(&rest, 4), skip(&rest, "-"), let month = number(&rest, 2), skip(&rest, "-"),
            let day = number(&rest, 2), skip(&rest, "Tt "), let clock = clock(&rest),
            let start = seconds(year, month, day)
        else { return nil }
        var microseconds = (start + clock) * 1_000_000
        if skip(&rest, ".") {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard !digits.isEmpty else { return nil }
            rest = rest.dropFirst(digits.count)
            let padded = digits.prefix(6) + String(repeating: "0", count: max(0, 6 - digits.count))
            microseconds += Int64(padded) ?? 0
        }
        if skip(&rest, "Zz") { return rest.isEmpty ? microseconds : nil }
        guard let sign = rest.first, skip(&rest, "+-"), let hours = number(&rest, 2), skip(&rest, ":"),
            let minutes = number(&rest, 2), rest.isEmpty
        else { return nil }
        return microseconds - (sign == "-" ? -1 : 1) * (hours * 3600 + minutes * 60) * 1_000_000
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7).
    static func http(_ text: String) -> Int64? {
        guard let comma = text.firstIndex(of: ",") else { return nil }
        var rest = text[text.index(after: comma)...]
        guard skip(&rest, " "), let day = number(&rest, 2), skip(&rest, " "),
            let month = months.firstIndex(of: String(rest.prefix(3)))
        else { return nil }
        rest = rest.dropFirst(3)
        guard skip(&rest, " "), let year = number(&rest, 4), skip(&rest, " "), let clock = clock(&rest),
            rest == " GMT", let start = seconds(year, Int64(month) + 1, day)
        else { return nil }
        return (start + clock) * 1_000_000
    }

    /// `12:34:56` in seconds.
    private static func clock(_ rest: inout Substring) -> Int64? {
        guard let hour = number(&rest, 2), skip(&rest, ":"), let minute = number(&rest, 2), skip(&rest, ":"),
            let second = number(&rest, 2), hour < 24, minute < 60, second < 61
        else { return nil }
        return hour * 3600 + minute * 60 + second
    }

    /// The Unix time at which a day of the Gregorian calendar begins; years are counted from March.
    private static func seconds(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64? {
        guard (1...12).contains(month), (1...31).contains(day) else { return nil }
        let shifted = month > 2 ? year : year - 1
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return (era * 146_097 + dayOfEra - 719_468) * 86400
    }

    private static func number(_ rest: inout Substring, _ digits: Int) -> Int64? {
        let text = rest.prefix(digits)
        guard text.count == digits, text.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
        rest = rest.dropFirst(digits)
        return Int64(text)
    }

    private static func skip(_ rest: inout Substring, _ characters: String) -> Bool {
        guard let first = rest.first, characters.contains(first) else { return false }
        rest = rest.dropFirst()
        return true
    }
}
