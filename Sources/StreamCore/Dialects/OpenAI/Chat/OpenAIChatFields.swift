/// The members of a choice that have a meaning, found in one pass.
struct OpenAIChatChoiceFields {
    var index = 0
    var delta: JSONView?
    var message: JSONView?
    var finishReason: JSONView?
    /// Moonshot reports usage inside the choice.
    var usage: JSONView?
    /// OpenRouter reports an upstream's error inside the choice.
    var error: ProviderError?

    init(_ json: JSONView) {
        json.forEachMember { key, value in
            if key.isText("index") {
                index = value.int ?? 0
            } else if key.isText("delta") {
                delta = value
            } else if key.isText("finish_reason") {
                finishReason = value
            } else if key.isText("message") {
                message = value
            } else if key.isText("usage") {
                usage = value.isObject ? value : nil
            } else if key.isText("error"), value.isTruthy {
                error = ProviderError(member: json)
            }
        }
    }
}

/// The non-empty members of a delta (or of a whole message) that have a meaning, found in one pass.
struct OpenAIChatDelta {
    var role: JSONView?
    var content: JSONView?
    var refusal: JSONView?
    /// Whichever name the vendor uses; two of them in one delta say the same.
    var reasoning: JSONView?
    var reasoningDetails: JSONView?
    /// Perplexity's.
    var reasoningSteps: JSONView?
    var toolCalls: JSONView?
    var functionCall: JSONView?
    var audio: JSONView?
    var images: JSONView?

    init(_ json: JSONView) {
        json.forEachMember { key, value in
            switch value.kind {
            case .null: return
            case .string where !value.isNonEmptyString: return
            default: take(key, value)
            }
        }
    }

    private mutating func take(_ key: ByteView, _ value: JSONView) {
        if key.isText("content") {
            content = value
        } else if key.isText("role") {
            role = value
        } else if key.isText("tool_calls") {
            toolCalls = value
        } else if Self.isReasoning(key) {
            if value.isString { reasoning = reasoning ?? value }
        } else if key.isText("refusal") {
            if value.isString { refusal = value }
        } else if key.isText("reasoning_details") {
            reasoningDetails = value
        } else if key.isText("function_call") {
            functionCall = value
        } else if key.isText("audio") {
            audio = value
        } else if key.isText("images") {
            images = value
        } else if key.isText("reasoning_steps") {
            reasoningSteps = value
        }
    }

    static func isReasoning(_ key: ByteView) -> Bool {
        key.isText("reasoning_content") || key.isText("reasoning") || key.isText("reasoning_text")
    }
}

/// The members of a tool call or of a piece of one; empty ids and names are absent.
struct OpenAIToolCallFields {
    var index: Int?
    var id: String?
    var name: String?
    var isCustom: Bool
    var arguments: JSONView?

    init(_ json: JSONView) {
        let custom = json.present("custom")
        let function = custom ?? json["function"]
        index = json["index"]?.int
        id = Self.nonEmpty(json["id"])
        name = Self.nonEmpty(function?["name"])
        isCustom = custom != nil || json["type"].isText("custom")
        arguments = function?[custom == nil ? "arguments" : "input"]
    }

    /// Calls `body` with each call; TGI sends one without a list.
    static func forEach(_ calls: JSONView, _ body: (JSONView) -> Void) {
        if calls.isObject { body(calls) } else { calls.forEachElement(body) }
    }

    /// A piece of arguments as text; whole objects, which Mistral may send, are serialised.
    static func text(of arguments: JSONView) -> String? {
        switch arguments.kind {
        case .string: arguments.string
        case .null: nil
        default: arguments.value.text()
        }
    }

    private static func nonEmpty(_ value: JSONView?) -> String? {
        guard let value, value.isNonEmptyString else { return nil }
        return value.string
    }
}
