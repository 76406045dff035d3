/// One choice of a message that is being rebuilt.
struct OpenAIChatMessageChoice {
    let index: Int
    private var finishReason: JSONValue = .null
    private var logprobs: JSONValue = .null
    private var extras = JSONObject()
    private var content = OpenAIChatContent()
    /// Members that need no rule of their own: role, refusal, reasoning, annotations, whatever comes.
    private var members = JSONObject()
    private var reasoningDetails: OpenAIIndexedPieces?
    private var executedTools: OpenAIIndexedPieces?
    private var audio: OpenAIAudio?
    private var tools = ToolCallTracker()
    private var calls: [OpenAIToolCallMessage] = []

    init(index: Int) {
        self.index = index
    }

    mutating func add(_ choice: JSONView, _ fields: OpenAIChatChoiceFields) {
        if let delta = fields.delta, delta.isObject {
            delta.forEachMember { key, value in addToMessage(key, value) }
        } else if let message = fields.message, message.isObject, !hasMessage {
            message.forEachMember { key, value in addToMessage(key, value) }
        }
        choice.forEachMember { key, value in
            // Together repeats the piece beside the delta.
            if !key.isText("text") || fields.delta == nil { addToChoice(key, value) }
        }
    }

    var value: JSONValue {
        var choice = JSONObject()
        choice["index"] = .int(Int64(index))
        choice["message"] = message
        choice["finish_reason"] = finishReason
        choice["logprobs"] = logprobs
        for member in extras.members { choice[member.name] = member.value }
        return .object(choice)
    }

    private var hasMessage: Bool { !members.isEmpty || !calls.isEmpty || content.isPresent }

    private var message: JSONValue {
        var message = JSONObject()
        message["role"] = members["role"]
        message["content"] = content.value
        for member in members.members { message[member.name] = member.value }
        message["reasoning_details"] = reasoningDetails?.value
        message["executed_tools"] = executedTools?.value
        message["audio"] = audio?.value
        if !calls.isEmpty { message["tool_calls"] = .array(calls.map(\.value)) }
        return .object(message)
    }

    private mutating func addToMessage(_ key: ByteView, _ value: JSONView) {
        if key.isText("content") {
            content.append(value)
        } else if key.isText("role") {
            if value.isNonEmptyString { members["role"] = value.value }
        } else if key.isText("tool_calls") {
            OpenAIToolCallFields.forEach(value) { addToolCall($0) }
        } else if key.isText("reasoning_details") {
            reasoningDetails = reasoningDetails ?? OpenAIIndexedPieces()
            reasoningDetails?.append(value)
        } else if key.isText("executed_tools") {
            executedTools = executedTools ?? OpenAIIndexedPieces()
            executedTools?.append(value)
        } else if key.isText("audio"), value.isObject {
            audio = audio ?? OpenAIAudio()
            audio?.append(value)
        } else if key.isText("function_call") {
            addLegacyCall(value)
        } else {
            members.accumulate(value, named: key.text)
        }
    }

    private mutating func addToChoice(_ key: ByteView, _ value: JSONView) {
        switch true {
        case key.isText("index"), key.isText("delta"), key.isText("message"), key.isText("usage"): return
        case key.isText("finish_reason"): if value.isNonEmptyString { finishReason = value.value }
        case key.isText("logprobs"): logprobs.accumulate(value)
        case key.isText("token_ids"), key.isText("reasoning_logprobs"):
            extras.accumulate(value, named: key.text)
        default:
            // Azure repeats its filter results as {} where it has nothing new to say.
            let saysNothing = value.isNull || value.isObject && !value.isTruthy
            let name = key.text
            if !saysNothing || extras[name] == nil { extras[name] = value.value }
        }
    }

    private mutating func addToolCall(_ call: JSONView) {
        let fields = OpenAIToolCallFields(call)
        let place = tools.place(index: fields.index, id: fields.id, name: fields.name)
        if place.isNew { calls.append(OpenAIToolCallMessage()) }
        calls[place.position].add(call, fields)
    }

    private mutating func addLegacyCall(_ call: JSONView) {
        guard call.isObject else { return }
        var whole = members["function_call"]?.objectValue ?? JSONObject()
        members["function_call"] = .null
        call.forEachMember { key, value in
            if key.isText("arguments") {
                if let text = OpenAIToolCallFields.text(of: value) { whole["arguments", default: ""].append(text) }
            } else {
                whole.replace(key.text, by: value)
            }
        }
        members["function_call"] = .object(whole)
    }
}
