/// The `gemini.generate` dialect: few large chunks, CRLF line ends, no terminator.
struct GeminiVoice: DemoVoice {
    let id: String
    let model: String
    let usage: DemoUsage

    var opening: String { "" }

    func writes(for step: DemoStep) -> [String] {
        switch step {
        case .reasoning(let text): [chunk(#"{"text":\#(DemoText.quoted(text)),"thought":true}"#)]
        case .text(let text): [chunk(#"{"text":\#(DemoText.quoted(text))}"#)]
        // Calls come whole; the demo's Gemini calls nothing.
        case .tool, .arguments: []
        case .ping, .silence, .splitCharacter: []
        case .finish(let reason): [chunk(#"{"text":""}"#, finish: #","finishReason":"\#(reason)""#, tokens: allTokens)]
        }
    }

    private func chunk(_ part: String, finish: String = "", tokens: String? = nil) -> String {
        let candidate = #"{"content":{"parts":[\#(part)],"role":"model"}\#(finish),"index":0}"#
        let promptTokens = #""promptTokenCount":\#(usage.input),"totalTokenCount":\#(usage.input)"#
        let metadata = #""usageMetadata":{\#(tokens ?? promptTokens)},"modelVersion":"\#(model)","responseId":"\#(id)""#
        return #"data: {"candidates":[\#(candidate)],\#(metadata)}"# + "\r\n\r\n"
    }

    /// Thoughts count beside the answer here.
    private var allTokens: String {
        let answer = usage.output - usage.reasoning
        let counts = #""promptTokenCount":\#(usage.input),"candidatesTokenCount":\#(answer)"#
        return #"\#(counts),"thoughtsTokenCount":\#(usage.reasoning),"totalTokenCount":\#(usage.input + usage.output)"#
    }
}
