import Sessions
import StreamCore

/// Messages of a WebSocket in a few words.
enum MessageText {
    /// Which way it went, as seen from the client: `→ text`, `← ping`.
    static func label(_ message: AnalyzedMessage) -> String {
        "\(message.isFromClient ? "→" : "←") \(message.opcode.name ?? "opcode \(message.opcode.rawValue)")"
    }

    /// What it is called and how long it is, and how it begins: `session.update 214 B "{…"`.
    static func detail(_ event: AnalyzedEvent, _ message: AnalyzedMessage) -> String {
        if let close = message.close { return TerminalText.oneLine(close.description) }
        var words: [String] = []
        if message.opcode.isText, event.type != "message" { words.append(TerminalText.oneLine(event.type)) }
        words.append(Quantity.bytes(message.byteCount))
        if !event.data.isEmpty { words.append(DeltaText.quoted(shortened(event.data))) }
        return words.joined(separator: " ")
    }

    private static func shortened(_ data: String) -> String {
        data.utf8.count <= 160 ? data : "\(data.prefix(120))…"
    }
}
