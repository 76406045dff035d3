/// Rebuilds the object that a stream of plain completion stands for, in the shape of whoever sent it.
package struct OpenAICompletionsMessage: MessageBuilder {
    private var top = JSONObject()
    private var usage: JSONValue?
    private var choices: [CompletionMessageChoice] = []
    private var places = WireIndexMap()
    private var native: NativeCompletionMessage?

    package init() {}

    package mutating func add(_ event: DialectEvent) {
        guard let json = event.json, json.isObject, let shape = CompletionShape(inStream: json) else { return }
        guard shape == .openAI else {
            native = native ?? NativeCompletionMessage(shape: shape)
            native?.add(json)
            return
        }
        json.forEachMember { key, value in addTopMember(key, value) }
        json["choices"]?.forEachElement { choice in
            let index = choice["index"]?.int ?? 0
            let place = places.place(of: index) ?? openChoice(index)
            choices[place].add(choice)
        }
    }

    package func message() -> JSONValue? {
        if let native { return native.message }
        guard !top.isEmpty || !choices.isEmpty else { return nil }
        var message = top
        message["object"] = "text_completion"
        message["choices"] = .array(choices.sorted { $0.index < $1.index }.map(\.value))
        message["usage"] = usage
        return .object(message)
    }

    /// There are no tool calls in this grammar.
    package var partialJSON: [Int: String] { [:] }

    private mutating func openChoice(_ index: Int) -> Int {
        choices.append(CompletionMessageChoice(index: index))
        return places.open(index)
    }

    private mutating func addTopMember(_ key: ByteView, _ value: JSONView) {
        if key.isText("choices") || key.isText("error") || key.isText("object") || key.isText("obfuscation") { return }
        if key.isText("usage") {
            // As the reader has it: zeros do not erase what is known.
            if value.isObject, usage == nil || !value.isZeroUsage { usage = value.value }
        } else if key.isText("id") || key.isText("model") || key.isText("created") {
            if value.isTruthy, top[key.text] == nil { top[key.text] = value.value }
        } else {
            top.replace(key.text, by: value)
        }
    }
}

/// One choice that is being rebuilt.
private struct CompletionMessageChoice {
    let index: Int
    private var text = ""
    private var logprobs: JSONValue = .null
    private var finishReason: JSONValue = .null
    private var extras = JSONObject()

    init(index: Int) {
        self.index = index
    }

    mutating func add(_ choice: JSONView) {
        choice.forEachMember { key, value in
            switch true {
            case key.isText("text"): text += value.bytes?.text ?? ""
            case key.isText("index"): return
            case key.isText("logprobs"): logprobs.accumulate(value)
            case key.isText("finish_reason"): if value.isNonEmptyString { finishReason = value.value }
            default: extras.replace(key.text, by: value)
            }
        }
    }

    var value: JSONValue {
        var choice = JSONObject()
        choice["text"] = .string(text)
        choice["index"] = JSONValue(index)
        choice["logprobs"] = logprobs
        choice["finish_reason"] = finishReason
        for member in extras.members { choice[member.name] = member.value }
        return .object(choice)
    }
}
