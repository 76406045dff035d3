import StreamCore
import Testing

@Suite struct CohereChatTests {
    private func read(_ events: [String], path: String = "/v2/chat") -> DecodedStream {
        DecodedStream(ChatStream.sse(events), path: path)
    }

    private func event(_ type: String, index: Int? = nil, _ message: String? = nil) -> String {
        let number = index.map { ",\"index\":\($0)" } ?? ""
        let delta = message.map { ",\"delta\":{\"message\":\($0)}" } ?? ""
        return "{\"type\":\"\(type)\"\(number)\(delta)}"
    }

    private func end(_ members: String) -> String {
        "{\"type\":\"message-end\",\"delta\":{\(members)}}"
    }

    private func call(_ name: String, index: Int, arguments: String = "") -> String {
        event(
            "tool-call-start",
            index: index,
            "{\"tool_calls\":{\"id\":\"id-\(name)\",\"type\":\"function\",\"function\":{\"name\":\"\(name)\",\"arguments\":\(JSONValue.string(arguments).text())}}}"
        )
    }

    private func arguments(_ piece: String, index: Int) -> String {
        event(
            "tool-call-delta",
            index: index,
            "{\"tool_calls\":{\"function\":{\"arguments\":\(JSONValue.string(piece).text())}}}"
        )
    }

    private func document(_ text: String, path: String = "/v2/chat", status: Int = 200) -> StreamDecoder {
        StreamDecoder(document: text, path: path, status: status)
    }

    @Test func `calls are told apart by their index, however they interleave`() {
        let stream = read([
            call("f", index: 0), call("g", index: 1), arguments("{\"a\"", index: 0), arguments("{}", index: 1),
            arguments(":1}", index: 0), event("tool-call-end", index: 0), event("tool-call-end", index: 1),
        ])
        #expect(stream.choice?.toolCalls.map(\.name) == ["f", "g"])
        #expect(stream.choice?.toolCalls.map(\.id) == ["id-f", "id-g"])
        #expect(stream.choice?.toolCalls.map(\.arguments) == [#"{"a":1}"#, "{}"])
        let rebuilt = stream.decoder.message?["message"]?["tool_calls"]?.arrayValue
        #expect(rebuilt?.map { $0["function"]?["arguments"] } == [#"{"a":1}"#, "{}"])
    }

    @Test func `a call that starts with arguments keeps them`() {
        let stream = read([call("f", index: 0, arguments: "{\"a\":"), arguments("1}", index: 0)])
        #expect(stream.choice?.toolCalls.map(\.arguments) == [#"{"a":1}"#])
        let rebuilt = stream.decoder.message?["message"]?["tool_calls"]?.arrayValue?.first
        #expect(rebuilt?["function"]?["arguments"] == #"{"a":1}"#)
    }

    @Test func `calls under one index are calls of their own`() {
        let stream = read([
            call("f", index: 0), arguments("{}", index: 0), call("g", index: 0), arguments("[]", index: 0),
        ])
        #expect(stream.choice?.toolCalls.map(\.arguments) == ["{}", "[]"])
        #expect(stream.decoder.message?["message"]?["tool_calls"]?.arrayValue?.count == 2)
    }

    @Test func `what never started is not lost`() {
        let stream = read([
            arguments("{}", index: 3), event("content-delta", index: 2, #"{"content":{"text":"a"}}"#),
            event("content-delta", index: 1, #"{"content":{"thinking":"t"}}"#),
        ])
        #expect(stream.choice?.toolCalls.map(\.arguments) == ["{}"])
        #expect(stream.told == ["text a", "reasoning t"])
        #expect(
            stream.decoder.message?["message"]?["content"] == [
                ["type": "thinking", "thinking": "t"], ["type": "text", "text": "a"],
            ]
        )
    }

    @Test func `content may begin with its text`() {
        let stream = read([
            event("content-start", index: 0, #"{"content":{"type":"text","text":"a"}}"#),
            event("content-delta", index: 0, #"{"content":{"text":"b"}}"#),
        ])
        #expect(stream.choice?.text == "ab")
        #expect(stream.decoder.message?["message"]?["content"] == [["type": "text", "text": "ab"]])
    }

    @Test func `real tokens are usage, billed ones are not`() {
        let stream = read([
            end(
                #""finish_reason":"COMPLETE","usage":{"billed_units":{"input_tokens":5.0,"output_tokens":4.0},"tokens":{"input_tokens":71.0,"output_tokens":9.0},"cached_tokens":16.0}"#
            )
        ])
        let expected = Usage(inputTokens: 71, outputTokens: 9, cachedTokens: 16, totalTokens: 80, source: .provider)
        #expect(stream.decoder.answer.usage == expected)
        let billed = read([end(#""usage":{"billed_units":{"input_tokens":5,"output_tokens":4}}"#)])
        #expect(billed.decoder.answer.usage == Usage(source: .provider))
    }

    @Test(arguments: [
        (#""finish_reason":"ERROR","error":"the model fell over""#, "ERROR", "the model fell over"),
        (#""finish_reason":"ERROR""#, "ERROR", "the answer ended with ERROR"),
        (#""finish_reason":"ERROR_TOXIC""#, "ERROR_TOXIC", "the answer ended with ERROR_TOXIC"),
        (#""finish_reason":"TIMEOUT""#, "TIMEOUT", "the answer ended with TIMEOUT"),
    ])
    func `an answer can end badly`(delta: String, type: String, message: String) {
        let stream = read([end(delta)])
        #expect(stream.decoder.error?.type == type)
        #expect(stream.decoder.error?.message == message)
        #expect(stream.outcomeState == .error)
        #expect(stream.choice?.finishReason == type)
        #expect(!stream.decoder.isComplete)
    }

    @Test(arguments: ["COMPLETE", "STOP_SEQUENCE", "MAX_TOKENS", "TOOL_CALL"])
    func `all other ends are good`(reason: String) {
        let stream = read([end("\"finish_reason\":\"\(reason)\"")])
        #expect(stream.decoder.error == nil)
        #expect(stream.outcomeState == .complete)
        #expect(stream.choice?.finishReason == reason)
    }

    @Test func `an end without a reason still ends`() {
        #expect(read([end("")]).decoder.sawTerminator)
        #expect(read([end("")]).outcomeState == .complete)
        #expect(read([event("content-delta", index: 0, #"{"content":{"text":"a"}}"#)]).outcomeState == .truncated)
    }

    @Test func `the SDK's sentinel ends it too`() {
        let stream = DecodedStream(
            ChatStream.sse([event("content-delta", index: 0, #"{"content":{"text":"a"}}"#)]) + "data: [DONE]\n\n"
        )
        #expect(stream.decoder.dialect == "cohere.chat")
        #expect(stream.decoder.sawTerminator)
    }

    @Test func `an error body and unknown events are no end`() {
        let stream = DecodedStream(
            ChatStream.sse([#"{"type":"debug","prompt":"p"}"#, #"{"type":"vision-start","index":0}"#])
                + "event: error\ndata: {\"message\":\"m\"}\n\ndata: text\n\n",
            path: "/v2/chat"
        )
        #expect(stream.deltas.map(\.kind) == [.other, .other, .error])
        #expect(stream.deltas.first?.name == "debug")
        #expect(stream.decoder.error?.message == "m")
        #expect(stream.decoder.message == nil)
    }

    @Test func `the name of the event stands in for a missing type`() {
        let stream = DecodedStream(
            "event: content-delta\ndata: {\"index\":0,\"delta\":{\"message\":{\"content\":{\"text\":\"a\"}}}}\n\n"
        )
        #expect(stream.decoder.dialect == "cohere.chat")
        #expect(stream.choice?.text == "a")
    }

    @Test func `log probabilities are collected`() {
        let piece =
            #"{"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"a"}}},"logprobs":{"text":"a","token_ids":[1]}}"#
        let stream = read([piece, piece])
        #expect(
            stream.decoder.message?["logprobs"] == [["text": "a", "token_ids": [1]], ["text": "a", "token_ids": [1]]]
        )
    }

    @Test func `without streaming there is one object`() {
        let text =
            #"{"id":"c","finish_reason":"TOOL_CALL","message":{"role":"assistant","tool_plan":"plan","tool_calls":[{"id":"t","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}}],"content":[{"type":"thinking","thinking":"hm"},{"type":"text","text":"a"}]},"usage":{"tokens":{"input_tokens":3,"output_tokens":2}}}"#
        let decoder = document(text, path: "/elsewhere")
        #expect(decoder.dialect == "cohere.chat")
        #expect(decoder.answer.firstChoice?.text == "a")
        #expect(decoder.answer.firstChoice?.reasoning == "planhm")
        #expect(decoder.answer.firstChoice?.toolCalls.map(\.arguments) == [#"{"a":1}"#])
        #expect(decoder.answer.firstChoice?.finishReason == "TOOL_CALL")
        #expect(decoder.answer.usage.totalTokens == 5)
        #expect(decoder.message == withView(text) { $0.value })
    }

    @Test func `a failing status makes the body an error`() {
        let decoder = document(#"{"id":"x","message":"invalid api token"}"#, status: 401)
        #expect(decoder.error?.message == "invalid api token")
        #expect(decoder.error?.status == 401)
    }

    @Test(.timeLimit(.minutes(1)))
    func `long answers are joined in linear time`() {
        let piece = String(repeating: "x", count: 100)
        let texts = [String](
            repeating: event("content-delta", index: 0, "{\"content\":{\"text\":\"\(piece)\"}}"),
            count: 20_000
        )
        let calls = [String](repeating: arguments(piece, index: 0), count: 20_000)
        let stream = read(texts + calls)
        #expect(stream.choice?.text?.utf8.count == 2_000_000)
        #expect(stream.choice?.toolCalls.first?.arguments.utf8.count == 2_000_000)
        let rebuilt = stream.decoder.message?["message"]
        #expect(rebuilt?["content"]?.arrayValue?.first?["text"]?.stringValue?.utf8.count == 2_000_000)
    }
}
