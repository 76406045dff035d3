import Sessions
import StreamCore

/// Collects what `weir decode` prints, read by read.
struct DecodePrinter {
    enum Mode {
        /// Text that grows, and a summary.
        case text
        /// One JSON line for each block.
        case eventLines
        /// One line for each block, for people.
        case eventTable
        case object, message
    }

    private let mode: Mode
    private let style: SheetStyle
    private var growing: GrowingAnswer
    private var output: [UInt8] = []

    init(mode: Mode, style: SheetStyle) {
        self.mode = mode
        self.style = style
        growing = GrowingAnswer(style: style)
    }

    mutating func add(_ block: DecodedBlock) {
        switch mode {
        case .text: output += growing.text(of: AnalyzedEvent(block)).utf8
        case .eventLines:
            JSONValue.object(ExchangeJSON.block(AnalyzedEvent(block))).append(to: &output)
            output.append(UInt8(ascii: "\n"))
        case .eventTable: output += line(AnalyzedEvent(block)).utf8
        case .object, .message: break
        }
    }

    mutating func finish(_ body: AnalyzedBody, byteCount: Int) {
        switch mode {
        case .eventLines, .eventTable: break
        case .object: append(.object(ExchangeJSON.object(of: body, byteCount: byteCount)))
        case .message: if let message = body.message { append(message) }
        case .text:
            output += growing.finish().utf8
            if !body.isStream { output += document(body).utf8 }
            let lines = DecodeSummary.lines(body, byteCount: byteCount, style: style)
            output += ("\n" + lines.joined(separator: "\n") + "\n").utf8
        }
    }

    /// Writes what was collected.
    mutating func flush() {
        guard !output.isEmpty else { return }
        Console.write(output)
        output.removeAll(keepingCapacity: output.capacity <= 1 << 20)
    }

    private mutating func append(_ value: JSONValue) {
        value.append(to: &output, layout: .pretty)
        output.append(UInt8(ascii: "\n"))
    }

    /// The answer of a body that came in one piece.
    private func document(_ body: AnalyzedBody) -> String {
        let answer = body.answer.firstChoice
        var parts = [answer?.reasoning, answer?.text, answer?.refusal].compactMap(\.self)
        parts += ToolCallLines.lines(body.toolCalls, style: style)
        if let error = body.error { parts.append("error: \(error.message)") }
        return parts.filter { !$0.isEmpty }.map { (style.width == nil ? $0 : TerminalText.visible($0)) + "\n" }.joined()
    }

    private func line(_ event: AnalyzedEvent) -> String {
        let place =
            SheetText.padded(left: "\(event.index)", to: 4)
            + SheetText.padded(left: event.ordinal.map(String.init) ?? "", to: 6)
        let kind = SheetText.padded(EventTable.kind(of: event), to: 13)
        let data = EventTable.data(of: event)
        let shown = style.width.map { SheetText.shortened(data, to: max($0 - 27, 12)) } ?? data
        let tone = event.findings.tone ?? (event.kind == .event ? .accent : .dim)
        return style.paint(place, .dim) + "  " + style.paint(kind, tone) + "  " + shown + "\n"
    }
}
