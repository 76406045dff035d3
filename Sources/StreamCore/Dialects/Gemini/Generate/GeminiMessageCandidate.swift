/// One candidate that is being rebuilt.
struct GeminiMessageCandidate {
    let index: Int
    private var members = JSONObject()
    private var content: JSONObject?
    private var parts = GeminiParts()

    init(index: Int) {
        self.index = index
    }

    mutating func add(_ candidate: JSONView) {
        candidate.forEachMember { key, value in
            if key.isText("content"), value.isObject {
                addContent(value)
            } else {
                members.replace(key.text, by: value)
            }
        }
    }

    var value: JSONValue {
        var candidate = JSONObject()
        if var content {
            content["parts"] = .array(parts.values)
            candidate["content"] = .object(content)
        }
        for member in members.members { candidate[member.name] = member.value }
        return .object(candidate)
    }

    private mutating func addContent(_ json: JSONView) {
        var content = content ?? JSONObject()
        json.forEachMember { key, value in
            if key.isText("parts") {
                value.forEachElement { parts.append($0) }
            } else {
                content.replace(key.text, by: value)
            }
        }
        self.content = content
    }
}
