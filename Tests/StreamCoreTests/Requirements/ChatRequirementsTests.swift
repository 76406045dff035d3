import StreamCore
import TestSupport
import Testing

/// What gateways document about chat streams; each test names the requirement that it covers.
@Suite struct ChatRequirementsTests {
    private func read(_ events: [String]) -> DecodedStream {
        DecodedStream(ChatStream.sse(events), path: "/v1/chat/completions")
    }

    private func fixture(_ name: String) throws -> DecodedStream {
        var stream = DecodedStream(
            context: DecodingContext(path: "/v1/chat/completions", contentType: "text/event-stream")
        )
        stream.consume([try Fixtures.bytes("openai.chat/\(name).sse")])
        return stream
    }

    /// As a gateway documents its stream: neither `created` nor `model`, no finish until the last chunk, which counts.
    private static let sparse = [
        #"{"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"role":"assistant"}}]}"#,
        #"{"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"Hel"}}]}"#,
        #"{"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"lo"}}]}"#,
        #"{"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}"#,
        "[DONE]",
    ]

    @Test func `requirements S0-5, S2-3 and S3-6, chunks are data lines and the last is a sentinel`() {
        let stream = read(Self.sparse)
        #expect(stream.decoder.eventCount == 5)
        #expect(stream.decoder.sawTerminator)
        #expect(stream.choice?.text == "Hello")
        let linted = LintedStream(ChatStream.sse(Self.sparse.dropLast()), path: "/v1/chat/completions")
        #expect(linted.codes.contains("TERM-NO-SENTINEL"))
    }

    @Test func `requirement S2-4, sparse chunks are no fault`() {
        let linted = LintedStream(ChatStream.sse(Self.sparse), path: "/v1/chat/completions")
        #expect(linted.findings.filter { $0.severity != .info } == [])
    }

    @Test func `requirements S2-5 and S4-7, the answer is the sum of the content`() {
        #expect(read(Self.sparse).choice?.text == "Hello")
        #expect(read(Self.sparse).chatMessage?["content"] == "Hello")
    }

    @Test func `requirement S2-6, the first event is not the first token`() {
        let stream = read(Self.sparse)
        #expect(stream.first["event"] == 1)
        #expect(stream.first["content"] == 2)
        #expect(stream.classes.first == .role)
    }

    @Test func `requirement S2-7, counts come with the chunk that finishes`() {
        let stream = read(Self.sparse)
        #expect(stream.decoder.answer.usage.inputTokens == 5)
        #expect(stream.decoder.answer.usage.outputTokens == 2)
        #expect(stream.choice?.finishReason == "stop")
    }

    @Test func `requirement S2-8, counts that nobody asked for are no fault`() {
        let linted = LintedStream(
            ChatStream.sse(Self.sparse),
            path: "/v1/chat/completions",
            request: #"{"model":"m","stream":true,"messages":[]}"#
        )
        #expect(linted.findings.filter { $0.severity != .info } == [])
    }

    @Test func `requirement S2-9, the sentinel is never taken for JSON`() {
        let linted = LintedStream(ChatStream.sse(Self.sparse), path: "/v1/chat/completions")
        #expect(!linted.codes.contains { $0.hasPrefix("JSON") })
        #expect(read(Self.sparse).classes.last == .done)
    }

    @Test func `requirements S2-10, S4-2 and S4-3, chunks without choices or content are skipped`() {
        let stream = read([
            #"{"object":"chat.completion.chunk","choices":[]}"#, ChatStream.choice(#""delta":{"content":null}"#),
            ChatStream.choice(#""delta":{"content":""}"#), ChatStream.choice(#""delta":{}"#),
            ChatStream.choice(#""delta":{"content":"a"},"finish_reason":"stop""#), "[DONE]",
        ])
        #expect(stream.told == ["text a"])
        #expect(stream.outcomeState == .complete)
    }

    @Test func `requirements S2-11, S2-12 and S2-13, reasoning has a channel and a member of its own`() throws {
        let stream = try fixture("seed002-reasoning")
        let reasoning = try #require(stream.choice?.reasoning)
        let text = try #require(stream.choice?.text)
        #expect(!reasoning.isEmpty && !text.isEmpty)
        #expect(!text.contains(reasoning) && !text.contains("<think>"))
        #expect(stream.chatMessage?["reasoning"] == .string(reasoning))
        #expect(stream.chatMessage?["content"] == .string(text))
    }

    @Test func `requirement S2-11, reasoning inside the content is told apart, and told`() {
        let tagged = ChatStream.content(["<thi", "nk>Hm.", "</think>", "Yes."])
        let linted = LintedStream(tagged, path: "/v1/chat/completions")
        #expect(linted.codes.contains("CHAT-THINK-TAGS"))
        let stream = DecodedStream(tagged, path: "/v1/chat/completions")
        #expect(stream.choice?.reasoning == "Hm.")
        #expect(stream.choice?.text == "Yes.")
        #expect(stream.chatMessage?["content"] == "<think>Hm.</think>Yes.")
        let clean = LintedStream(
            ChatStream.deltas([#"{"reasoning":"Hm."}"#, #"{"content":"Yes."}"#]),
            path: "/v1/chat/completions"
        )
        #expect(!clean.codes.contains("CHAT-THINK-TAGS"))
    }

    @Test(arguments: ["reasoning", "reasoning_content"])
    func `requirement S3-13, reasoning has two names`(name: String) {
        let stream = read([
            ChatStream.choice(#""delta":{"\#(name)":"r"}"#),
            ChatStream.choice(#""delta":{"content":"a"},"finish_reason":"stop""#),
        ])
        #expect(stream.told == ["reasoning r", "text a"])
        #expect(stream.chatMessage?[name] == "r")
    }

    @Test func `requirements S0-9, S0-10 and S0-12, pieces of arguments are joined by index into the message's calls`()
    {
        let stream = DecodedStream(
            ChatStream.toolCalls([
                #"[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":"{\"x\""}}]"#,
                #"[{"index":1,"id":"b","type":"function","function":{"name":"g","arguments":"{}"}}]"#,
                #"[{"index":0,"function":{"arguments":":1}"}}]"#,
            ]),
            path: "/v1/chat/completions"
        )
        let calls = stream.chatMessage?["tool_calls"]?.arrayValue
        #expect(calls?.map { $0["function"]?["name"] } == ["f", "g"])
        #expect(calls?.map { $0["function"]?["arguments"] } == [#"{"x":1}"#, "{}"])
        #expect(calls?.map { $0["id"] } == ["a", "b"])
        #expect(stream.choice?.finishReason == "tool_calls")
    }

    @Test func `requirement S2-17, calls and errors come in the middle of a stream`() throws {
        #expect(try fixture("error-midstream").outcomeState == .error)
        #expect(try fixture("error-midstream").decoder.error != nil)
        #expect(try fixture("parallel-tools").choice?.toolCalls.count == 2)
    }

    @Test func `requirements S0-11 and S3-15, no host or path has a fixed set of fields`() throws {
        let bytes = try Fixtures.bytes("openai.chat/parallel-tools.sse")
        for path in ["/v1/chat/completions", "/gateway/any/v2/chat/completions", "/somewhere/else"] {
            var stream = DecodedStream(context: DecodingContext(path: path, contentType: "text/event-stream"))
            stream.consume([bytes])
            #expect(stream.choice?.toolCalls.count == 2)
        }
    }

    @Test func `requirements S1-6 and S3-2, the quirks of many vendors appear behind one gateway`() throws {
        let names = [
            "azure", "deepseek-reasoning", "mistral-thinking", "moonshot-usage-in-choice", "llamacpp-timings",
            "copilot-no-object",
        ]
        for name in names {
            let stream = try fixture(name)
            #expect(stream.decoder.dialect == "openai.chat")
            #expect(stream.choice?.text?.isEmpty == false)
        }
    }

    @Test func `requirements S3-7 and S3-8, counts that do not come are no error`() {
        let linted = LintedStream(
            ChatStream.content(["a"]),
            path: "/v1/chat/completions",
            request: #"{"messages":[],"stream":true,"stream_options":{"include_usage":true}}"#
        )
        #expect(linted.finding(.usageMissing)?.severity == .info)
        #expect(linted.findings.filter { $0.severity == .error } == [])
    }

    @Test(arguments: [
        (#"{"type":"json_object"}"#, #"{"a":1}"#, false), (#"{"type":"json_object"}"#, "Sure: {}", true),
        (#"{"type":"text"}"#, "Sure: {}", false),
        (#"{"type":"json_schema","json_schema":{"schema":{"type":"object","required":["a"]}}}"#, #"{"a":1}"#, false),
        (#"{"type":"json_schema","json_schema":{"schema":{"type":"object","required":["a"]}}}"#, #"{"b":1}"#, true),
    ])
    func `requirement S3-10, content that was asked for as JSON is JSON`(format: String, text: String, isWrong: Bool) {
        let linted = LintedStream(
            ChatStream.content([String(text.prefix(3)), String(text.dropFirst(3))]),
            path: "/v1/chat/completions",
            request: #"{"messages":[],"stream":true,"response_format":\#(format)}"#
        )
        #expect(linted.codes.contains("CHAT-JSON-MODE") == isWrong)
    }

    @Test func `requirement S3-11, the id is that of the answer in all chunks`() throws {
        let same = LintedStream(ChatStream.sse(Self.sparse), path: "/v1/chat/completions")
        #expect(!same.codes.contains("ID-CHANGED"))
        var chunks = Self.sparse
        chunks[2] = chunks[2].replacing(#""id":"c""#, with: #""id":"d""#)
        let finding = try #require(
            LintedStream(ChatStream.sse(chunks), path: "/v1/chat/completions").finding(.idChanged)
        )
        #expect(finding.place.event == 3)
        #expect(finding.message == "id changes from c to d")
        #expect(read(chunks).decoder.message?["id"] == "c")
    }

    @Test func `requirement S3-9, the share of reasoning in the counts is known`() {
        let stream = read([
            #"{"choices":[],"usage":{"completion_tokens":9,"completion_tokens_details":{"reasoning_tokens":6}}}"#
        ])
        #expect(stream.decoder.answer.usage.outputTokens == 9)
        #expect(stream.decoder.answer.usage.reasoningTokens == 6)
    }

    @Test func `requirement S3-12, chunks say what they are`() {
        let other = #"{"object":"chat.chunk","choices":[{"index":0,"delta":{"content":"a"}}]}"#
        let linted = LintedStream(ChatStream.sse([other]), path: "/v1/chat/completions")
        #expect(linted.codes.contains("CHAT-OBJECT"))
    }

    @Test(arguments: ["stop", "length", "tool_calls"])
    func `requirement S3-14, the usual reasons end a choice`(reason: String) {
        let stream = DecodedStream(ChatStream.deltas([#"{"content":"a"}"#], finish: reason), path: "/chat/completions")
        #expect(stream.choice?.finishReason == reason)
        #expect(stream.outcomeState == .complete)
    }

    /// What a client of a few lines does not expect, and what says so.
    @Test(arguments: [
        (": keep-alive\n\n", "NAIVE-COMMENT"), ("data: {\"choices\":[]}\n\n", "NAIVE-EMPTY-CHOICES"),
        ("data:{\"choices\":[{\"index\":0,\"delta\":{}}]}\n\n", "NAIVE-NO-SPACE"),
        ("data: {\"choices\":\ndata: [{\"index\":0,\"delta\":{}}]}\n\n", "NAIVE-MULTILINE"),
        (
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"metadata: x\"}}]}\n\n",
            "NAIVE-DATA-IN-TEXT"
        ),
    ])
    func `requirement S4-6, what breaks clients of a few lines is told`(block: String, code: String) {
        let plain = ChatStream.sse(Self.sparse)
        let path = "/v1/chat/completions"
        let naive = { (text: String) in LintedStream(text, path: path).codes.filter { $0.hasPrefix("NAIVE") } }
        #expect(naive(plain) == [])
        #expect(naive(block + plain) == [code])
        #expect(naive(plain.replacing("[DONE]", with: "[DONE] ")) == ["NAIVE-DONE-SPACE"])
    }
}
