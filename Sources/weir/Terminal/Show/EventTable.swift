import Sessions
import StreamCore

/// The blocks of a stream, one a line.
enum EventTable {
    private static let columns: [SheetTable.Column] = [
        .init(title: "n", isRight: true),
        .init(title: "event", isRight: true),
        .init(title: "t", isRight: true),
        .init(title: "gap", isRight: true),
        .init(title: "read", isRight: true, expendability: 1),
        .init(title: "kind"),
        .init(title: "data", minimum: 12),
    ]

    /// The table; `start` is what the times count from.
    static func lines(_ events: [AnalyzedEvent], from start: MonotonicInstant, style: SheetStyle) -> [String] {
        var table = SheetTable(columns)
        for event in events { table.add(row(event, from: start)) }
        return table.lines(style)
    }

    private static func row(_ event: AnalyzedEvent, from start: MonotonicInstant) -> [SheetTable.Cell] {
        let tone = event.findings.tone
        return [
            .init("\(event.index)", .dim),
            .init(event.ordinal.map(String.init) ?? ""),
            .init(Quantity.time((event.time - start).count)),
            .init(event.gap.map { $0 == .zero ? "0" : Quantity.time($0.count) } ?? ""),
            .init("\(event.read)", .dim),
            .init(kind(of: event), tone ?? (event.kind == .event ? .accent : .dim)),
            .init(data(of: event), event.kind == .event ? nil : .dim),
        ]
    }

    /// What it adds to the answer, in quotes; its name where the data does not tell that; its data.
    static func data(of event: AnalyzedEvent) -> String {
        let data = SheetText.line(event.wrapped ?? event.shownData)
        if let message = event.message, !message.opcode.isText {
            return message.opcode.isControl ? data : Quantity.bytes(message.byteCount)
        }
        guard event.kind == .event else { return data }
        var parts: [String] = []
        let added = event.deltas.filter(\.isContent).compactMap { $0.kind == .toolStart ? $0.name : $0.text }.joined()
        if !added.isEmpty { parts.append("“\(SheetText.line(added))”") }
        if event.type != "message", data.firstRange(of: "\"\(event.type)\"") == nil {
            parts.append("\(SheetText.line(event.type)):")
        }
        return (parts + [data]).joined(separator: " ")
    }

    /// What its deltas are, else what kind of block it is.
    static func kind(of event: AnalyzedEvent) -> String {
        if event.isTail { return "unfinished" }
        if let message = event.message, message.isFromClient || event.deltas.isEmpty {
            return MessageText.label(message)
        }
        var kinds: [String] = []
        for delta in event.deltas where delta.kind != .other && !kinds.contains(delta.kind.rawValue) {
            kinds.append(delta.kind.rawValue)
        }
        guard kinds.isEmpty else { return kinds.joined(separator: "+") }
        return event.kind == .event ? (event.data == "[DONE]" ? "done" : "other") : event.kind.rawValue
    }
}
