package import StreamCore

/// A value written in an expression.
package enum FilterLiteral: Hashable, Sendable {
    case text(String)
    case number(Double)
    case duration(Nanoseconds)
    /// Bytes.
    case size(Int64)
    case flag(Bool)
}

extension FilterLiteral {
    /// Reads a bare word or quoted text as a value of the field's type; nil when it does not fit.
    init?(_ word: String, as type: FilterField.ValueType) {
        switch type {
        case .text, .texts: self = .text(word)
        case .number:
            guard let value = Double(word), value.isFinite else { return nil }
            self = .number(value)
        case .duration:
            guard let value = Nanoseconds(text: word) else { return nil }
            self = .duration(value)
        case .size:
            guard let value = Self.byteCount(word) else { return nil }
            self = .size(value)
        case .flag:
            guard let value = Bool(word) else { return nil }
            self = .flag(value)
        }
    }

    private static let sizeUnits: [(suffix: String, bytes: Double)] = [
        ("KiB", 1024), ("MiB", 1_048_576), ("GiB", 1_073_741_824),
        ("KB", 1000), ("kB", 1000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("B", 1), ("", 1),
    ]

    /// Reads `4KiB`, `10MB`, `512`: a number of bytes; nil for anything else.
    package static func byteCount(_ word: String) -> Int64? {
        for unit in sizeUnits where word.hasSuffix(unit.suffix) {
            return scaled(word.dropLast(unit.suffix.count), by: unit.bytes)
        }
        return nil
    }

    /// A decimal number times a unit, as a whole number; nil for signs, exponents and what does not fit.
    static func scaled(_ digits: Substring, by unit: Double) -> Int64? {
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E }), let value = Double(digits) else {
            return nil
        }
        return Int64(exactly: (value * unit).rounded())
    }

    /// What to write, for error messages.
    static func example(for type: FilterField.ValueType) -> String {
        switch type {
        case .text, .texts: "text, for example `\"stop\"`"
        case .number: "a number, for example `200`"
        case .duration: "a duration with its unit, for example `800ms` or `2s`"
        case .size: "a size, for example `4KiB` or `10MB`"
        case .flag: "`true` or `false`"
        }
    }
}

extension Nanoseconds {
    private static let units: [(suffix: String, nanoseconds: Double)] = [
        ("ns", 1), ("us", 1e3), ("µs", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 60e9), ("h", 3600e9), ("d", 86400e9),
    ]

    /// Reads `800ms`, `2s`, `1.5s`, `10us`, `3m`, `1h`, `14d` and a bare `0`; nil for anything else.
    package init?(text: String) {
        if text == "0" {
            self = .zero
            return
        }
        for unit in Self.units where text.hasSuffix(unit.suffix) {
            guard let count = FilterLiteral.scaled(text.dropLast(unit.suffix.count), by: unit.nanoseconds) else {
                continue
            }
            self.init(count)
            return
        }
        return nil
    }

    /// The shortest exact spelling, which ``init(text:)`` reads back.
    package var shortText: String {
        let whole: [(String, Int64)] = [("m", 60_000_000_000), ("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1000)]
        for (suffix, unit) in whole where count != 0 && count % unit == 0 {
            return "\(count / unit)\(suffix)"
        }
        return count == 0 ? "0" : "\(count)ns"
    }
}

extension FilterLiteral: CustomStringConvertible {
    package var description: String {
        switch self {
        case .text(let text): Self.quoted(text)
        case .number(let number): Int64(exactly: number).map(String.init) ?? number.description
        case .duration(let duration): duration.shortText
        case .size(let bytes): Self.sizeText(bytes)
        case .flag(let flag): flag.description
        }
    }

    private static func sizeText(_ bytes: Int64) -> String {
        for unit in sizeUnits.prefix(3).reversed() where bytes != 0 && bytes % Int64(unit.bytes) == 0 {
            return "\(bytes / Int64(unit.bytes))\(unit.suffix)"
        }
        return "\(bytes)"
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for character in text.unicodeScalars {
            switch character {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default: result.unicodeScalars.append(character)
            }
        }
        return result + "\""
    }
}
