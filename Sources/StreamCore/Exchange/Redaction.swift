/// A head as it may reach the disk, and what was replaced in it.
package struct Redaction<Value: Sendable>: Sendable {
    package var value: Value
    package var entries: [RedactionEntry]

    package init(_ value: Value, entries: [RedactionEntry] = []) {
        self.value = value
        self.entries = entries
    }
}

/// Replaces secrets in heads before anything is written.
///
/// What stands in is `‹redacted:HHHHHHHH›`, eight hexadecimal digits of a keyed hash of what was there.
package struct Redactor: Sendable {
    private let hash: RedactionHash
    /// False only with `--no-redact`.
    package let isEnabled: Bool

    /// - Parameters:
    ///   - key: random, one for a run, held in memory only.
    ///   - isEnabled: with false every head passes as it is.
    package init(key: UInt128, isEnabled: Bool = true) {
        hash = RedactionHash(key: key)
        self.isEnabled = isEnabled
    }

    /// The text that stands in for a secret.
    package func stand(in secret: some StringProtocol) -> String {
        let digits = String(UInt32(truncatingIfNeeded: hash.hash(secret.utf8)), radix: 16)
        return "‹redacted:\(String(repeating: "0", count: 8 - digits.count))\(digits)›"
    }

    package func request(_ head: RequestHead) -> Redaction<RequestHead> {
        guard isEnabled else { return Redaction(head) }
        let fields = redact(head.headers, at: "/req/h")
        var redacted = Redaction(head, entries: fields.entries)
        redacted.value.headers = fields.value
        replace(&redacted.value.url, with: redact(url: head.url), at: "/req/u", &redacted.entries)
        replace(&redacted.value.target, with: redact(url: head.target), at: "/req/tg", &redacted.entries)
        return redacted
    }

    package func response(_ head: ResponseHead) -> Redaction<ResponseHead> {
        guard isEnabled else { return Redaction(head) }
        let fields = redact(head.headers, at: "/res/h")
        var redacted = Redaction(head, entries: fields.entries)
        redacted.value.headers = fields.value
        return redacted
    }

    package func trailers(_ fields: [HeaderField]) -> Redaction<[HeaderField]> {
        isEnabled ? redact(fields, at: "/trl/h") : Redaction(fields)
    }

    private func redact(_ fields: [HeaderField], at pointer: String) -> Redaction<[HeaderField]> {
        var redacted = Redaction(fields)
        for (place, field) in fields.enumerated() {
            guard let value = redact(field) else { continue }
            replace(&redacted.value[place].value, with: value, at: "\(pointer)/\(place)/1", &redacted.entries)
        }
        return redacted
    }

    private func redact(_ field: HeaderField) -> String? {
        guard !field.value.isEmpty, RedactionNames.mayHoldSecret(field.name) else { return nil }
        if RedactionNames.isSecretHeader(field.name) { return stand(in: field.value) }
        if RedactionNames.isURLHeader(field.name) { return redact(url: field.value) }
        return field.name.equalsIgnoringCase(RedactionNames.subprotocolHeader) ? redact(subprotocols: field.value) : nil
    }

    private func replace(
        _ text: inout String,
        with replacement: String?,
        at pointer: String,
        _ entries: inout [RedactionEntry]
    ) {
        guard let replacement, replacement != text else { return }
        entries.append(RedactionEntry(pointer: pointer, method: .hash, length: text.utf8.count))
        text = replacement
    }

    private func redact(subprotocols list: String) -> String {
        list.split(separator: ",", omittingEmptySubsequences: false).map { item in
            let name = item.drop { $0 == " " || $0 == "\t" }
            let prefix = RedactionNames.insecureKeyPrefix
            guard name.lowercased().hasPrefix(prefix) else { return String(item) }
            let secret = name.dropFirst(prefix.count)
            return item.prefix(item.count - secret.count) + stand(in: secret)
        }
        .joined(separator: ",")
    }
}

/// URLs: user and password, and query parameters by name.
extension Redactor {
    /// The URL or request target with its secrets replaced.
    package func redact(url: String) -> String {
        // Most URLs have neither a query nor a user.
        guard url.utf8.contains(where: { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "@") }) else { return url }
        let (beforeFragment, fragment) = Self.cut(url[...], at: "#")
        let (location, query) = Self.cut(beforeFragment, at: "?")
        return redact(userIn: location) + redact(query: query) + fragment
    }

    private func redact(userIn location: Substring) -> String {
        // `//` opens the authority (RFC 3986 §3.2), which ends at the next slash.
        guard let opening = Self.authorityStart(of: location) else { return String(location) }
        let rest = location[opening...]
        let authority = rest.prefix { $0 != "/" }
        guard let at = authority.lastIndex(of: "@") else { return String(location) }
        return location[..<opening] + stand(in: authority[..<at]) + rest[at...]
    }

    private static func authorityStart(of location: Substring) -> Substring.Index? {
        guard let colon = location.firstIndex(of: ":"), location[colon...].hasPrefix("://") else { return nil }
        return location.index(colon, offsetBy: 3)
    }

    /// Replaces the secrets of a query, which is empty or begins with its question mark.
    private func redact(query: Substring) -> String {
        guard query.count > 1 else { return String(query) }
        var text = "?"
        var rest = query.dropFirst()
        while true {
            let pair = rest.prefix { $0 != "&" && $0 != ";" }
            let (name, value) = Self.cut(pair, at: "=")
            let isSecret = value.count > 1 && RedactionNames.isSecretParameter(name)
            text += isSecret ? "\(name)=\(stand(in: value.dropFirst()))" : String(pair)
            rest = rest[pair.endIndex...]
            guard let separator = rest.popFirst() else { return text }
            text.append(separator)
        }
    }

    /// The text before the first `mark`, and the rest with it.
    private static func cut(_ text: Substring, at mark: Character) -> (Substring, Substring) {
        let place = text.firstIndex(of: mark) ?? text.endIndex
        return (text[..<place], text[place...])
    }
}

extension Redactor {
    /// Whether the text is, or holds, what stands in for a secret: its original is unknown.
    package static func isStandIn(_ text: String) -> Bool {
        text.contains("‹redacted:")
    }
}
