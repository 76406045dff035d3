extension Dialect {
    static let ollamaChat = Dialect(
        name: "ollama.chat",
        paths: [PathRule("/api/chat", keys: ["model", "messages"])],
        streamSwitch: .onUnlessFalse,
        terminator: nil,
        claims: { $0.json.map { Ollama.claims($0, answersIn: "message") } ?? false },
        makeReader: { Ollama() },
        makeBuilder: { OllamaMessage() },
        makeLint: { OllamaLint() }
    )

    static let ollamaGenerate = Dialect(
        name: "ollama.generate",
        paths: [PathRule("/api/generate", keys: ["model"])],
        streamSwitch: .onUnlessFalse,
        terminator: nil,
        claims: { $0.json.map { Ollama.claims($0, answersIn: "response") } ?? false },
        makeReader: { Ollama() },
        makeBuilder: { OllamaMessage() },
        makeLint: { OllamaLint() }
    )
}
