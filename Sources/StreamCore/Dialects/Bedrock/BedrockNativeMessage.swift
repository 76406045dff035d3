/// Rebuilds the answer of Bedrock's older models: their last chunk with all of the text.
struct BedrockNativeMessage: MessageBuilder {
    private var members = JSONObject()
    /// What Cohere's first chat API sends whole at the end.
    private var response: JSONValue?
    private var list: String?
    private var items = NumberedValues()

    mutating func add(_ event: DialectEvent) {
        guard let json = event.json, json.isObject else { return }
        if let whole = json["response"], whole.isObject { response = whole.value }
        json.forEachMember { key, value in
            if BedrockNativeChunk.lists.contains(where: { key.isText($0) }), value.isArray {
                list = key.text
                addItems(value)
            } else if key.isText("text") || key.isText("outputText") || key.isText("generation") {
                members.accumulate(value, named: key.text)
            } else {
                members.replace(key.text, by: value)
            }
        }
    }

    func message() -> JSONValue? {
        if let response { return response }
        guard !members.isEmpty || !items.isEmpty else { return nil }
        var whole = members
        if let list { whole[list] = .array(items.values) }
        for name in ["event_type", "is_finished"] { whole[name] = nil }
        return whole["outputText"] == nil ? .object(whole) : Self.titan(whole)
    }

    var partialJSON: [Int: String] { [:] }

    private mutating func addItems(_ list: JSONView) {
        var number = 0
        list.forEachElement { item in
            items.update(item["index"]?.int ?? number, standIn: [:]) { whole in
                item.forEachMember { key, value in Self.join(key, value, to: &whole) }
            }
            number += 1
        }
    }

    private static func join(_ key: ByteView, _ value: JSONView, to whole: inout JSONValue) {
        if key.isText("text") {
            whole["text", default: ""].accumulate(value)
        } else if key.isText("message"), value.isObject {
            value.forEachMember { key, value in
                let isReplaced = key.isText("role") || value.isNull
                if isReplaced, whole["message"]?[key.text] != nil { return }
                whole["message", default: [:]][key.text, default: .null].accumulate(value)
            }
        } else if whole[key.text] == nil || !value.isNull {
            whole[key.text] = value.value
        }
    }

    /// Titan answers with a list of results when it does not stream.
    private static func titan(_ chunk: JSONObject) -> JSONValue {
        var result = JSONObject()
        result["tokenCount"] = chunk["totalOutputTextTokenCount"]
        result["outputText"] = chunk["outputText"]
        result["completionReason"] = chunk["completionReason"]
        var whole = JSONObject()
        whole["inputTextTokenCount"] = chunk["inputTextTokenCount"]
        whole["results"] = [.object(result)]
        return .object(whole)
    }
}
