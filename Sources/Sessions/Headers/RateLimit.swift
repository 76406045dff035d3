import StreamCore

/// One limit of a provider, put together from its headers.
package struct RateLimit: Equatable, Sendable {
    /// What is limited: `requests`, `input-tokens`, …; empty where the provider does not say.
    package var name: String
    package var limit: Int?
    package var remaining: Int?
    /// When it is whole again, as the header says it.
    package var resetText: String?

    package var reset: HeaderTime? { resetText.flatMap { HeaderTime($0) } }

    init(_ name: String) {
        self.name = name
    }

    /// The share of the limit that is left.
    package var share: Double? {
        guard let limit, let remaining, limit > 0 else { return nil }
        return Double(remaining) / Double(limit)
    }
}

extension RateLimit {
    /// The limits that a response tells of, in the order of their first header.
    static func limits(in headers: [HeaderField]) -> [RateLimit] {
        var limits: [RateLimit] = []
        for field in headers {
            let name = field.name.lowercased()
            if name == "ratelimit" || name == "ratelimit-policy" {
                for item in structured(field.value) { add(item, to: &limits) }
            } else if let (limited, part) = parts(of: name) {
                var limit = RateLimit(limited)
                limit.set(part, to: field.value)
                add(limit, to: &limits)
            }
        }
        return limits
    }

    /// Whether a header tells of a limit.
    static func isHeader(_ name: String) -> Bool {
        name == "ratelimit" || name == "ratelimit-policy" || parts(of: name) != nil
    }

    private enum Part: Substring {
        case limit, remaining, reset
    }

    /// What stands before the words that matter; the longest first.
    private static let prefixes = [
        "anthropic-ratelimit-", "x-ratelimitbysize-", "ratelimitbysize-", "x-ratelimit-", "x-tokenlimit-", "ratelimit-",
    ]

    private static func parts(of name: String) -> (limited: String, part: Part)? {
        var rest = name[...]
        var kind = ""
        if let prefix = prefixes.first(where: { name.hasPrefix($0) }) {
            rest = rest.dropFirst(prefix.count)
            if prefix.contains("bysize") { kind = "size" }
            if prefix == "x-tokenlimit-" { kind = "tokens" }
        } else if name.hasPrefix("anthropic-priority-") || name.hasPrefix("anthropic-fast-") {
            rest = rest.dropFirst("anthropic-".count)
        } else {
            return nil
        }
        // OpenAI writes `limit-requests`, Anthropic `requests-limit`.
        var words = rest.split(separator: "-")
        if let part = words.first.flatMap(Part.init) {
            words.removeFirst()
            return ((kind.isEmpty ? words : [Substring(kind)] + words).joined(separator: "-"), part)
        }
        guard let part = words.last.flatMap(Part.init) else { return nil }
        words.removeLast()
        return (words.joined(separator: "-"), part)
    }

    private mutating func set(_ part: Part, to value: String) {
        switch part {
        case .limit: limit = Self.count(value)
        case .remaining: remaining = Self.count(value)
        case .reset: resetText = value
        }
    }

    /// The first number: some add a policy, as in `100, 100;w=60`.
    private static func count(_ text: String) -> Int? {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        return Double(digits).flatMap { Int(exactly: $0.rounded(.down)) }
    }

    private static func add(_ limit: RateLimit, to limits: inout [RateLimit]) {
        guard let place = limits.firstIndex(where: { $0.name == limit.name }) else { return limits.append(limit) }
        limits[place].limit = limit.limit ?? limits[place].limit
        limits[place].remaining = limit.remaining ?? limits[place].remaining
        limits[place].resetText = limit.resetText ?? limits[place].resetText
    }

    /// The IETF's `"default";r=50;t=30`, its policies `"default";q=100;w=60`, and the older `limit=100, remaining=50`.
    private static func structured(_ text: String) -> [RateLimit] {
        let isOld = text.contains("remaining=")
        let items = isOld ? [text[...]] : text.split(separator: ",")
        return items.compactMap { item in
            let members = item.split { $0 == ";" || $0 == "," }.map { $0.drop { $0 == " " } }
            let name = members.first.flatMap { $0.hasPrefix("\"") ? $0.filter { $0 != "\"" } : nil } ?? ""
            var limit = RateLimit(name)
            for member in members {
                let pair = member.split(separator: "=", maxSplits: 1)
                guard pair.count == 2 else { continue }
                switch pair[0] {
                case "q", "limit": limit.limit = count(String(pair[1]))
                case "r", "remaining": limit.remaining = count(String(pair[1]))
                case "t", "reset": limit.resetText = String(pair[1])
                default: break
                }
            }
            return limit
        }
    }
}
