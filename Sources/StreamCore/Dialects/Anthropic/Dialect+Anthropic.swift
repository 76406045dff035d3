extension Dialect {
    static let anthropicMessages = Dialect(
        name: "anthropic.messages",
        paths: [
            PathRule("/messages", except: "/threads/", keys: ["messages"]),
            PathRule(":streamRawPredict", within: "publishers/anthropic"),
            PathRule(":rawPredict", within: "publishers/anthropic"),
        ],
        streamSwitch: .path(streaming: [":streamRawPredict"]),
        terminator: "message_stop",
        claims: { $0.json.map(AnthropicMessages.claims) ?? false },
        makeReader: { AnthropicMessages() },
        makeBuilder: { AnthropicMessage() },
        makeLint: { AnthropicMessagesLint() }
    )
}
