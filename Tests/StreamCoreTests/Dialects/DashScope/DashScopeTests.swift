import StreamCore
import Testing

@Suite struct DashScopeTests {
    private static let path = "/api/v1/services/aigc/text-generation/generation"

    private func read(_ outputs: [String], incremental: Bool? = nil, usage: String = "{}") -> DecodedStream {
        var facts = RequestFacts()
        facts.incrementalOutput = incremental
        let context = DecodingContext(path: Self.path, contentType: "text/event-stream", request: facts)
        var stream = DecodedStream(context: context)
        let events = outputs.map { "event:result\ndata:{\"output\":\($0),\"usage\":\(usage),\"request_id\":\"r\"}\n\n" }
        stream.consume([Array(events.joined().utf8)])
        return stream
    }

    private func choice(_ message: String, finish: String = "null") -> String {
        "{\"choices\":[{\"message\":{\(message)},\"finish_reason\":\"\(finish)\"}]}"
    }

    private func text(_ text: String, finish: String = "null") -> String {
        choice("\"role\":\"assistant\",\"content\":\(JSONValue.string(text).text())", finish: finish)
    }

    private func message(_ stream: DecodedStream) -> JSONValue? {
        stream.decoder.message?["output"]?["choices"]?.arrayValue?.first?["message"]
    }

    @Test func `whole texts are told as what they add`() {
        let stream = read([text("a"), text("ab"), text("ab"), text("abc", finish: "stop")])
        #expect(stream.told == ["text a", "text b", "text c"])
        #expect(message(stream)?["content"] == "abc")
        #expect(stream.choice?.finishReason == "stop")
    }

    @Test func `a last event that repeats the text adds nothing`() {
        let stream = read([text("hi"), text("hi", finish: "stop")])
        #expect(stream.choice?.text == "hi")
        #expect(message(stream)?["content"] == "hi")
    }

    @Test func `pieces are joined, repeated ones too`() {
        let stream = read([text("ha"), text("ha"), text("!"), text("", finish: "stop")])
        #expect(stream.choice?.text == "haha!")
        #expect(message(stream)?["content"] == "haha!")
    }

    @Test func `what the request settles is not guessed`() {
        let pieces = [text("a"), text("aa"), text("aab", finish: "stop")]
        #expect(read(pieces, incremental: true).choice?.text == "aaaaab")
        #expect(message(read(pieces, incremental: true))?["content"] == "aaaaab")
        #expect(read(pieces, incremental: false).choice?.text == "aab")
        #expect(read([text("ha"), text("ha", finish: "stop")], incremental: true).choice?.text == "haha")
    }

    @Test func `the finish is the text null until there is one`() {
        let open = read([text("a")])
        #expect(!open.decoder.isComplete)
        #expect(open.outcomeState == .truncated)
        #expect(open.choice?.finishReason == nil)
        let null = read([#"{"choices":[{"message":{"content":"a"},"finish_reason":null}]}"#])
        #expect(!null.decoder.isComplete)
        #expect(read([text("a", finish: "length")]).outcomeState == .complete)
    }

    @Test func `thoughts and calls grow as texts do`() {
        let call = #"{"index":0,"id":"i","type":"function","function":{"name":"f","arguments":%}}"#
        let calls = ["\"{\\\"a\"", "\"{\\\"a\\\":1}\""].map { piece in
            "\"tool_calls\":[" + call.split(separator: "%").joined(separator: piece) + "]"
        }
        let stream = read([
            choice(#""content":"","reasoning_content":"h""#), choice(#""content":"","reasoning_content":"hm""#),
            choice("\"content\":\"\",\"reasoning_content\":\"hm\",\(calls[0])"),
            choice("\"content\":\"\",\"reasoning_content\":\"hm\",\(calls[1])", finish: "tool_calls"),
        ])
        #expect(stream.choice?.reasoning == "hm")
        #expect(stream.choice?.text == nil)
        #expect(stream.choice?.toolCalls.map(\.arguments) == [#"{"a":1}"#])
        #expect(message(stream)?["reasoning_content"] == "hm")
        #expect(
            message(stream)?["tool_calls"]?.arrayValue?.first?["function"] == ["name": "f", "arguments": #"{"a":1}"#]
        )
    }

    @Test func `pieces of a call have no name and no id`() {
        let first =
            #""tool_calls":[{"index":0,"id":"i","type":"function","function":{"name":"f","arguments":"{\"a\""}}]"#
        let next = #""tool_calls":[{"index":0,"id":"","type":"function","function":{"name":"","arguments":":1}"}}]"#
        let stream = read([choice(first), choice(next, finish: "tool_calls")], incremental: true)
        #expect(stream.choice?.toolCalls.map(\.arguments) == [#"{"a":1}"#])
        #expect(stream.choice?.toolCalls.map(\.id) == ["i"])
        let rebuilt = message(stream)?["tool_calls"]?.arrayValue
        #expect(
            rebuilt == [
                [
                    "index": 0, "id": "i", "type": "function",
                    "function": ["name": "f", "arguments": #"{"a":1}"#],
                ]
            ]
        )
    }

    @Test func `content may be a list of parts`() {
        let stream = read([
            choice(##""content":[{"text":"a"}]"##),
            choice(##""content":[{"text":"ab"},{"image":"https://x/1.png"}]"##),
            choice(##""content":[{"text":"abc"},{"image":"https://x/1.png"}]"##, finish: "stop"),
        ])
        #expect(stream.choice?.text == "abc")
        #expect(message(stream)?["content"] == [["text": "abc"], ["image": "https://x/1.png"]])
        let pieces = read([choice(##""content":[{"text":"a"}]"##), choice(##""content":[]"##, finish: "stop")])
        #expect(message(pieces)?["content"] == [["text": "a"]])
    }

    @Test func `the older form has its text in the output`() {
        let stream = read([
            #"{"text":"a","finish_reason":"null"}"#, #"{"text":"ab","finish_reason":"stop"}"#,
        ])
        #expect(stream.choice?.text == "ab")
        #expect(stream.choice?.finishReason == "stop")
        #expect(stream.decoder.message?["output"] == ["finish_reason": "stop", "text": "ab"])
        #expect(stream.outcomeState == .complete)
    }

    @Test func `speech is media, joined by its bytes`() {
        let stream = read([
            #"{"audio":{"data":"AAAA","id":"a"},"finish_reason":"null"}"#,
            #"{"audio":{"data":"","id":"a","url":"https://x/a.wav"},"finish_reason":"stop"}"#,
        ])
        #expect(stream.deltas.filter { $0.kind == .media }.map(\.byteCount) == [3])
        #expect(
            stream.decoder.message?["output"]?["audio"] == ["id": "a", "url": "https://x/a.wav", "data": "AAAA"]
        )
    }

    @Test func `choices are numbered by index or by place`() {
        let stream = read([
            #"{"choices":[{"index":1,"message":{"content":"b"},"finish_reason":"null"}]}"#,
            #"{"choices":[{"message":{"content":"a"},"finish_reason":"stop"},{"message":{"content":"b"},"finish_reason":"stop"}]}"#,
        ])
        #expect(stream.decoder.answer.choices.map(\.text) == ["a", "b"])
        #expect(stream.decoder.isComplete)
        #expect(stream.decoder.message?["output"]?["choices"]?.arrayValue?.count == 2)
    }

    @Test func `usage names what was cached and thought`() {
        let stream = read(
            [text("a", finish: "stop")],
            usage:
                #"{"input_tokens":20,"output_tokens":9,"total_tokens":29,"output_tokens_details":{"reasoning_tokens":4},"prompt_tokens_details":{"cached_tokens":8}}"#
        )
        let expected = Usage(
            inputTokens: 20,
            outputTokens: 9,
            reasoningTokens: 4,
            cachedTokens: 8,
            totalTokens: 29,
            source: .provider
        )
        #expect(stream.decoder.answer.usage == expected)
        #expect(read([text("a")]).decoder.answer.usage == Usage(source: .none))
    }

    @Test(arguments: [
        "event:error\ndata:{\"code\":\"Throttling\",\"message\":\"m\",\"request_id\":\"r\"}\n\n",
        "event:result\ndata:{\"code\":\"Throttling\",\"message\":\"m\",\"request_id\":\"r\"}\n\n",
        "event:result\ndata:{\"output\":null,\"code\":\"Throttling\",\"message\":\"m\",\"request_id\":\"r\"}\n\n",
    ])
    func `an error has a code in place of an output`(events: String) {
        let stream = DecodedStream("id:1\n:HTTP_STATUS/429\n" + events, path: Self.path)
        #expect(stream.decoder.error?.type == "Throttling")
        #expect(stream.decoder.error?.message == "m")
        #expect(stream.decoder.message == nil)
        #expect(stream.outcomeState == .error)
    }

    @Test func `empty codes beside an output are no error`() {
        let stream = DecodedStream(
            "data:{\"code\":\"\",\"message\":\"\",\"output\":\(text("a", finish: "stop")),\"request_id\":\"r\"}\n\n",
            path: Self.path
        )
        #expect(stream.decoder.error == nil)
        #expect(stream.outcomeState == .complete)
    }

    @Test func `without streaming there is one object`() {
        let body =
            "{\"output\":\(text("a", finish: "stop")),\"usage\":{\"input_tokens\":1,\"output_tokens\":2},\"request_id\":\"r\"}"
        let decoder = StreamDecoder(document: body, path: "/x")
        #expect(decoder.dialect == "dashscope.generation")
        #expect(decoder.answer.firstChoice?.text == "a")
        #expect(decoder.answer.firstChoice?.finishReason == "stop")
        #expect(decoder.message == withView(body) { $0.value })
        let failed = StreamDecoder(
            document: #"{"code":"InvalidApiKey","message":"m","request_id":"r"}"#,
            path: Self.path,
            status: 401
        )
        #expect(failed.error?.type == "InvalidApiKey")
    }

    @Test func `a header asks for the stream`() {
        func asks(_ headers: [HeaderField]) -> Bool? {
            let body = #"{"model":"qwen-plus","input":{"messages":[]},"parameters":{}}"#
            return withView(body) {
                RequestFacts(method: "POST", path: Self.path, headers: headers, body: $0).streamRequested
            } ?? nil
        }
        #expect(asks([HeaderField("x-dashscope-sse", "enable")]) == true)
        #expect(asks([HeaderField("X-DashScope-SSE", "Enable")]) == true)
        #expect(asks([HeaderField("X-DashScope-SSE", "disable")]) == false)
        #expect(asks([]) == false)
    }

    @Test(.timeLimit(.minutes(1)))
    func `long answers are joined in linear time`() {
        let piece = String(repeating: "x", count: 100) + "y"
        let stream = read([String](repeating: text(piece), count: 10_000), incremental: true)
        #expect(stream.choice?.text?.utf8.count == 1_010_000)
        #expect(message(stream)?["content"]?.stringValue?.utf8.count == 1_010_000)
    }
}
