/// Rebuilds the transcript: the last event's, or what the pieces tell as long as that has not come.
package struct OpenAITranscriptionMessage: MessageBuilder {
    private var done: JSONObject?
    private var text: String?
    private var segments: [JSONValue] = []
    private var segmentText = ""
    /// Other members of pieces and chunks: log probabilities are joined, counts replaced.
    private var rest = JSONObject()

    package init() {}

    package mutating func add(_ event: DialectEvent) {
        guard let event = event.json.flatMap(OpenAITranscriptionEvent.init) else { return }
        switch event.kind {
        case .piece, .chunk: addPiece(event)
        case .segment:
            segments.append(event.json.value)
            segmentText += event.text?.string ?? ""
        case .done:
            var members = JSONObject()
            event.json.forEachMember { key, value in
                if !key.isText("type") { members[key.text] = value.value }
            }
            done = members
        case .other: break
        }
    }

    package func message() -> JSONValue? {
        guard var message = done ?? unfinished else { return nil }
        if message["segments"] == nil, !segments.isEmpty { message["segments"] = .array(segments) }
        return .object(message)
    }

    package var partialJSON: [Int: String] { [:] }

    private var unfinished: JSONObject? {
        guard text != nil || !segments.isEmpty || !rest.isEmpty else { return nil }
        var message = JSONObject([("text", .string(text ?? segmentText))])
        for member in rest.members { message[member.name] = member.value }
        return message
    }

    private mutating func addPiece(_ event: OpenAITranscriptionEvent) {
        if let piece = event.text?.string {
            text = text ?? ""
            text? += piece
        }
        if let logprobs = event.json["logprobs"] { rest.accumulate(logprobs, named: "logprobs") }
        if let usage = event.json["usage"], usage.isObject { rest["usage"] = usage.value }
    }
}
