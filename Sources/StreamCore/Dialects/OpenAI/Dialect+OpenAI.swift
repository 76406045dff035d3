extension Dialect {
    static let openAIChat = Dialect(
        name: "openai.chat",
        paths: [
            PathRule("/chat/completions", keys: ["messages"]),
            PathRule("/agents/completions", keys: ["messages"]),
            PathRule("/fim/completions", keys: ["prompt"]),
        ],
        streamSwitch: .bodyFlag,
        terminator: "[DONE]",
        claims: { $0.json.map(OpenAIChat.claims) ?? false },
        makeReader: { OpenAIChat() },
        makeBuilder: { OpenAIChatMessage() },
        makeLint: { OpenAIChatLint() }
    )

    static let openAICompletions = Dialect(
        name: "openai.completions",
        paths: [
            PathRule("/completions", except: "/chat/", keys: ["prompt"]),
            PathRule("/completion", keys: ["prompt"]),
            PathRule("/v1/complete", keys: ["prompt"]),
        ],
        streamSwitch: .bodyFlag,
        terminator: "[DONE]",
        claims: { $0.json.flatMap { CompletionShape($0) } != nil },
        makeReader: { OpenAICompletions() },
        makeBuilder: { OpenAICompletionsMessage() }
    )

    static let openAIResponses = Dialect(
        name: "openai.responses",
        paths: [
            PathRule("/responses", keys: ["input"]),
            PathRule("/responses", keys: ["prompt"]),
            PathRule("/responses", keys: ["previous_response_id"]),
            PathRule("/responses", keys: ["conversation"]),
            PathRule("/responses/*", method: "GET"),
        ],
        streamSwitch: .bodyFlag,
        terminator: nil,
        claims: { OpenAIResponses.claims($0) },
        makeReader: { OpenAIResponses() },
        makeBuilder: { OpenAIResponsesMessage() },
        makeLint: { OpenAIResponsesLint() },
        makeConversationReader: { OpenAIConversation() },
        makeConversationBuilder: { OpenAIConversationMessage() }
    )

    static let openAIRealtime = Dialect(
        name: "openai.realtime",
        paths: [
            PathRule("/realtime", method: "GET"),
            PathRule("/realtime/translations", method: "GET"),
        ],
        streamSwitch: .serverDecides,
        terminator: nil,
        claims: { OpenAIConversation.claims($0) },
        makeReader: { OpenAIConversation() },
        makeBuilder: { OpenAIConversationMessage() }
    )

    static let openAIAssistants = Dialect(
        name: "openai.assistants",
        paths: [
            PathRule("/threads/runs", keys: ["assistant_id"]),
            PathRule("/threads/*/runs", keys: ["assistant_id"]),
            PathRule("/threads/*/runs/*/submit_tool_outputs", keys: ["tool_outputs"]),
        ],
        streamSwitch: .bodyFlag,
        terminator: "done",
        claims: { AssistantsEvent.claims($0) },
        makeReader: { OpenAIAssistants() },
        makeBuilder: { OpenAIAssistantsMessage() },
        makeLint: { OpenAIAssistantsLint() }
    )
}
