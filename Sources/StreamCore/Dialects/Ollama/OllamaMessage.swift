/// Rebuilds the one line that Ollama answers without streaming: the last one, with all of the text.
package struct OllamaMessage: MessageBuilder {
    private var members = JSONObject()
    private var chat: JSONObject?

    package init() {}

    package mutating func add(_ event: DialectEvent) {
        guard let line = event.json, line.isObject, line["error"] == nil else { return }
        line.forEachMember { key, value in
            if key.isText("message"), value.isObject {
                // The place of the message among the members; its value follows at the end.
                if chat == nil { members["message"] = .null }
                var joined = chat ?? JSONObject()
                chat = nil  // Leaves `joined` the only owner, so that joining does not copy.
                value.forEachMember { joined.join($1, named: $0) }
                chat = joined
            } else {
                members.join(value, named: key)
            }
        }
    }

    package func message() -> JSONValue? {
        guard !members.isEmpty else { return nil }
        var whole = members
        if let chat { whole["message"] = .object(chat) }
        return .object(whole)
    }

    /// Arguments are whole objects.
    package var partialJSON: [Int: String] { [:] }
}

extension JSONObject {
    /// Joins the texts and lists that come in pieces; everything else is replaced.
    fileprivate mutating func join(_ value: JSONView, named name: ByteView) {
        let isText = name.isText("content") || name.isText("thinking") || name.isText("response")
        let isList = name.isText("tool_calls") || name.isText("logprobs") || name.isText("images")
        if isText || isList, !value.isNull {
            accumulate(value, named: name.text)
        } else {
            replace(name.text, by: value)
        }
    }
}
