/// Reads the words and signs of an expression; the parser says what may come next.
struct FilterScanner {
    let source: String
    private let characters: [Character]
    private(set) var position = 0

    /// Signs that end a field's name and begin an operator or a group.
    private static let reserved: Set<Character> = ["(", ")", ",", "\"", "'", "=", "!", "<", ">", "~"]
    private static let operators = ["!=", "!~", "<=", ">=", "==", "=~", "=", "<", ">", "~"]

    init(_ source: String) {
        self.source = source
        characters = Array(source)
    }

    var isAtEnd: Bool { position >= characters.count }

    /// The next character after white space, without taking it.
    mutating func peek() -> Character? {
        while position < characters.count, characters[position].isWhitespace { position += 1 }
        return position < characters.count ? characters[position] : nil
    }

    /// Takes the next character if it is that one.
    mutating func take(_ wanted: Character) -> Bool {
        guard peek() == wanted else { return false }
        position += 1
        return true
    }

    /// Takes the next word if it is that one and ends there.
    mutating func take(keyword: String) -> Bool {
        let start = position
        if word() == keyword { return true }
        position = start
        return false
    }

    /// Takes an operator sign.
    mutating func takeOperator() -> String? {
        guard peek() != nil else { return nil }
        for sign in Self.operators where characters[position...].starts(with: sign) {
            position += sign.count
            return sign
        }
        return nil
    }

    /// Takes a field's name, a keyword or a bare word; empty when a sign comes next.
    mutating func word() -> String {
        take { Self.reserved.contains($0) }
    }

    /// Takes a bare value, which unlike a name may hold signs: `/v1/models?limit=2`.
    mutating func bareValue(inList: Bool) -> String {
        take { $0 == "(" || $0 == ")" || (inList && $0 == ",") }
    }

    private mutating func take(until isEnd: (Character) -> Bool) -> String {
        guard peek() != nil else { return "" }
        let start = position
        while position < characters.count, !characters[position].isWhitespace, !isEnd(characters[position]) {
            position += 1
        }
        return String(characters[start..<position])
    }

    /// Takes text up to an unescaped end sign, after the opening one; nil when it is missing.
    ///
    /// Backslashes stay as they are.
    mutating func delimited(by end: Character) -> String? {
        let start = position
        while position < characters.count {
            if characters[position] == end {
                position += 1
                return String(characters[start..<(position - 1)])
            }
            position += characters[position] == "\\" ? 2 : 1
        }
        position = start
        return nil
    }

    /// An error that begins at `start` and, unless told, ends at the present position.
    func error(at start: Int, width: Int? = nil, _ problem: String) -> FilterSyntaxError {
        FilterSyntaxError(
            source: source,
            column: start + 1,
            width: max(1, width ?? (position - start)),
            problem: problem
        )
    }
}
