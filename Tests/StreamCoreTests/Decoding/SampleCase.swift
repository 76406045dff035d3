import StreamCore
import TestSupport

/// One recorded stream under `Tests/Fixtures` and what must come of it.
struct SampleCase: CustomStringConvertible, Sendable {
    var folder: String
    var name: String
    var fileExtension: String

    var description: String { "\(folder)/\(name)" }

    func bytes() throws -> [UInt8] {
        try Fixtures.bytes("\(folder)/\(name).\(fileExtension)")
    }

    func expected() throws -> JSONValue {
        let bytes = try Fixtures.bytes("\(folder)/\(name).expected.json")
        let parser = JSONParser()
        return bytes.withUnsafeBufferPointer { parser.view(of: $0)?.value } ?? .null
    }

    var contentType: String {
        switch fileExtension {
        case "sse": "text/event-stream"
        case "ndjson": "application/x-ndjson"
        case "eventstream": "application/vnd.amazon.eventstream"
        default: "application/json"
        }
    }

    /// What the product calls the dialect of the folder.
    var dialect: String {
        guard folder == "generic" else { return folder }
        return fileExtension == "ndjson" ? "ndjson" : "sse"
    }

    /// A path under which such a stream is asked for.
    var path: String { Self.paths[folder] ?? "/events" }

    private static let paths = [
        "openai.chat": "/v1/chat/completions",
        "openai.completions": "/v1/completions",
        "openai.responses": "/v1/responses",
        "openai.assistants": "/v1/threads/thread_1/runs",
        "anthropic.messages": "/v1/messages",
        "ollama.chat": "/api/chat",
        "ollama.generate": "/api/generate",
        "cohere.chat": "/v2/chat",
        "mistral.conversations": "/v1/conversations",
        "dashscope.generation": "/api/v1/services/aigc/text-generation/generation",
        "bedrock.converse": "/model/us.amazon.nova-lite-v1%3A0/converse-stream",
        "bedrock.invoke": "/model/anthropic.claude-sonnet-4-5-20250929-v1%3A0/invoke-with-response-stream",
        "gemini.generate": "/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse",
        "gemini.interactions": "/v1beta/interactions",
        "openai.speech": "/v1/audio/speech",
        "openai.transcription": "/v1/audio/transcriptions",
        "openai.images": "/v1/images/generations",
        "mcp": "/mcp",
    ]

    static let all: [SampleCase] =
        sse(
            "openai.chat",
            """
            audio azure azure-async-filter content-filter copilot-no-object crlf-comments custom-tool
            deepseek-reasoning error-midstream function-call length llamacpp-timings logprobs mistral-text-usage
            mistral-thinking mistral-tools-whole moonshot-usage-in-choice multichoice multiline-data no-done
            parallel-tools quirk-error-field-line quirk-error-then-done quirk-role-repeated quirk-think-tags
            quirk-tool-id-repeated quirk-tool-no-index quirk-tool-same-index quirk-usage-every-chunk
            seed002-reasoning text truncated unicode usage-last
            """
        )
        + sse(
            "anthropic.messages",
            """
            error-overloaded quirk-data-only quirk-overlapping-blocks refusal server-tool-citations
            stop-sequence-crlf text thinking truncated
            """
        )
        + sse(
            "gemini.generate",
            """
            blocked code-execution error-midstream partial-args safety-midstream text thoughts-parallel-calls
            truncated
            """
        )
        + sse(
            "openai.responses",
            "done-sentinel error error-nested failed incomplete refusal text tools"
        )
        + sse("openai.completions", "anthropic-text-completions llamacpp-native sglang-native text tgi-native")
        + sse("openai.assistants", "error requires-action run")
        + sse("cohere.chat", "text-citations tools")
        + sse("mistral.conversations", "agents error")
        + sse("dashscope.generation", "cumulative incremental thinking-tools")
        + frames("bedrock.converse", "exception reasoning-text-tool")
        + frames("bedrock.invoke", "anthropic")
        + lines("ollama.chat", "thinking tools")
        + lines("ollama.generate", "text")
        + sse("gemini.interactions", "error-midstream steps truncated-arguments")
        + sse("openai.speech", "audio truncated") + sse("openai.images", "edit-error partial")
        + sse("openai.transcription", "diarized mistral text vllm")
        + sse("mcp", "batch error legacy-endpoint resumable server-request tool-call")
        + sse(
            "generic",
            "a2a ag-ui cloudflare dify lmstudio replicate unknown vercel-ui"
        )
        + [
            SampleCase(folder: "gemini.generate", name: "json-array", fileExtension: "json"),
            SampleCase(folder: "generic", name: "cohere-v1", fileExtension: "ndjson"),
        ]

    private static func sse(_ folder: String, _ names: String) -> [SampleCase] {
        cases(folder, names, fileExtension: "sse")
    }

    private static func lines(_ folder: String, _ names: String) -> [SampleCase] {
        cases(folder, names, fileExtension: "ndjson")
    }

    private static func frames(_ folder: String, _ names: String) -> [SampleCase] {
        cases(folder, names, fileExtension: "eventstream")
    }

    private static func cases(_ folder: String, _ names: String, fileExtension: String) -> [SampleCase] {
        names.split(whereSeparator: \.isWhitespace).map {
            SampleCase(folder: folder, name: String($0), fileExtension: fileExtension)
        }
    }
}
