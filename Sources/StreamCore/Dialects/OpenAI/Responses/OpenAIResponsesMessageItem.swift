/// One output item that is being rebuilt.
struct OpenAIResponsesMessageItem {
    private var members: JSONObject
    private var content = OpenAIResponsesParts()
    private var summary = OpenAIResponsesParts()
    /// What each command of a shell call printed.
    private var outputs = OpenAIResponsesParts()
    private var commands = OpenAIResponsesParts()

    /// An item as it started or ended.
    init(_ item: JSONView) {
        members = item.value.objectValue ?? JSONObject()
        // The lists stand in one place; their members stay for their order.
        if let list = item["content"], content.load(list) { members["content"] = [] }
        if let list = item["summary"], summary.load(list) { members["summary"] = [] }
    }

    /// An item whose start is missing, known by a piece of a field.
    init(impliedBy field: OpenAIResponsesField, id: ByteView?) {
        members = JSONObject()
        members["id"] = id.map { .string($0.text) }
        members["type"] = .string(field.itemType)
    }

    mutating func append(_ field: OpenAIResponsesField, _ piece: JSONView, at index: Int?) {
        switch field {
        case .text, .refusal, .reasoning: content.append(piece, to: field, at: index)
        case .summary: summary.append(piece, to: field, at: index)
        case .command: commands.append(piece, to: field, at: index)
        case .output: outputs.join(piece, at: index)
        case .diff:
            if let text = piece.bytes?.text { members["operation", default: [:]]["diff", default: ""].append(text) }
        case .arguments, .input, .code, .audio, .transcript:
            members.accumulate(piece, named: field.member.description)
        }
    }

    mutating func settle(_ field: OpenAIResponsesField, _ whole: JSONView, at index: Int?) {
        switch field {
        case .text, .refusal, .reasoning: content.settle(whole, of: field, at: index)
        case .summary: summary.settle(whole, of: field, at: index)
        case .command: commands.settle(whole, of: field, at: index)
        case .output:
            // One command's output each time, though in a list.
            outputs.set(whole.first ?? whole, at: index, isEnd: true)
        case .diff: members["operation", default: [:]]["diff"] = whole.value
        case .arguments, .input, .code, .audio, .transcript: members[field.member.description] = whole.value
        }
    }

    mutating func setPart(_ part: JSONView, of field: OpenAIResponsesField, at index: Int?, isEnd: Bool) {
        if field == .summary {
            summary.set(part, at: index, isEnd: isEnd)
        } else {
            content.set(part, at: index, isEnd: isEnd)
        }
    }

    mutating func append(logprobs: JSONView, at index: Int?) {
        if logprobs.isTruthy { content.join(logprobs, named: "logprobs", at: index) }
    }

    mutating func settle(logprobs: JSONView, at index: Int?) {
        if logprobs.isTruthy { content.setMember("logprobs", logprobs.value, at: index) }
    }

    mutating func annotate(_ annotation: JSONView, at part: Int?, index: Int?) {
        content.annotate(annotation, at: part, index: index)
    }

    mutating func name(_ name: JSONView) {
        if members["name"] == nil { members["name"] = name.value }
    }

    /// Lists of an MCP server's tools have no status of their own.
    mutating func setStatus(_ status: String) {
        if members["type"] != "mcp_list_tools" { members["status"] = .string(status) }
    }

    var value: JSONValue {
        var item = members
        if !content.isEmpty { item["content"] = content.value }
        if !summary.isEmpty { item["summary"] = summary.value }
        if !outputs.isEmpty { item["output"] = outputs.value }
        if !commands.isEmpty { item["action", default: [:]]["commands"] = commands.texts(of: .command) }
        return .object(item)
    }
}
