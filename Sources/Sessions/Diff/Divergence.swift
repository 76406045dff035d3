import StreamCore

/// The first place where two values part, for people.
package struct Divergence: Equatable, Sendable {
    package enum Change: String, Sendable {
        case changed
        case onlyInA = "only_in_a"
        case onlyInB = "only_in_b"
    }

    /// `messages[17].content[0].text`.
    package var path: String
    package var change: Change
    /// A piece of each side; nil where a side has nothing.
    package var a: String?
    package var b: String?
    /// Characters of a text that are equal before it parts.
    package var commonCharacters: Int?
    /// Both sides have a number, a date or an id there.
    package var isVolatile = false

    /// Nil when the values are equal.
    init?(_ a: JSONValue, _ b: JSONValue, path: String) {
        let (a, b) = Self.aligned(a, b)
        guard let pointer = JSONDifference.firstPointer(a, b) else { return nil }
        let steps = pointer.split(separator: "/").map {
            $0.split(separator: "~1", omittingEmptySubsequences: false).joined(separator: "/")
                .split(separator: "~0", omittingEmptySubsequences: false).joined(separator: "~")
        }
        self.init(a.value(at: steps), b.value(at: steps), at: path + Self.text(of: steps))
    }

    /// A part that only one side has.
    init(only value: JSONValue, in change: Change, path: String) {
        // A bare `nil` would be JSON's null.
        let nothing = JSONValue?.none
        self.init(change == .onlyInA ? value : nothing, change == .onlyInA ? nothing : value, at: path)
    }

    /// Two texts; nil when they are equal.
    init?(text a: String, _ b: String, path: String) {
        guard a != b else { return nil }
        self.init(.string(a), .string(b), at: path)
    }

    private init(_ a: JSONValue?, _ b: JSONValue?, at path: String) {
        self.path = path
        change = a == nil ? .onlyInB : b == nil ? .onlyInA : .changed
        if case .string(let left)? = a, case .string(let right)? = b {
            let common = Self.commonPrefix(left, right)
            commonCharacters = common
            self.a = Self.excerpt(left, from: common)
            self.b = Self.excerpt(right, from: common)
            isVolatile = Self.isVolatile(left, right, from: common)
        } else {
            self.a = a.map { Self.shortened($0.text()) }
            self.b = b.map { Self.shortened($0.text()) }
        }
    }

    private static let excerptLength = 60
    private static let before = 16

    private static func commonPrefix(_ a: String, _ b: String) -> Int {
        zip(a, b).prefix { $0 == $1 }.count
    }

    /// A little of what is equal, then what differs.
    private static func excerpt(_ text: String, from start: Int) -> String {
        let first = max(0, start - before)
        let piece = text.dropFirst(first).prefix(excerptLength)
        let isWhole = first + piece.count >= text.count
        return (first > 0 ? "…" : "") + piece + (isWhole ? "" : "…")
    }

    private static func shortened(_ text: String) -> String {
        text.count > excerptLength ? "\(text.prefix(excerptLength))…" : text
    }

    /// Whether the words that differ hold digits on both sides and are as long: a time, a counter, an id.
    private static func isVolatile(_ a: String, _ b: String, from start: Int) -> Bool {
        let words = [a, b].map { text in
            let head = text.prefix(start).reversed().prefix { !$0.isWhitespace }.count
            return text.dropFirst(start - head).prefix { !$0.isWhitespace }
        }
        return words.allSatisfy { $0.contains(where: \.isNumber) } && words[0].count == words[1].count
    }

    private static func text(of steps: [String]) -> String {
        steps.map { Int($0) == nil ? ".\($0)" : "[\($0)]" }.joined()
    }

    /// A text alone and a text as the only part of a list are the same content.
    private static func aligned(_ a: JSONValue, _ b: JSONValue) -> (JSONValue, JSONValue) {
        var (a, b) = (a, b)
        if let text = a["content"]?.stringValue, b["content"]?.arrayValue != nil {
            a["content"] = [["type": "text", "text": .string(text)]]
        } else if let text = b["content"]?.stringValue, a["content"]?.arrayValue != nil {
            b["content"] = [["type": "text", "text": .string(text)]]
        }
        return (a, b)
    }
}

extension JSONValue {
    fileprivate func value(at steps: [String]) -> JSONValue? {
        var value: JSONValue? = self
        for step in steps {
            if let items = value?.arrayValue, let index = Int(step) {
                guard items.indices.contains(index) else { return .none }
                value = items[index]
            } else {
                value = value?[step]
            }
        }
        return value
    }
}
