extension Dialect {
    static let geminiGenerate = Dialect(
        name: "gemini.generate",
        paths: [PathRule(":streamGenerateContent"), PathRule(":generateContent")],
        streamSwitch: .path(streaming: [":streamGenerateContent"]),
        terminator: nil,
        claims: { $0.json.map(GeminiGenerate.claims) ?? false },
        makeReader: { GeminiGenerate() },
        makeBuilder: { GeminiMessage() }
    )
}
