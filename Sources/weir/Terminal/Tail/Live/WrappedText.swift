/// Text that grows at its end, broken into lines at spaces; only its last line is ever looked at again.
struct WrappedText: Sendable {
    /// Without the spaces at which lines were broken; the last line is the one that grows.
    private(set) var lines: [String] = [""]
    private var text = ""
    private(set) var width: Int

    init(width: Int) {
        self.width = max(width, 1)
    }

    var isEmpty: Bool { text.isEmpty }

    mutating func append(_ piece: String) {
        text += piece
        let last = lines.removeLast()
        lines += Self.wrap(last + piece, width: width)
    }

    /// Breaks it anew for another width.
    mutating func rewrap(width newWidth: Int) {
        guard newWidth != width else { return }
        width = max(newWidth, 1)
        lines = Self.wrap(text, width: width)
    }

    /// Greedy: what a line holds does not depend on what follows it.
    private static func wrap(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        var line = LineUnderWay()
        for character in text {
            if character.isNewline {
                lines.append(line.take())
            } else if let full = line.add(character, width: width) {
                lines.append(full)
            }
        }
        return lines + [line.take()]
    }
}

/// The line that is being filled.
private struct LineUnderWay {
    private var characters: [Character] = []
    private var columns = 0
    /// Where it can be broken: how many characters stand before, the spaces included.
    private var breakAt = 0
    private var hasWord = false

    /// Returns the line that this character made full.
    mutating func add(_ character: Character, width: Int) -> String? {
        let size = TerminalText.width(character)
        guard character != " " else {
            // Spaces hang over the edge: the line is broken after them.
            characters.append(character)
            columns += size
            if hasWord { breakAt = characters.count }
            return nil
        }
        defer {
            characters.append(character)
            columns += size
            hasWord = true
        }
        guard columns + size > width, !characters.isEmpty else { return nil }
        let place = breakAt > 0 ? breakAt : characters.count
        var full = characters[..<place]
        while full.last == " " { full.removeLast() }
        characters.removeFirst(place)
        columns = characters.reduce(0) { $0 + TerminalText.width($1) }
        breakAt = 0
        hasWord = characters.contains { $0 != " " }
        return String(full)
    }

    /// The line as it is; a new one begins.
    mutating func take() -> String {
        defer { self = LineUnderWay() }
        return String(characters)
    }
}
