extension Dialect {
    static let cohereChat = Dialect(
        name: "cohere.chat",
        paths: [PathRule("/v2/chat", keys: ["messages"])],
        streamSwitch: .bodyFlag,
        terminator: "message-end",
        claims: { CohereChat.claims($0) },
        makeReader: { CohereChat() },
        makeBuilder: { CohereMessage() },
        makeLint: { CohereLint() }
    )
}
