import StreamCore
import Testing

@Suite struct OllamaTests {
    private static let stamp = #""model":"m","created_at":"2026-01-01T00:00:00Z""#

    private func chat(_ lines: [String]) -> DecodedStream {
        read(lines, path: "/api/chat")
    }

    private func read(_ lines: [String], path: String = "", type: String? = "application/x-ndjson") -> DecodedStream {
        var stream = DecodedStream(context: DecodingContext(path: path, contentType: type))
        stream.consume([Array(lines.map { $0 + "\n" }.joined().utf8)])
        return stream
    }

    private func line(_ message: String, _ rest: String = #""done":false"#) -> String {
        "{\(Self.stamp),\"message\":{\"role\":\"assistant\",\(message)},\(rest)}"
    }

    private func piece(_ text: String) -> String {
        "{\(Self.stamp),\"response\":\(JSONValue.string(text).text()),\"done\":false}"
    }

    private func document(_ text: String, path: String, status: Int = 200) -> StreamDecoder {
        StreamDecoder(document: text, path: path, status: status)
    }

    @Test func `the first line tells chat and generate apart`() {
        #expect(read([line(#""content":"a""#)]).decoder.dialect == "ollama.chat")
        #expect(read([piece("a")]).decoder.dialect == "ollama.generate")
        #expect(read([#"{"status":"pulling manifest"}"#]).decoder.dialect == "ndjson")
        #expect(read([line(#""content":"a""#)], path: "/api/generate").decoder.dialect == "ollama.chat")
    }

    @Test func `the counts are usage and the durations stay in the message`() {
        let stream = chat([
            line(#""content":"a""#),
            line(
                #""content":"""#,
                #""done":true,"done_reason":"length","total_duration":5,"prompt_eval_count":26,"eval_count":9"#
            ),
        ])
        let expected = Usage(inputTokens: 26, outputTokens: 9, totalTokens: 35, source: .provider)
        #expect(stream.decoder.answer.usage == expected)
        #expect(stream.choice?.finishReason == "length")
        #expect(stream.decoder.message?["total_duration"] == 5)
        #expect(stream.deltas.suffix(2).map(\.kind) == [.usage, .finish])
        #expect(stream.classes == [.text, .stop])
        #expect(stream.decoder.model == "m")
    }

    @Test func `a count that is missing leaves the total unknown`() {
        let stream = chat([line(#""content":"a""#, #""done":true,"eval_count":9"#)])
        #expect(stream.decoder.answer.usage == Usage(outputTokens: 9, source: .provider))
        #expect(chat([line(#""content":"""#, #""done":true"#)]).decoder.answer.usage == Usage(source: .none))
    }

    @Test func `the line that says done is finish and end, with or without a reason`() {
        let stream = chat([line(#""content":"a""#, #""done":true"#)])
        #expect(stream.decoder.isComplete && stream.decoder.sawTerminator)
        #expect(stream.choice?.finishReason == nil)
        #expect(stream.outcomeState == .complete)
        #expect(chat([line(#""content":"a""#)]).outcomeState == .truncated)
    }

    @Test func `a prompt that only loads the model is a whole answer`() {
        let text = "{\(Self.stamp),\"response\":\"\",\"done\":true,\"done_reason\":\"load\"}"
        let stream = read([text], path: "/api/generate")
        #expect(stream.choice?.finishReason == "load")
        #expect(stream.outcomeState == .complete)
        #expect(stream.deltas.map(\.kind) == [.finish])
    }

    @Test func `parallel calls may come on one line or on several`() {
        let calls = [
            #"{"function":{"name":"f","arguments":{"a":[1,{"b":"c"}]}}}"#,
            #"{"id":"i","function":{"index":1,"name":"g","arguments":{}}}"#, #"{"function":{"name":"h"}}"#,
        ]
        let streams = [
            chat([line("\"content\":\"\",\"tool_calls\":[\(calls.joined(separator: ","))]")]),
            chat(calls.map { line("\"content\":\"\",\"tool_calls\":[\($0)]") }),
        ]
        for stream in streams {
            #expect(stream.choice?.toolCalls.map(\.name) == ["f", "g", "h"])
            #expect(stream.choice?.toolCalls.map(\.id) == [nil, "i", nil])
            #expect(stream.choice?.toolCalls.map(\.arguments) == [#"{"a":[1,{"b":"c"}]}"#, "{}", ""])
            #expect(stream.decoder.message?["message"]?["tool_calls"]?.arrayValue?.count == 3)
        }
    }

    @Test func `generate thinks, calls and answers beside the members`() {
        let stream = read(
            [
                "{\(Self.stamp),\"response\":\"\",\"thinking\":\"hm\",\"done\":false}", piece("a"),
                "{\(Self.stamp),\"response\":\"\",\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":{}}}],\"done\":true}",
            ],
            path: "/api/generate"
        )
        #expect(stream.told == ["reasoning hm", "text a"])
        #expect(stream.choice?.toolCalls.map(\.name) == ["f"])
        #expect(stream.decoder.message?["thinking"] == "hm")
        #expect(stream.decoder.message?["response"] == "a")
    }

    @Test func `thoughts that an old server leaves in the text are told as reasoning`() {
        let stream = chat([
            line(#""content":"<thi""#), line(#""content":"nk>hm</think>\n""#), line(#""content":"a""#, #""done":true"#),
        ])
        #expect(stream.choice?.reasoning == "hm")
        #expect(stream.choice?.text == "a")
        #expect(stream.decoder.message?["message"]?["content"] == "<think>hm</think>\na")
    }

    @Test func `a held start of a tag is told when the stream breaks off`() {
        #expect(chat([line(#""content":"<th""#)]).told == ["text <th"])
    }

    @Test func `lists are joined and the context is replaced`() {
        let stream = read(
            [
                "{\(Self.stamp),\"response\":\"a\",\"done\":false,\"logprobs\":[{\"token\":\"a\"}],\"context\":[9]}",
                "{\(Self.stamp),\"response\":\"b\",\"done\":true,\"logprobs\":[{\"token\":\"b\"}],\"context\":[1,2]}",
            ],
            path: "/api/generate"
        )
        #expect(stream.decoder.message?["logprobs"] == [["token": "a"], ["token": "b"]])
        #expect(stream.decoder.message?["context"] == [1, 2])
        #expect(stream.decoder.message?["response"] == "ab")
    }

    @Test func `images are media and their progress is no content`() {
        let stream = read(
            [
                "{\(Self.stamp),\"completed\":1,\"total\":2,\"response\":\"\",\"done\":false}",
                "{\(Self.stamp),\"image\":\"AAAA\",\"response\":\"\",\"done\":true}",
            ],
            path: "/api/generate"
        )
        #expect(stream.deltas.map(\.kind) == [.other, .media, .finish])
        #expect(stream.deltas.first { $0.kind == .media }?.byteCount == 3)
        let chat = chat([line(#""content":"","images":["AAAA","AAA="]"#)])
        #expect(chat.deltas.filter { $0.kind == .media }.map(\.byteCount) == [3, 2])
    }

    @Test func `an error line ends a stream that had begun`() {
        let stream = chat([line(#""content":"a""#), #"{"error":"llama runner process has terminated"}"#])
        #expect(stream.decoder.error?.message == "llama runner process has terminated")
        #expect(stream.outcomeState == .error)
        #expect(stream.classes == [.text, .error])
        #expect(stream.decoder.message?["error"] == nil)
        #expect(stream.choice?.text == "a")
    }

    @Test func `an error before the first line is a document`() {
        let decoder = document(#"{"error":"model 'x' not found"}"#, path: "/api/chat", status: 404)
        #expect(decoder.error?.message == "model 'x' not found")
        #expect(decoder.error?.status == 404)
        #expect(decoder.dialect == "ollama.chat")
    }

    @Test func `without streaming there is one object`() {
        let text = line(
            #""content":"a","thinking":"t","tool_calls":[{"function":{"name":"f","arguments":{"x":1}}}]"#,
            #""done":true,"done_reason":"stop","prompt_eval_count":1,"eval_count":2"#
        )
        let decoder = document(text, path: "/api/chat")
        #expect(decoder.answer.firstChoice?.text == "a")
        #expect(decoder.answer.firstChoice?.reasoning == "t")
        #expect(decoder.answer.firstChoice?.toolCalls.map(\.arguments) == [#"{"x":1}"#])
        #expect(decoder.answer.usage.totalTokens == 3)
        #expect(decoder.message == withView(text) { $0.value })
        #expect(document(piece("a"), path: "/x").dialect == "ollama.generate")
    }

    @Test func `a line separator inside a string divides nothing`() {
        let stream = chat([line("\"content\":\"a\u{2028}b\u{85}c\"")])
        #expect(stream.choice?.text == "a\u{2028}b\u{85}c")
        #expect(stream.decoder.eventCount == 1)
    }

    @Test(.timeLimit(.minutes(1)))
    func `long answers are joined in linear time`() {
        let text = String(repeating: "x", count: 100)
        let stream = chat([String](repeating: line("\"content\":\"\(text)\""), count: 20_000))
        #expect(stream.choice?.text?.utf8.count == 2_000_000)
        #expect(stream.decoder.message?["message"]?["content"]?.stringValue?.utf8.count == 2_000_000)
    }
}
