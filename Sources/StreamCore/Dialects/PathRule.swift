/// How requests of a dialect end their path, whatever prefix a gateway puts before it.
package struct PathRule: Sendable {
    private var suffix: String
    /// The parts of a suffix with placeholders; nil without.
    private var parts: [Substring]?
    private var method: String
    private var within: String?
    private var except: String?
    private var keys: [String]
    /// The keys alone tell: a body that is not known matches nothing.
    private var needsKeys = false

    /// A rule for any path: the body must be known and have these members.
    package init(keys: [String]) {
        self.init("", keys: keys)
        needsKeys = true
    }

    /// - Parameters:
    ///   - suffix: the end of the path; a part `*` stands for any one part, such as an identifier.
    ///   - method: the HTTP method.
    ///   - within: what the path must also contain.
    ///   - except: what it must not contain.
    ///   - keys: top-level members that the body must have, where the body is known.
    package init(
        _ suffix: String,
        method: String = "POST",
        within: String? = nil,
        except: String? = nil,
        keys: [String] = []
    ) {
        self.suffix = suffix
        parts = suffix.contains("*") ? suffix.split(separator: "/") : nil
        self.method = method
        self.within = within
        self.except = except
        self.keys = keys
    }

    /// Whether a path, as ``normalised(_:)`` gives it, is of this kind.
    package func matches(_ path: String, method: String, bodyKeys: [String]?) -> Bool {
        guard method == self.method, endsAsRequired(path), within.map({ path.contains($0) }) ?? true else {
            return false
        }
        if let except, path.contains(except) { return false }
        return bodyKeys.map { known in keys.allSatisfy { known.contains($0) } } ?? !needsKeys
    }

    private func endsAsRequired(_ path: String) -> Bool {
        guard let parts else { return path.hasSuffix(suffix) }
        let last = path.split(separator: "/").suffix(parts.count)
        return last.count == parts.count && zip(last, parts).allSatisfy { $1 == "*" || $0 == $1 }
    }

    /// The path without query and closing slash; an escaped colon before a method's name is a colon.
    package static func normalised(_ target: String) -> String {
        let bytes = target.utf8
        let end = bytes.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") } ?? bytes.endIndex
        var path = target[..<end]
        while path.utf8.count > 1, path.utf8.last == UInt8(ascii: "/") { path = path.dropLast() }
        guard path.utf8.contains(UInt8(ascii: "%")),
            let escape = path.range(of: "%3A") ?? path.range(of: "%3a")
        else { return String(path) }
        return String(path[..<escape.lowerBound]) + ":" + path[escape.upperBound...]
    }

    /// A part of a path with its escapes (`%3A`) resolved; as it is where they make no text.
    static func unescaped(_ part: some StringProtocol) -> String {
        guard part.contains("%") else { return String(part) }
        var bytes: [UInt8] = []
        var rest = Array(part.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            let isEscape = byte == UInt8(ascii: "%") && digits.count == 2 && digits.allSatisfy(\.isHexDigit)
            if isEscape, let value = UInt8(digits, radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self) ?? String(part)
    }

    /// The value of a parameter in the query of a request target; nil when it is not there.
    package static func query(_ name: String, in target: String) -> Substring? {
        guard let start = target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return nil }
        let query = target[target.index(after: start)...].prefix { $0 != "#" }
        let pair = query.split(separator: "&").first { $0.prefix { $0 != "=" } == name }
        return pair.map { $0.dropFirst(name.count + 1) }
    }
}

extension Substring {
    /// The first place of an ASCII text.
    fileprivate func range(of text: String) -> Range<Index>? {
        let wanted = Array(text.utf8)
        let bytes = Array(utf8)
        guard bytes.count >= wanted.count else { return nil }
        for start in 0...(bytes.count - wanted.count) where bytes[start..<(start + wanted.count)].elementsEqual(wanted)
        {
            let lower = utf8.index(startIndex, offsetBy: start)
            return lower..<utf8.index(lower, offsetBy: wanted.count)
        }
        return nil
    }
}
