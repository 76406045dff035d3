import StreamCore
import Testing

@Suite struct GeminiInteractionsTests {
    private func read(_ events: [String]) -> DecodedStream {
        DecodedStream(ChatStream.sse(events), path: "/v1beta/interactions")
    }

    private func start(_ step: String, _ index: Int = 0) -> String {
        #"{"event_type":"step.start","index":\#(index),"step":\#(step)}"#
    }

    private func delta(_ delta: String, _ index: Int = 0) -> String {
        #"{"event_type":"step.delta","index":\#(index),"delta":\#(delta)}"#
    }

    private func stop(_ index: Int = 0) -> String { #"{"event_type":"step.stop","index":\#(index)}"# }

    private func step(_ stream: DecodedStream, _ index: Int = 0) -> JSONValue? {
        stream.decoder.message?["steps"]?.arrayValue?[index]
    }

    @Test func `the status of the last event is the reason and its usage counts thoughts beside the output`() {
        let stream = read([
            #"{"event_type":"interaction.completed","interaction":{"agent":"a","status":"incomplete","usage":{"total_input_tokens":8,"total_tool_use_tokens":1,"total_output_tokens":12,"total_thought_tokens":5,"total_cached_tokens":2,"total_tokens":26}}}"#
        ])
        #expect(stream.choice?.finishReason == "incomplete")
        #expect(stream.decoder.model == "a")
        let expected = Usage(
            inputTokens: 9,
            outputTokens: 17,
            reasoningTokens: 5,
            cachedTokens: 2,
            totalTokens: 26,
            source: .provider
        )
        #expect(stream.decoder.answer.usage == expected)
        #expect(stream.outcomeState == .complete)
        #expect(!stream.decoder.sawTerminator)
    }

    @Test func `thoughts are summaries and their signature is no content`() {
        let stream = read([
            start(#"{"type":"thought","summary":[{"type":"text","text":"a"}]}"#),
            delta(#"{"type":"thought_summary","content":{"type":"text","text":"b"}}"#),
            delta(#"{"type":"thought_signature","signature":"s"}"#),
            delta(#"{"type":"thought_signature","signature":"t"}"#),
        ])
        #expect(stream.told == ["reasoning a", "reasoning b"])
        #expect(stream.deltas.allSatisfy { $0.kind != .reasoning || $0.name == "summary" })
        let summary: JSONValue = [["type": "text", "text": "a"], ["type": "text", "text": "b"]]
        #expect(step(stream) == ["type": "thought", "summary": summary, "signature": "t"])
    }

    @Test func `tools of the provider are calls and their results are not`() {
        let stream = read([
            start(#"{"type":"google_search_call","id":"g","arguments":{"q":1}}"#), stop(),
            start(#"{"type":"google_search_result","call_id":"g"}"#, 1),
            delta(#"{"type":"google_search_result","call_id":"g","result":[1]}"#, 1), stop(1),
            start(#"{"type":"mcp_server_tool_call","name":"f","id":"m"}"#, 2),
            delta(#"{"type":"mcp_server_tool_call","id":"m","arguments":{"x":2}}"#, 2), stop(2),
        ])
        #expect(stream.choice?.toolCalls.map(\.name) == ["google_search", "f"])
        #expect(stream.choice?.toolCalls.map(\.arguments) == [#"{"q":1}"#, #"{"x":2}"#])
        #expect(step(stream, 1) == ["type": "google_search_result", "call_id": "g", "result": [1]])
        #expect(step(stream, 2)?["arguments"] == ["x": 2])
        #expect(step(stream, 2)?["id"] == "m")
    }

    @Test func `text is joined up to an annotation, media stands apart, audio is joined by its bytes`() {
        let stream = read([
            start(#"{"type":"model_output"}"#), delta(#"{"type":"text","text":"a"}"#),
            delta(#"{"type":"text","text":"b"}"#), delta(#"{"type":"text_annotation_delta","annotations":[{"n":1}]}"#),
            delta(#"{"type":"text","text":"c"}"#), delta(#"{"type":"audio","mime_type":"audio/pcm","data":"AA=="}"#),
            delta(#"{"type":"audio","mime_type":"audio/pcm","data":"AQI="}"#),
            delta(#"{"type":"image","mime_type":"image/png","data":"AAEC"}"#),
        ])
        let content: JSONValue = [
            ["type": "text", "text": "ab", "annotations": [["n": 1]]], ["type": "text", "text": "c"],
            ["type": "audio", "mime_type": "audio/pcm", "data": "AAEC"],
            ["type": "image", "mime_type": "image/png", "data": "AAEC"],
        ]
        #expect(step(stream)?["content"] == content)
        #expect(stream.deltas.filter { $0.kind == .media }.map(\.byteCount) == [1, 2, 3])
        #expect(stream.choice?.text == "abc")
    }

    @Test func `a stream that is resumed begins anywhere`() {
        let stream = read([
            delta(#"{"type":"text","text":"x"}"#, 4), delta(#"{"type":"arguments_delta","arguments":"{\"a\":1}"}"#, 5),
            delta(#"{"type":"thought_summary","content":{"text":"t"}}"#, 3),
        ])
        #expect(stream.choice?.text == "x")
        #expect(stream.choice?.toolCalls.map(\.arguments) == [#"{"a":1}"#])
        #expect(
            stream.decoder.message?["steps"]?.arrayValue?.map { $0["type"] } == [
                "thought", "model_output", "function_call",
            ]
        )
    }

    @Test func `what is new is kept`() {
        let stream = read([
            start(#"{"type":"dance","pace":1}"#), delta(#"{"type":"move","steps":"a"}"#),
            delta(#"{"type":"move","steps":"b"}"#), #"{"event_type":"interaction.new","x":1}"#,
        ])
        #expect(step(stream) == ["type": "dance", "pace": 1, "steps": "ab"])
        #expect(stream.decoder.error == nil)
    }

    @Test func `steps in the last event stand and so does its status`() {
        let stream = read([
            #"{"event_type":"interaction.created","interaction":{"id":"i","status":"queued"}}"#,
            #"{"event_type":"interaction.status_update","interaction_id":"i","status":"in_progress"}"#,
            start(#"{"type":"model_output"}"#), delta(#"{"type":"text","text":"a"}"#),
            #"{"event_type":"interaction.completed","interaction":{"status":"completed","steps":[{"type":"x"}]}}"#,
            "[DONE]",
        ])
        #expect(stream.decoder.message == ["id": "i", "status": "completed", "steps": [["type": "x"]]])
        #expect(stream.decoder.sawTerminator)
    }

    @Test func `a whole interaction is read and a failed one is an error`() {
        var decoder = StreamDecoder(
            context: DecodingContext(path: "/x", contentType: "application/json", status: 200),
            keeps: .message,
            parser: JSONParser()
        )
        var deltas: [Delta] = []
        let body =
            #"{"object":"interaction","model":"g","status":"completed","steps":[{"type":"model_output","content":[{"type":"text","text":"a"}]},{"type":"function_call","id":"f","name":"n","arguments":{"x":1}}]}"#
        Array(body.utf8).withUnsafeBufferPointer { decoder.consumeDocument($0, into: &deltas) }
        #expect(decoder.dialect == "gemini.interactions")
        #expect(decoder.answer.firstChoice?.text == "a")
        #expect(decoder.answer.firstChoice?.toolCalls.map(\.arguments) == [#"{"x":1}"#])
        #expect(decoder.isComplete)
        let failed = read([
            #"{"event_type":"interaction.completed","interaction":{"status":"failed","error":{"code":"c","message":"m"}}}"#
        ])
        #expect(failed.decoder.error?.message == "m")
        #expect(failed.outcomeState == .error)
    }

    @Test func `it is fetched again by its identifier`() {
        let target = "/v1beta/interactions/int_1?stream=true&last_event_id=e3"
        #expect(DialectRegistry.proposed(method: "GET", path: target, bodyKeys: nil)?.name == "gemini.interactions")
        #expect(RequestFacts(method: "GET", path: target, body: nil).streamRequested == true)
    }
}
