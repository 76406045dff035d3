import StreamCore
import Testing

@Suite struct DialectRegistryTests {
    private func proposed(_ path: String, method: String = "POST", keys: [String]? = nil) -> String? {
        DialectRegistry.proposed(method: method, path: path, bodyKeys: keys)?.name
    }

    @Test(arguments: [
        ("/v1/chat/completions", "openai.chat"), ("/chat/completions?x=1", "openai.chat"),
        ("/openai/deployments/d/chat/completions?api-version=1", "openai.chat"),
        ("/v1/agents/completions/", "openai.chat"),
        ("/v1/fim/completions", "openai.chat"), ("/v1/messages?beta=true", "anthropic.messages"),
        ("/anthropic/v1/messages", "anthropic.messages"),
        ("/v1/projects/p/locations/l/publishers/anthropic/models/m:streamRawPredict", "anthropic.messages"),
        ("/v1beta/models/g:streamGenerateContent?alt=sse", "gemini.generate"),
        ("/v1beta/models/g%3AstreamGenerateContent", "gemini.generate"),
        ("/v1/models/g:generateContent", "gemini.generate"),
        ("/v1/completions", "openai.completions"), ("/completion", "openai.completions"),
        ("/v1/complete", "openai.completions"), ("/v1/responses/", "openai.responses"),
        ("/openai/v1/threads/t/runs", "openai.assistants"), ("/api/chat", "ollama.chat"),
        ("/ollama/api/generate", "ollama.generate"), ("/v2/chat", "cohere.chat"),
        ("/v1/conversations", "mistral.conversations"), ("/v1/conversations/c/restart", "mistral.conversations"),
        ("/api/v1/services/aigc/multimodal-generation/generation", "dashscope.generation"),
        ("/model/m%3A0/converse-stream", "bedrock.converse"), ("/model/m/converse", "bedrock.converse"),
        ("/model/m/invoke-with-response-stream", "bedrock.invoke"), ("/model/m/invoke", "bedrock.invoke"),
        ("/invoke", nil), ("/api/v1/chat", nil),
        ("/v1/embeddings", nil), ("/v1/threads/t/messages", nil),
        ("/", nil), ("", nil),
        ("/mychat/completionsx", nil), ("/publishers/mistralai/models/m:streamRawPredict", nil),
    ])
    func `the end of the path proposes a dialect`(path: String, name: String?) {
        #expect(proposed(path) == name)
    }

    @Test func `the body's keys confirm the path where the body is known`() {
        #expect(proposed("/v1/messages", keys: ["model", "messages", "max_tokens"]) == "anthropic.messages")
        #expect(proposed("/v1/messages", keys: ["to", "body"]) == nil)
        #expect(proposed("/chat/completions", keys: ["messages"]) == "openai.chat")
        #expect(proposed("/chat/completions", keys: []) == nil)
        #expect(proposed("/fim/completions", keys: ["prompt", "suffix"]) == "openai.chat")
    }

    @Test func `other methods propose nothing`() {
        #expect(proposed("/v1/chat/completions", method: "GET") == nil)
    }

    @Test func `every dialect has its own name and can be found by it`() {
        let names = (DialectRegistry.dialects + DialectRegistry.fallbacks).map(\.name)
        #expect(Set(names).count == names.count)
        for name in names { #expect(DialectRegistry.named(name)?.name == name) }
        #expect(DialectRegistry.named("none") == nil)
    }

    @Test(arguments: [
        (#"{"object":"chat.completion.chunk","choices":[]}"#, "openai.chat"),
        (#"{"choices":[{"delta":{}}]}"#, "openai.chat"),
        (#"{"object":"","choices":[]}"#, "openai.chat"),
        (#"{"object":"text_completion","choices":[]}"#, "openai.completions"),
        (#"{"choices":[{"text":"a"}]}"#, "openai.completions"), (#"{"choices":null}"#, nil),
        (#"{"type":"message_start"}"#, "anthropic.messages"),
        (#"{"type":"ping"}"#, nil), (#"{"type":"error","error":{}}"#, nil), (#"{"candidates":[]}"#, "gemini.generate"),
        (#"{"promptFeedback":{}}"#, "gemini.generate"), (#"{"response":{"candidates":[]}}"#, "gemini.generate"),
        (#"{"response":"text"}"#, nil), (#"{"type":"message","role":"assistant","content":[]}"#, "anthropic.messages"),
        (#"{"type":"message","text":"a"}"#, nil), (#"{"type":"response.created"}"#, "openai.responses"),
        (#"{"object":"thread.run","id":"r"}"#, "openai.assistants"), (#"{"object":"thread.run.dream"}"#, nil),
        (#"{"object":"response","output":[]}"#, "openai.responses"), (#"{"object":"response"}"#, nil), ("[]", nil),
        ("{}", nil),
    ])
    func `an event is claimed by the one dialect that it can be of`(event: String, name: String?) {
        let claimant = withView(event) { DialectRegistry.claimant(of: DialectEvent(document: $0))?.name }
        #expect(claimant == .some(name))
    }

    @Test func `streams of no known dialect are named for their framing`() {
        #expect(DialectRegistry.fallback(contentType: "text/event-stream; charset=utf-8")?.name == "sse")
        #expect(DialectRegistry.fallback(contentType: "application/x-ndjson")?.name == "ndjson")
        #expect(DialectRegistry.fallback(contentType: "application/json")?.name == nil)
        #expect(DialectRegistry.fallback(contentType: nil)?.name == nil)
    }
}
