/// Text in the columns of a terminal.
///
/// What peers sent may hold control characters; shown raw they would move the cursor or change the terminal.
enum SheetText {
    /// One line: line ends and tabs become their escapes, other control characters a symbol.
    static func line(_ text: some StringProtocol) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": escaped.append(contentsOf: "\\n".unicodeScalars)
            case "\r": escaped.append(contentsOf: "\\r".unicodeScalars)
            case "\t": escaped.append(contentsOf: "\\t".unicodeScalars)
            default: escaped.append(scalar)
            }
        }
        return TerminalText.visible(String(escaped))
    }

    /// Several lines; control characters in them become symbols.
    static func lines(_ text: String) -> [String] {
        TerminalText.visible(text).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// The columns that a text takes.
    static func width(_ text: some StringProtocol) -> Int {
        text.utf8.count == text.unicodeScalars.count ? text.utf8.count : TerminalText.width(text)
    }

    /// The start of a text, with an ellipsis where it is cut.
    static func shortened(_ text: String, to columns: Int) -> String {
        guard width(text) > columns else { return text }
        return prefix(text, columns - 1) + "…"
    }

    /// The end of a text, for paths, whose last part tells most.
    static func endShortened(_ text: String, to columns: Int) -> String {
        guard width(text) > columns else { return text }
        return "…" + String(prefix(String(text.reversed()), columns - 1).reversed())
    }

    static func padded(_ text: String, to columns: Int) -> String {
        text + String(repeating: " ", count: max(0, columns - width(text)))
    }

    static func padded(left text: String, to columns: Int) -> String {
        String(repeating: " ", count: max(0, columns - width(text))) + text
    }

    /// Breaks a line at spaces, and words that are too long anywhere.
    static func wrapped(_ line: String, to columns: Int) -> [String] {
        guard width(line) > columns, columns > 0 else { return [line] }
        var lines: [String] = []
        var current = ""
        for word in line.split(separator: " ", omittingEmptySubsequences: false) {
            let candidate = current.isEmpty ? String(word) : "\(current) \(word)"
            if width(candidate) <= columns {
                current = candidate
                continue
            }
            if !current.isEmpty { lines.append(current) }
            current = String(word)
            while width(current) > columns {
                let piece = prefix(current, columns)
                lines.append(piece)
                current = String(current.dropFirst(piece.count))
            }
        }
        return lines + [current]
    }

    /// Short facts side by side; a line that is full ends between two of them, where that is possible.
    static func packed(_ facts: [String], to columns: Int?) -> [String] {
        guard let columns else { return facts.isEmpty ? [] : [facts.joined(separator: " · ")] }
        var lines: [String] = []
        for fact in facts {
            if let last = lines.last, width(last) + 3 + width(fact) <= columns {
                lines[lines.count - 1] = "\(last) · \(fact)"
            } else {
                lines += wrapped(fact, to: columns)
            }
        }
        return lines
    }

    private static func prefix(_ text: String, _ columns: Int) -> String {
        var left = columns
        return String(
            text.prefix { character in
                left -= TerminalText.width(character)
                return left >= 0
            }
        )
    }
}
