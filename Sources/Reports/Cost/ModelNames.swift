/// The names under which a price file may list a model.
///
/// The wire has one name, price files another: with a provider in front, without a date, without a region.
enum ModelNames {
    /// The name as it is, then what it may be called, the closest first.
    static func variants(of name: String) -> [String] {
        let name = percentDecoded(name)
        var names = [name]
        func add(_ variant: String?) {
            if let variant, !variant.isEmpty, !names.contains(variant) { names.append(variant) }
        }
        add(withoutResourcePath(name))
        for known in names { add(withoutRegion(known)) }
        for known in names { add(baseOfFineTuned(known)) }
        for known in names { add(withoutDate(known)) }
        return names
    }

    /// `models/gemini-2.5-pro`, `publishers/google/models/NAME`, `arn:aws:bedrock:…:inference-profile/NAME`.
    private static func withoutResourcePath(_ name: String) -> String? {
        if name.hasPrefix("arn:") { return name.split(separator: "/").last.map(String.init) }
        let parts = name.split(separator: "/")
        guard let place = parts.lastIndex(of: "models"), place + 1 < parts.count else { return nil }
        return parts[(place + 1)...].joined(separator: "/")
    }

    private static let regions: Set<Substring> = [
        "us", "eu", "apac", "ap", "au", "jp", "ca", "sa", "me", "af", "il", "mx", "us-gov", "global",
    ]

    /// Bedrock's inference profiles: `eu.anthropic.claude-…`.
    private static func withoutRegion(_ name: String) -> String? {
        guard let dot = name.firstIndex(of: "."), regions.contains(name[..<dot]) else { return nil }
        return String(name[name.index(after: dot)...])
    }

    /// `ft:gpt-4o-2024-08-06:team::id`: every model tuned from one base costs the same.
    private static func baseOfFineTuned(_ name: String) -> String? {
        let parts = name.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count > 2, parts[0] == "ft" else { return nil }
        return "ft:\(parts[1])"
    }

    /// Without the date of a version: `-2024-08-06`, `-20250514`, `@20250514`, `-latest`.
    private static func withoutDate(_ name: String) -> String? {
        for suffix in ["-latest", "@latest", "@default"] where name.hasSuffix(suffix) {
            return String(name.dropLast(suffix.count))
        }
        // `-2024-08-06`, then `-20250514` and `@20250514`.
        for length in [11, 9] where name.utf8.count > length {
            let tail = name.suffix(length)
            let digits = tail.filter { $0.isASCII && $0.isNumber }
            let signs = tail.filter { $0 == "-" || $0 == "@" }
            guard digits.count == 8, digits.hasPrefix("20"), tail.first.map({ "-@".contains($0) }) ?? false,
                signs.count == length - 8
            else { continue }
            return String(name.dropLast(length))
        }
        return nil
    }

    private static func percentDecoded(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
        var decoded: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                decoded.append(value)
                rest = rest.dropFirst(2)
            } else {
                decoded.append(byte)
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }
}
