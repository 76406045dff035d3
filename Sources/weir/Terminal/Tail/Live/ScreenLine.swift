/// One line of a terminal: pieces of text, each in one tone.
struct ScreenLine: Hashable, Sendable {
    struct Span: Hashable, Sendable {
        var text: String
        var tone: Tone

        init(_ text: String, _ tone: Tone = .plain) {
            self.text = text
            self.tone = tone
        }
    }

    private(set) var spans: [Span]

    init(_ spans: [Span] = []) {
        self.spans = spans.filter { !$0.text.isEmpty }
    }

    init(_ text: String, _ tone: Tone = .plain) {
        self.init([Span(text, tone)])
    }

    /// The text without its looks.
    var text: String { spans.map(\.text).joined() }

    /// Columns that it takes.
    var width: Int { spans.reduce(0) { $0 + TerminalText.width($1.text) } }

    func rendered(_ style: Style) -> String {
        spans.map { style($0.tone, $0.text) }.joined()
    }

    /// The line cut to that many columns, with a mark where something is left out.
    func clipped(to columns: Int) -> ScreenLine {
        guard width > columns else { return self }
        var room = max(columns - 1, 0)
        var kept: [Span] = []
        for span in spans where room > 0 {
            let text = Self.prefix(of: span.text, columns: room)
            room -= TerminalText.width(text)
            kept.append(Span(text, span.tone))
            if text.count < span.text.count { break }
        }
        return ScreenLine(kept + [Span(columns > 0 ? "…" : "", .dim)])
    }

    /// As much of the text as fits.
    static func prefix(of text: String, columns: Int) -> String {
        var room = columns
        return String(
            text.prefix { character in
                room -= TerminalText.width(character)
                return room >= 0
            }
        )
    }
}
