/// The UI message stream of Vercel's AI SDK: parts by ID, `finish`, `[DONE]`.
struct UIMessageStream: StreamShape {
    private(set) var isEnded = false
    private var calls = NamedCalls()
    /// Calls whose input came in pieces; the event with the whole input adds nothing.
    private var piecewise: Set<String> = []

    private static let types: [StaticString] = [
        "text-start", "text-delta", "text-end", "reasoning-start", "reasoning-delta", "reasoning-end",
        "tool-input-start", "tool-input-delta", "tool-input-available", "start-step", "finish-step",
    ]

    static func claims(_ event: DialectEvent) -> Bool {
        guard let json = event.json, let type = json["type"]?.bytes else { return false }
        return types.contains { type.isText($0) } || type.isText("start") && json["messageId"] != nil
    }

    mutating func read(_ event: DialectEvent, into deltas: inout [Delta]) {
        guard let json = event.json, let type = json["type"]?.bytes else { return }
        if type.isText("text-delta") {
            deltas.append(.text, text: json["delta"])
        } else if type.isText("reasoning-delta") {
            deltas.append(.reasoning, text: json["delta"])
        } else if type.startsWithText("tool-input-") {
            readInput(json, type: type, into: &deltas)
        } else if type.isText("file") {
            deltas.append(Delta(.media, text: json["mediaType"]?.string))
        } else if type.isText("finish") || type.isText("abort") {
            isEnded = true
            deltas.append(Delta(.finish, text: json["finishReason"]?.string ?? (type.isText("abort") ? "abort" : nil)))
        } else {
            deltas.append(Delta(.other, name: type.text))
        }
    }

    private mutating func readInput(_ json: JSONView, type: ByteView, into deltas: inout [Delta]) {
        let id = json["toolCallId"]?.string
        if type.isText("tool-input-delta") {
            guard let piece = json["inputTextDelta"], piece.isNonEmptyString else { return }
            if let id { piecewise.insert(id) }
            calls.arguments(piece.string ?? "", id: id, into: &deltas)
            return
        }
        calls.start(id: id, name: json["toolName"]?.string, into: &deltas)
        if type.isText("tool-input-available"), let input = json.present("input"), !piecewise.contains(id ?? "") {
            calls.arguments(input.plainText, id: id, into: &deltas)
        }
    }
}
