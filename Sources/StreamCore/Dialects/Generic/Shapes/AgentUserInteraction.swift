/// The AG-UI protocol: types in capitals, messages and calls by ID, a run that finishes or fails.
struct AgentUserInteraction: StreamShape {
    private(set) var isEnded = false
    private var calls = NamedCalls()

    private static let prefixes: [StaticString] = [
        "RUN_", "TEXT_MESSAGE_", "TOOL_CALL_", "THINKING_", "REASONING_", "STATE_", "STEP_", "MESSAGES_SNAPSHOT",
    ]

    static func claims(_ event: DialectEvent) -> Bool {
        guard let type = event.json?["type"]?.bytes else { return false }
        return prefixes.contains { type.startsWithText($0) }
    }

    mutating func read(_ event: DialectEvent, into deltas: inout [Delta]) {
        guard let json = event.json, let type = json["type"]?.bytes else { return }
        if type.isText("TEXT_MESSAGE_CONTENT") || type.isText("TEXT_MESSAGE_CHUNK") {
            deltas.append(.text, text: json["delta"])
        } else if type.isText("THINKING_TEXT_MESSAGE_CONTENT") || type.startsWithText("REASONING_MESSAGE_C") {
            deltas.append(.reasoning, text: json["delta"])
        } else if type.isText("TOOL_CALL_START") || type.isText("TOOL_CALL_ARGS") || type.isText("TOOL_CALL_CHUNK") {
            readCall(json, into: &deltas)
        } else if type.isText("RUN_FINISHED") {
            isEnded = true
            deltas.append(Delta(.finish))
        } else if type.isText("RUN_ERROR") {
            deltas.append(Delta(.error, text: json["message"]?.string ?? "", id: json["code"]?.plainText))
        } else {
            deltas.append(Delta(.other, name: type.text))
        }
    }

    private mutating func readCall(_ json: JSONView, into deltas: inout [Delta]) {
        let id = json["toolCallId"]?.string
        if let name = json["toolCallName"], name.isNonEmptyString {
            calls.start(id: id, name: name.string, into: &deltas)
        }
        if let piece = json["delta"], piece.isNonEmptyString {
            calls.arguments(piece.string ?? "", id: id, into: &deltas)
        }
    }
}
