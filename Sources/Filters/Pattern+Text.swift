package import StreamCore

extension Pattern {
    /// Whether it occurs in the bytes; false too when a limit was reached.
    package func matches(_ bytes: ByteView) -> Bool {
        if case .match = firstMatch(in: bytes) { true } else { false }
    }

    /// Whether it occurs in the text; false too when a limit was reached.
    package func matches(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { matches($0) }
    }

    /// What ``replacing(in:with:)`` made.
    package struct Replacement: Equatable, Sendable {
        package var bytes: [UInt8]
        /// The ranges of the original that were replaced.
        package var ranges: [Range<Int>]
        /// False when a limit stopped the search: matches may be left.
        package var isComplete: Bool
    }

    /// Replaces every match by what `standIn` makes of it; empty matches are passed over.
    ///
    /// - Returns: nil when there was no match and no limit, so that the original can be used as it is.
    package func replacing(in bytes: ByteView, with standIn: (ByteView) -> some Sequence<UInt8>) -> Replacement? {
        var result = Replacement(bytes: [], ranges: [], isComplete: true)
        var copied = 0
        var search = PatternSearch(length: bytes.count)
        matches: while true {
            switch nextMatch(in: bytes, search: &search, allowsEmpty: false) {
            case .noMatch: break matches
            case .limitReached:
                result.isComplete = false
                break matches
            case .match(let range):
                if result.ranges.isEmpty { result.bytes.reserveCapacity(bytes.count) }
                result.bytes.append(contentsOf: bytes[copied..<range.lowerBound])
                result.bytes.append(contentsOf: standIn(ByteView(rebasing: bytes[range])))
                result.ranges.append(range)
                copied = range.upperBound
            }
        }
        guard !result.ranges.isEmpty || !result.isComplete else { return nil }
        result.bytes.append(contentsOf: bytes[copied...])
        return result
    }
}

extension Pattern: Hashable {
    /// Patterns are equal when they are written alike.
    package static func == (left: Pattern, right: Pattern) -> Bool {
        left.source == right.source && left.options == right.options
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(source)
        hasher.combine(options)
    }
}

extension Pattern.Options {
    private static let letters: [(letter: Character, option: Self)] = [
        ("i", .ignoresCase), ("m", .multiline), ("s", .dotMatchesAll), ("x", .extended),
    ]

    /// The option of a letter after `/…/`, nil for an unknown one.
    init?(letter: Character) {
        guard let known = Self.letters.first(where: { $0.letter == letter }) else { return nil }
        self = known.option
    }

    var letters: String {
        String(Self.letters.filter { contains($0.option) }.map(\.letter))
    }
}

extension Pattern: CustomStringConvertible {
    /// As an expression writes it: `/…/i`.
    package var description: String {
        var text = "/"
        var isEscaped = false
        for character in source {
            if character == "/", !isEscaped { text += "\\" }
            text.append(character)
            isEscaped = character == "\\" && !isEscaped
        }
        return text + "/" + options.letters
    }
}
