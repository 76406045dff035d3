/// One tool call that is being rebuilt: no `index`, arguments joined as text.
struct OpenAIToolCallMessage {
    private var id: String?
    private var isCustom = false
    private var name: String?
    private var arguments = ""
    private var extras = JSONObject()
    private var functionExtras = JSONObject()

    /// Adds a piece; ids and names that repeat are not joined.
    mutating func add(_ call: JSONView, _ fields: OpenAIToolCallFields) {
        id = id ?? fields.id
        name = name ?? fields.name
        isCustom = isCustom || fields.isCustom
        if let pieces = fields.arguments, let text = OpenAIToolCallFields.text(of: pieces) { arguments += text }
        call.forEachMember { key, value in
            if key.isText("type") {
                if value.isNonEmptyString { extras["type"] = value.value }
            } else if key.isText("function") || key.isText("custom") {
                addFunctionExtras(value)
            } else if !key.isText("index"), !key.isText("id") {
                extras.replace(key.text, by: value)
            }
        }
    }

    var value: JSONValue {
        var call = JSONObject()
        if let id { call["id"] = .string(id) }
        call["type"] = isCustom ? "custom" : "function"
        for member in extras.members { call[member.name] = member.value }
        var function = JSONObject()
        if let name { function["name"] = .string(name) }
        function[isCustom ? "input" : "arguments"] = .string(arguments)
        for member in functionExtras.members { function[member.name] = member.value }
        call[isCustom ? "custom" : "function"] = .object(function)
        return .object(call)
    }

    private mutating func addFunctionExtras(_ function: JSONView) {
        function.forEachMember { key, value in
            let isKnown = key.isText("name") || key.isText("arguments") || key.isText("input")
            if !isKnown { functionExtras.replace(key.text, by: value) }
        }
    }
}
