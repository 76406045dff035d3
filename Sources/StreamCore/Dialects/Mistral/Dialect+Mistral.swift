extension Dialect {
    static let mistralConversations = Dialect(
        name: "mistral.conversations",
        paths: [
            PathRule("/conversations", keys: ["inputs"]),
            PathRule("/conversations/*", keys: ["inputs"]),
            PathRule("/conversations/*/restart", keys: ["inputs"]),
        ],
        streamSwitch: .bodyFlag,
        terminator: "conversation.response.done",
        claims: { MistralConversations.claims($0) },
        makeReader: { MistralConversations() },
        makeBuilder: { MistralConversationMessage() },
        makeLint: { MistralConversationsLint() }
    )
}
