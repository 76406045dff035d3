import StreamCore
import Testing

@Suite struct OpenAICompletionsTests {
    private func stream(_ events: [String], path: String = "/v1/completions") -> DecodedStream {
        DecodedStream(events.map { "data: \($0)\n\n" }.joined(), path: path)
    }

    private func chunk(_ choices: String, _ more: String = "") -> String {
        #"{"id":"c","object":"text_completion","created":1,"model":"m","choices":[\#(choices)]\#(more)}"#
    }

    private func choice(_ text: String, _ index: Int = 0, finish: String = "null") -> String {
        #"{"text":"\#(text)","index":\#(index),"logprobs":null,"finish_reason":\#(finish)}"#
    }

    @Test func `choices are kept apart by their index and each ends on its own`() {
        let decoded = stream([
            chunk(choice("b1", 1)), chunk(choice("a1")), chunk(choice("b2", 1, finish: "\"length\"")),
            chunk(choice("a2", finish: "\"stop\"")), "[DONE]",
        ])
        #expect(decoded.decoder.answer.choices.map(\.text) == ["a1a2", "b1b2"])
        #expect(decoded.decoder.answer.choices.map(\.finishReason) == ["stop", "length"])
        #expect(decoded.outcomeState == .complete)
        let cut = stream([chunk(choice("b1", 1)), chunk(choice("a1", finish: "\"stop\""))])
        #expect(cut.outcomeState == .truncated)
    }

    @Test func `columns of logprobs grow, extras of vendors are kept`() {
        let decoded = stream([
            chunk(
                #"{"text":"a","index":0,"logprobs":{"tokens":["a"],"token_logprobs":[null],"top_logprobs":null},"finish_reason":null}"#
            ),
            chunk(
                #"{"text":"b","index":0,"logprobs":{"tokens":["b"],"token_logprobs":[-1],"top_logprobs":null},"finish_reason":"stop","stop_reason":7}"#
            ),
        ])
        let expected: JSONValue = [
            "text": "ab", "index": 0, "finish_reason": "stop", "stop_reason": 7,
            "logprobs": ["tokens": ["a", "b"], "token_logprobs": [nil, -1], "top_logprobs": nil],
        ]
        #expect(decoded.decoder.message?["choices"] == [expected])
    }

    @Test func `counts of zero are not known counts`() {
        let zero = #","usage":{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}"#
        let real = #","usage":{"prompt_tokens":2,"completion_tokens":1,"total_tokens":3}"#
        let decoded = stream([chunk(choice("a"), zero), chunk("", real), chunk("", zero)])
        #expect(decoded.decoder.answer.usage.totalTokens == 3)
        #expect(decoded.decoder.message?["usage"]?["total_tokens"] == 3)
        #expect(stream([chunk(choice("a"), zero)]).decoder.answer.usage == Usage())
    }

    @Test func `a chunk without object or text is read where the dialect is known`() {
        let decoded = stream([
            #"{"choices":[{"index":0,"text":"a"}]}"#,
            #"{"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":1}}"#,
        ])
        #expect(decoded.choice?.text == "a")
        #expect(decoded.decoder.answer.usage.inputTokens == 1)
    }

    @Test func `errors are reported`() {
        let decoded = stream([chunk(choice("a")), #"{"error":{"message":"boom","type":"server_error"}}"#, "[DONE]"])
        #expect(decoded.decoder.error?.message == "boom")
        #expect(decoded.outcomeState == .error)
        #expect(decoded.choice?.text == "a")
    }

    @Test(arguments: [
        (#"{"prompt":"Say","echo":true}"#, [0: "hi", 1: "Sayhi"]),
        (#"{"prompt":"Say","echo":true,"n":2}"#, [0: "hi", 1: "hi"]),
        (#"{"prompt":["Say","Sa"],"echo":true}"#, [0: "hi", 1: "yhi"]),
        (#"{"prompt":"Say"}"#, [0: "Sayhi", 1: "Sayhi"]), (#"{"prompt":[1,2],"echo":true}"#, [0: "Sayhi", 1: "Sayhi"]),
    ])
    func `a prompt that is repeated is no text of the answer`(request: String, texts: [Int: String]) {
        var context = DecodingContext(path: "/v1/completions", contentType: "text/event-stream")
        context.request =
            withView(request) { RequestFacts(method: "POST", path: "/v1/completions", body: $0) } ?? RequestFacts()
        var decoded = DecodedStream(context: context)
        let pieces = [choice("Sa"), choice("Sa", 1), choice("yh"), choice("yh", 1), choice("i"), choice("i", 1)]
        decoded.consume([Array(pieces.map { "data: \(chunk($0))\n\n" }.joined().utf8)])
        for choice in decoded.decoder.answer.choices { #expect(choice.text == texts[choice.index]) }
        // The message is what the provider would have sent.
        let whole = decoded.decoder.message?["choices"]?.arrayValue?.map { $0["text"] }
        #expect(whole == ["Sayhi", "Sayhi"])
    }

    @Test(arguments: [
        (#"{"id":"c","object":"text_completion","choices":[{"text":"a","index":0,"finish_reason":"stop"}]}"#, "stop"),
        (#"{"index":0,"content":"a","stop":true,"stop_type":"eos"}"#, "eos"),
        (#"{"content":"a","stop":true,"stopped_eos":false,"stopped_limit":true,"stopped_word":false}"#, "limit"),
        (#"{"content":"a","stop":true,"stopped_word":true}"#, "word"),
        (#"{"text":"a","meta_info":{"finish_reason":{"type":"stop"},"prompt_tokens":1}}"#, "stop"),
        (#"{"text":"a","meta_info":{"finish_reason":"abort"}}"#, "abort"),
        (#"{"generated_text":"a","details":{"finish_reason":"length"}}"#, "length"),
        (#"{"generated_text":"a"}"#, "stop"),
        (#"{"type":"completion","completion":"a","stop_reason":"max_tokens"}"#, "max_tokens"),
    ])
    func `whole answers of every shape are read and are their own message`(document: String, reason: String) {
        var decoder = StreamDecoder(context: DecodingContext(status: 200), keeps: .message, parser: JSONParser())
        var deltas: [Delta] = []
        Array(document.utf8).withUnsafeBufferPointer { decoder.consumeDocument($0, into: &deltas) }
        #expect(decoder.dialect == "openai.completions")
        #expect(decoder.answer.firstChoice?.text == "a")
        #expect(decoder.answer.firstChoice?.finishReason == reason)
        #expect(decoder.message == json(document))
    }

    @Test func `native streams end with their finish and need no sentinel`() {
        let decoded = stream([#"{"content":"a","stop":false}"#, #"{"content":"","stop":true,"stop_type":"eos"}"#])
        #expect(decoded.decoder.sawTerminator)
        #expect(decoded.outcomeState == .complete)
        #expect(stream([#"{"content":"a","stop":false}"#]).outcomeState == .truncated)
    }

    @Test func `several native choices are a list`() {
        let decoded = stream([
            #"{"index":1,"content":"b","stop":true}"#, #"{"index":0,"content":"a","stop":false}"#,
            #"{"index":0,"content":"a","stop":true}"#,
        ])
        let expected: JSONValue = [
            ["index": 0, "content": "aa", "stop": true], ["index": 1, "content": "b", "stop": true],
        ]
        #expect(decoded.decoder.message == expected)
    }

    @Test func `texts that do not grow are pieces, whatever SGLang's default is`() {
        let decoded = stream([
            #"{"text":"a","meta_info":{}}"#, #"{"text":"b","meta_info":{}}"#, #"{"text":"c","meta_info":{}}"#,
        ])
        #expect(decoded.choice?.text == "abc")
        #expect(decoded.decoder.message?["text"] == "abc")
    }
}
