/// Whose event of plain completion it is: OpenAI's legacy grammar, or one of the native ones that look like it.
enum CompletionShape: Equatable {
    /// `choices[].text`.
    case openAI
    /// llama.cpp's `/completion`: `content` and `stop`.
    case llama
    /// SGLang's `/generate`: the whole `text` so far, beside `meta_info`.
    case sglang
    /// Hugging Face TGI's `/generate_stream`: `token.text`, at last `generated_text`.
    case tgi
    /// Anthropic's Text Completions: `completion`.
    case anthropic

    /// The shape of an event of a stream that is known to be one of completion; sparse chunks are OpenAI's.
    init?(inStream json: JSONView) {
        if let shape = Self(json) {
            self = shape
        } else if json["choices"] != nil || json["usage"]?.isObject ?? false {
            self = .openAI
        } else {
            return nil
        }
    }

    /// Nil for events that could be of another grammar.
    init?(_ json: JSONView) {
        if let choices = json["choices"] {
            let isKnown = json["object"].isText("text_completion")
            guard isKnown || choices.isArray && choices.first?["text"]?.isString ?? false else { return nil }
            self = .openAI
        } else if json["object"].isText("text_completion") {
            self = .openAI
        } else if json["type"].isText("completion"), json["completion"]?.isString ?? false {
            self = .anthropic
        } else if json["meta_info"]?.isObject ?? false, json["text"]?.isString ?? false {
            self = .sglang
        } else if json["token"]?["text"] != nil || json["generated_text"]?.isString ?? false {
            self = .tgi
        } else if json["content"]?.isString ?? false, json["stop"]?.bool != nil {
            self = .llama
        } else {
            return nil
        }
    }
}

/// What one event of a completion adds to one choice.
struct CompletionPiece {
    var choice = 0
    var text: ByteView?
    /// The text is all so far.
    var isCumulative = false
    var finishReason: String?
    var usage: Usage?

    /// The piece of a native event, which is never more than one; OpenAI's are in its `choices`.
    init(_ json: JSONView, shape: CompletionShape) {
        switch shape {
        case .openAI:
            choice = json["index"]?.int ?? 0
            text = json["text"]?.bytes
            finishReason = Self.text(json["finish_reason"])
        case .llama: readLlama(json)
        case .sglang: readSGLang(json)
        case .tgi: readTGI(json)
        case .anthropic:
            text = json["completion"]?.bytes
            finishReason = Self.text(json["stop_reason"])
        }
    }

    private mutating func readLlama(_ json: JSONView) {
        choice = json["index"]?.int ?? 0
        text = json["content"]?.bytes
        guard json["stop"]?.bool ?? false else { return }
        finishReason = Self.text(json["stop_type"]) ?? Self.oldReason(json)
        usage = Usage(
            inputTokens: json["tokens_evaluated"]?.int,
            outputTokens: json["tokens_predicted"]?.int,
            cachedTokens: json["timings"]?["cache_n"]?.int,
            source: .provider
        )
    }

    private mutating func readSGLang(_ json: JSONView) {
        choice = json["index"]?.int ?? 0
        text = json["text"]?.bytes
        isCumulative = true
        let info = json["meta_info"]
        let reason = info?["finish_reason"]
        finishReason = Self.text(reason) ?? Self.text(reason?["type"])
        usage = info.map { Usage(openAI: $0) }
    }

    private mutating func readTGI(_ json: JSONView) {
        if let token = json["token"] {
            // Special tokens, such as the one that ends the text, are no part of it.
            if !(token["special"]?.bool ?? false) { text = token["text"]?.bytes }
        } else {
            text = json["generated_text"]?.bytes
        }
        let details = json["details"]
        if json["generated_text"]?.isString ?? false {
            finishReason = Self.text(details?["finish_reason"]) ?? "stop"
        }
        guard let generated = details?["generated_tokens"]?.int else { return }
        usage = Usage(inputTokens: details?["input_length"]?.int, outputTokens: generated, source: .provider)
    }

    /// Before `stop_type` there was a flag for each reason.
    private static func oldReason(_ json: JSONView) -> String {
        if json["stopped_limit"]?.bool ?? false { return "limit" }
        if json["stopped_word"]?.bool ?? false { return "word" }
        return json["stopped_eos"]?.bool ?? false ? "eos" : "stop"
    }

    private static func text(_ value: JSONView?) -> String? {
        guard let value, value.isNonEmptyString else { return nil }
        return value.string
    }
}
