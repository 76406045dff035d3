extension Dialect {
    static let geminiGenerate = Dialect(
        name: "gemini.generate",
        paths: [PathRule(":streamGenerateContent"), PathRule(":generateContent")],
        streamSwitch: .path(streaming: [":streamGenerateContent"]),
        terminator: nil,
        claims: { $0.json.map(GeminiGenerate.claims) ?? false },
        makeReader: { GeminiGenerate() },
        makeBuilder: { GeminiMessage() },
        makeLint: { GeminiGenerateLint() }
    )

    static let geminiInteractions = Dialect(
        name: "gemini.interactions",
        paths: [
            PathRule("/interactions", keys: ["input"]),
            PathRule("/interactions/*", method: "GET"),
        ],
        streamSwitch: .bodyFlag,
        terminator: "[DONE]",
        claims: { $0.json.map(GeminiInteractions.claims) ?? false },
        makeReader: { GeminiInteractions() },
        makeBuilder: { GeminiInteraction() }
    )
}
