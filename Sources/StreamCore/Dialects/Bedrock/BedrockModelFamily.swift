/// Whose grammar the chunks of an `InvokeModel` stream, or its whole answer, are in.
enum BedrockModelFamily {
    /// Anthropic's Messages.
    case messages
    /// Converse events by name, as Amazon Nova sends them.
    case converse
    /// Chat Completions: OpenAI's open models, Qwen, AI21, Writer and others.
    case chat
    /// OpenAI's plain completions, Anthropic's Text Completions.
    case completions
    /// The small grammars of Titan, Llama, Mistral, Cohere and DeepSeek.
    case native

    /// The member by which Bedrock adds its own counts to the last chunk.
    static let metrics: StaticString = "amazon-bedrock-invocationMetrics"

    /// Nil for a chunk that any of them could send.
    init?(_ json: JSONView) {
        let event = DialectEvent(document: json)
        if AnthropicMessages.claims(json) || json["type"].isText("ping") {
            self = .messages
        } else if BedrockConverseEvent(event) != nil || BedrockConverse.isAnswer(json) {
            self = .converse
        } else if BedrockNativeChunk.claims(json) {
            self = .native
        } else if OpenAIChat.claims(json) {
            self = .chat
        } else if CompletionShape(json) != nil {
            self = .completions
        } else {
            return nil
        }
    }

    func makeReader() -> any DialectReader {
        switch self {
        case .messages: AnthropicMessages()
        case .converse: BedrockConverse()
        case .chat: OpenAIChat()
        case .completions: OpenAICompletions()
        case .native: BedrockNativeModel()
        }
    }

    func makeBuilder() -> any MessageBuilder {
        switch self {
        case .messages: AnthropicMessage()
        case .converse: BedrockConverseMessage()
        case .chat: OpenAIChatMessage()
        case .completions: OpenAICompletionsMessage()
        case .native: BedrockNativeMessage()
        }
    }
}
