/// A key that a live view knows.
enum LiveKey: Hashable, Sendable {
    case character(Character)
    case tab, enter, escape, backspace

    /// The keys in what one read of the keyboard brought; sequences of function keys are left out.
    static func keys(in bytes: some Sequence<UInt8>) -> [LiveKey] {
        var keys: [LiveKey] = []
        var rest = String(decoding: Array(bytes), as: UTF8.self)[...]
        while let character = rest.popFirst() {
            switch character {
            case "\t": keys.append(.tab)
            case "\r", "\n", "\r\n": keys.append(.enter)
            case "\u{7F}", "\u{8}": keys.append(.backspace)
            case "\u{1B}":
                if let end = endOfSequence(rest) { rest = rest[end...] } else { keys.append(.escape) }
            default:
                if let value = character.asciiValue, value < 0x20 { break }
                keys.append(.character(character))
            }
        }
        return keys
    }

    /// Where a control sequence (ECMA-48 §5.4) ends; nil when the escape stands for itself.
    private static func endOfSequence(_ rest: Substring) -> Substring.Index? {
        guard let first = rest.first, first == "[" || first == "O" else { return nil }
        let parameters = rest.dropFirst()
        guard let final = parameters.firstIndex(where: { $0.isLetter || $0 == "~" }) else { return rest.endIndex }
        return parameters.index(after: final)
    }
}
