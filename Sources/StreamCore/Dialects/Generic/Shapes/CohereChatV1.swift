/// Cohere's chat API of version 1: `event_type` on each line, the whole response in the last.
struct CohereChatV1: StreamShape {
    private(set) var isEnded = false
    private var calls = NamedCalls()
    /// The calls were told in pieces; the event that lists them all adds nothing.
    private var hasPieces = false

    private static let types: [StaticString] = [
        "stream-start", "text-generation", "citation-generation", "search-queries-generation", "search-results",
        "tool-calls-chunk", "tool-calls-generation", "stream-end",
    ]

    static func claims(_ event: DialectEvent) -> Bool {
        guard let type = event.json?["event_type"]?.bytes else { return false }
        return types.contains { type.isText($0) }
    }

    mutating func read(_ event: DialectEvent, into deltas: inout [Delta]) {
        guard let json = event.json, let type = json["event_type"]?.bytes else { return }
        if type.isText("text-generation") {
            deltas.append(.text, text: json["text"])
        } else if type.isText("tool-calls-chunk") {
            if let piece = json["tool_call_delta"] { readPiece(piece, into: &deltas) }
            // Without a call the text is the plan.
            deltas.append(.reasoning, text: json["text"])
        } else if type.isText("tool-calls-generation") {
            if !hasPieces { json["tool_calls"]?.forEachElement { readCall($0, into: &deltas) } }
        } else if type.isText("stream-end") {
            isEnded = true
            deltas.append(.finish, text: json["finish_reason"])
            if let usage = Self.usage(json["response"]?["meta"]) { deltas.append(Delta(.usage, usage: usage)) }
        } else {
            deltas.append(Delta(.other, name: type.text))
        }
    }

    private mutating func readPiece(_ piece: JSONView, into deltas: inout [Delta]) {
        hasPieces = true
        let id = piece["index"]?.int.map(String.init)
        if let name = piece["name"], name.isNonEmptyString {
            let before = deltas.count
            calls.start(id: id, name: name.string, into: &deltas)
            // The index is no ID to anyone else.
            for place in before..<deltas.count { deltas[place].id = nil }
        }
        if let text = piece["parameters"], text.isNonEmptyString {
            calls.arguments(text.string ?? "", id: id, into: &deltas)
        }
    }

    private mutating func readCall(_ call: JSONView, into deltas: inout [Delta]) {
        calls.start(id: nil, name: call["name"]?.string, into: &deltas)
        if let parameters = call.present("parameters") {
            calls.arguments(parameters.plainText, id: nil, into: &deltas)
        }
    }

    private static func usage(_ meta: JSONView?) -> Usage? {
        guard let counts = meta?["tokens"] ?? meta?["billed_units"], counts.isObject else { return nil }
        return Usage(openAI: counts)
    }
}
