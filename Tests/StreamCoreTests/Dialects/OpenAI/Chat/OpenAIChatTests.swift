import StreamCore
import Testing

@Suite struct OpenAIChatTests {
    private func read(_ events: [String]) -> DecodedStream {
        DecodedStream(ChatStream.sse(events), path: "/v1/chat/completions")
    }

    @Test func `the role is told once`() {
        let stream = DecodedStream(
            ChatStream.deltas([#"{"role":"assistant","content":"a"}"#, #"{"role":"assistant","content":"b"}"#])
        )
        #expect(stream.deltas.count { $0.kind == .role } == 1)
        #expect(stream.chatMessage?["role"] == "assistant")
    }

    @Test(arguments: ["reasoning", "reasoning_content", "reasoning_text"])
    func `reasoning has many names and keeps its own in the message`(name: String) {
        let stream = DecodedStream(ChatStream.deltas(["{\"\(name)\":\"a\"}", "{\"\(name)\":\"b\"}"]))
        #expect(stream.choice?.reasoning == "ab")
        #expect(stream.chatMessage?[name] == "ab")
    }

    @Test func `two reasoning members in one delta say the same`() {
        let stream = DecodedStream(
            ChatStream.deltas([
                #"{"reasoning":"a","reasoning_content":"a","reasoning_details":[{"type":"reasoning.text","text":"a","index":0}]}"#
            ])
        )
        #expect(stream.choice?.reasoning == "a")
    }

    @Test func `reasoning details count where nothing else says it`() {
        let stream = DecodedStream(
            ChatStream.deltas([
                #"{"reasoning_details":[{"type":"reasoning.summary","summary":"a","index":0}]}"#,
                #"{"reasoning_details":[{"type":"reasoning.encrypted","data":"zz","index":1}]}"#,
            ])
        )
        #expect(stream.choice?.reasoning == "a")
    }

    @Test func `each choice ends by itself`() {
        var events = [
            ChatStream.choice(#""delta":{"content":"A"}"#), ChatStream.choice(#""delta":{"content":"B"}"#, index: 1),
            ChatStream.choice(#""delta":{},"finish_reason":"stop""#, index: 1),
        ]
        #expect(!read(events).decoder.isComplete)
        #expect(read(events).outcomeState == .truncated)
        events.append(ChatStream.choice(#""delta":{},"finish_reason":"length""#))
        let stream = read(events)
        #expect(stream.decoder.isComplete)
        #expect(!stream.decoder.sawTerminator)
        #expect(stream.decoder.answer.choices.map(\.finishReason) == ["length", "stop"])
        #expect(stream.decoder.answer.choices.map(\.text) == ["A", "B"])
    }

    @Test func `choices are ordered by index although the second comes first`() {
        let stream = read([
            ChatStream.choice(#""delta":{"content":"B"}"#, index: 1), ChatStream.choice(#""delta":{"content":"A"}"#),
        ])
        #expect(stream.decoder.answer.choices.map(\.text) == ["A", "B"])
        #expect(stream.decoder.message?["choices"]?.arrayValue?.map { $0["message"]?["content"] } == ["A", "B"])
    }

    @Test func `a sentinel with more behind it still ends the stream`() {
        let stream = DecodedStream("data: [DONE] \n\n", path: "/chat/completions")
        #expect(stream.decoder.sawTerminator)
        #expect(stream.outcomeState == .complete)
        #expect(stream.classes == [.done])
    }

    @Test(arguments: [
        #"{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}"#,
        #"{"choices":[{"index":0,"delta":{},"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}]}"#,
        #"{"choices":[],"x_groq":{"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}}"#,
        #"{"choices":null,"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}"#,
        #"{"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}"#,
    ])
    func `usage is found wherever vendors put it`(event: String) {
        let stream = read([ChatStream.choice(#""delta":{"content":"A"}"#), event, ChatStream.choice(#""delta":{}"#)])
        #expect(stream.decoder.answer.usage.inputTokens == 3)
        #expect(stream.decoder.answer.usage.outputTokens == 2)
        #expect(stream.decoder.message?["usage"]?["total_tokens"] == 5)
    }

    @Test func `the last usage wins and a null erases nothing`() {
        let stream = read([
            #"{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":1}}"#,
            #"{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":4}}"#, #"{"choices":[],"usage":null}"#,
        ])
        #expect(stream.decoder.answer.usage.outputTokens == 4)
        #expect(stream.decoder.message?["usage"]?["completion_tokens"] == 4)
    }

    @Test(arguments: [
        (#"{"error":{"message":"m","type":"t","code":500}}"#, "t", 500 as Int?), (#"{"error":"m"}"#, nil, nil),
        (#"{"object":"error","message":"m","type":"t","code":404}"#, "t", 404),
        (#"{"error":{"message":"m","code":"t"}}"#, "t", nil),
        (#"{"error":{"message":"m","type":"t"},"status_code":503}"#, "t", 503),
        (#"{"error":"m","error_type":"t","http_status_code":422}"#, "t", 422),
        (
            #"{"choices":[{"index":0,"delta":{},"finish_reason":"error"}],"error":{"code":502,"message":"m","type":"t"}}"#,
            "t", 502
        ),
        (#"{"choices":[],"x_groq":{"error":"m"}}"#, nil, nil),
    ])
    func `an error of any shape is the exchange's error`(event: String, type: String?, status: Int?) {
        let stream = read([ChatStream.choice(#""delta":{"content":"A"}"#), event])
        #expect(stream.decoder.error?.message == "m")
        #expect(stream.decoder.error?.type == type)
        #expect(stream.decoder.error?.status == status)
        #expect(stream.deltas.count { $0.kind == .error } == 1)
        #expect(stream.outcomeState == .error)
        #expect(stream.classes.last == .error)
        #expect(stream.decoder.message?["error"] == nil)
    }

    @Test func `an event named error is one, JSON or not`() {
        let plain = DecodedStream("event: error\ndata: it broke\n\n", path: "/chat/completions")
        #expect(plain.decoder.error?.message == "it broke")
        let flat = DecodedStream(
            "event: error\ndata: {\"code\":429,\"message\":\"slow\"}\n\n",
            path: "/chat/completions"
        )
        #expect(flat.decoder.error?.message == "slow")
        #expect(flat.decoder.error?.status == 429)
    }

    @Test func `a sentinel after an error is no success`() {
        let stream = DecodedStream(
            "data: {\"error\":{\"message\":\"m\"}}\n\ndata: [DONE]\n\n",
            path: "/chat/completions"
        )
        #expect(stream.decoder.sawTerminator)
        #expect(stream.outcomeState == .error)
    }

    @Test func `an error value that is empty is none`() {
        let stream = read([
            #"{"error":null,"choices":[]}"#, #"{"error":{},"choices":[]}"#, #"{"error":"","choices":[]}"#,
        ])
        #expect(stream.decoder.error == nil)
    }

    @Test func `a refusal is told apart from text`() {
        let stream = DecodedStream(ChatStream.deltas([#"{"refusal":"I "}"#, #"{"refusal":"won't"}"#]))
        #expect(stream.choice?.refusal == "I won't")
        #expect(stream.choice?.text == nil)
        #expect(stream.chatMessage?["refusal"] == "I won't")
        #expect(stream.chatMessage?["content"] == .null)
    }

    @Test func `a whole text beside the delta is not added`() {
        let stream = read([
            ChatStream.choice(#""delta":{"content":"A"},"message":{"content":"A"}"#),
            ChatStream.choice(#""delta":{"content":"B"},"message":{"content":"AB"}"#),
        ])
        #expect(stream.choice?.text == "AB")
        #expect(stream.chatMessage?["content"] == "AB")
    }

    @Test func `a whole message in place of deltas is read once`() {
        let whole = ChatStream.choice(#""message":{"role":"assistant","content":"AB"},"finish_reason":"stop""#)
        let stream = read([whole, whole])
        #expect(stream.choice?.text == "AB")
        #expect(stream.chatMessage?["content"] == "AB")
        #expect(stream.decoder.isComplete)
    }

    @Test func `thousands of choices do not slow the reader down`() {
        let choices = (0..<20_000).map { #"{"index":\#($0 * 7),"delta":{"content":"x"}}"# }.joined(separator: ",")
        let stream = read(["{\"choices\":[\(choices)]}", "{\"choices\":[\(choices)]}"])
        #expect(stream.decoder.answer.choices.count == 20_000)
        #expect(stream.decoder.answer.choices.allSatisfy { $0.text == "xx" })
    }
}
