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
        makeBuilder: { OpenAIChatMessage() }
    )
}
