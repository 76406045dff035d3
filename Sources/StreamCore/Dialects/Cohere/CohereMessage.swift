/// Rebuilds the response that a v2 chat stream stands for.
package struct CohereMessage: MessageBuilder {
    private var id: JSONValue?
    /// The members of the message that its start names.
    private var base = JSONObject()
    private var toolPlan: JSONValue = ""
    private var content = NumberedValues()
    private var calls = NumberedValues()
    private var citations = NumberedValues()
    /// Finish reason, usage and what else stands at the end.
    private var end = JSONObject()
    private var logprobs: JSONValue?

    package init() {}

    package mutating func add(_ event: DialectEvent) {
        guard let json = event.json, json.isObject else { return }
        let type = event.name
        let index = json["index"]?.int
        let message = json["delta"]?["message"]
        if type.isText("content-start") || type.isText("content-delta") {
            addContent(message?["content"], index: index, opens: type.isText("content-start"))
            if let logprobs = json.present("logprobs") { addLogprobs(logprobs) }
        } else if type.isText("tool-call-start") {
            if let call = CohereChat.only(message?["tool_calls"]) { calls.open(index, call.value) }
        } else if type.isText("tool-call-delta") {
            if let call = CohereChat.only(message?["tool_calls"]) {
                calls.update(index, standIn: ["type": "function"]) { $0.accumulate(call) }
            }
        } else if type.isText("tool-plan-delta") {
            if let plan = message?["tool_plan"] { toolPlan.accumulate(plan) }
        } else if type.isText("citation-start") {
            if let citation = CohereChat.only(message?["citations"]) { citations.open(index, citation.value) }
        } else if type.isText("message-start") {
            id = json["id"]?.value
            if let message { addStart(message) }
        } else if type.isText("message-end") {
            json["delta"]?.forEachMember { key, value in end.replace(key.text, by: value) }
        }
    }

    package func message() -> JSONValue? {
        guard id != nil || !base.isEmpty || !content.isEmpty || !calls.isEmpty || !end.isEmpty else { return nil }
        var whole = JSONObject()
        whole["id"] = id
        for member in end.members where member.name != "usage" { whole[member.name] = member.value }
        whole["message"] = .object(rebuiltMessage)
        whole["usage"] = end["usage"]
        whole["logprobs"] = logprobs
        return .object(whole)
    }

    /// Calls keep their raw text in `arguments`, where it belongs in this grammar.
    package var partialJSON: [Int: String] { [:] }

    private var rebuiltMessage: JSONObject {
        var rebuilt = base
        if !content.isEmpty { rebuilt["content"] = .array(content.values) }
        if toolPlan != "" { rebuilt["tool_plan"] = toolPlan }
        if !calls.isEmpty { rebuilt["tool_calls"] = .array(calls.values) }
        if !citations.isEmpty { rebuilt["citations"] = .array(citations.values) }
        return rebuilt
    }

    /// The lists of the start are empty: they only name what may come.
    private mutating func addStart(_ start: JSONView) {
        start.forEachMember { key, value in
            if value.isTruthy { base[key.text] = value.value }
        }
    }

    private mutating func addContent(_ piece: JSONView?, index: Int?, opens: Bool) {
        guard let piece, piece.isObject else { return }
        if opens { return content.open(index, piece.value) }
        let type: JSONValue = piece["thinking"] == nil ? "text" : "thinking"
        content.update(index, standIn: ["type": type]) { part in
            piece.forEachMember { key, value in
                if !key.isText("type") { part[key.text, default: .null].accumulate(value) }
            }
        }
    }

    private mutating func addLogprobs(_ piece: JSONView) {
        if piece.isArray {
            logprobs = logprobs ?? []
            logprobs?.accumulate(piece)
        } else {
            logprobs = logprobs ?? []
            logprobs?.append(element: piece.value)
        }
    }
}
