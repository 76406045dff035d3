import StreamCore

/// A run of one kind of content within a stream, growing at its end.
struct StreamSegment: Sendable {
    enum Kind: Hashable, Sendable {
        case text, reasoning, refusal
        case tool(index: Int)
        case media
        /// A line that never grows: a stall, an error, a finding, an event of no known meaning.
        case note(Tone)
    }

    let kind: Kind
    let choice: Int
    /// When it began, since the start of the exchange.
    let time: Nanoseconds
    private var text: WrappedText
    /// What stands before its text on the first line.
    private var lead: String
    private var leadTone: Tone

    init(_ kind: Kind, choice: Int = 0, at time: Nanoseconds, lead: String = "", width: Int) {
        self.kind = kind
        self.choice = choice
        self.time = time
        self.lead = (choice > 0 ? "[\(choice)] " : "") + lead
        leadTone = kind.isTool ? .accent : .dim
        text = WrappedText(width: width)
        text.append(self.lead)
    }

    mutating func append(_ piece: String) {
        text.append(TerminalText.visible(piece))
    }

    /// The last lines at that width, and whether the first of all is among them.
    mutating func lines(width: Int, last limit: Int = .max) -> (lines: [ScreenLine], isWhole: Bool) {
        text.rewrap(width: width)
        let isWhole = text.lines.count <= limit
        var lines = text.lines.suffix(limit).map { ScreenLine($0, tone) }
        if isWhole, !lead.isEmpty, let first = text.lines.first, first.hasPrefix(lead) {
            lines[0] = ScreenLine([.init(lead, leadTone), .init(String(first.dropFirst(lead.count)), tone)])
        }
        return (lines, isWhole)
    }

    private var tone: Tone {
        switch kind {
        case .text, .tool: .plain
        case .reasoning: .dim
        case .refusal: .bad
        case .media: .accent
        case .note(let tone): tone
        }
    }
}

extension StreamSegment.Kind {
    fileprivate var isTool: Bool {
        if case .tool = self { true } else { false }
    }
}
