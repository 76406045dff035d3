import StreamCore
import Testing

@Suite struct AnthropicMessagesTests {
    private func read(_ events: [String]) -> DecodedStream {
        DecodedStream(ChatStream.sse(events), path: "/v1/messages")
    }

    private func block(_ start: String, _ deltas: [String], index: Int = 0) -> [String] {
        ["{\"type\":\"content_block_start\",\"index\":\(index),\"content_block\":\(start)}"]
            + deltas.map { "{\"type\":\"content_block_delta\",\"index\":\(index),\"delta\":\($0)}" }
            + ["{\"type\":\"content_block_stop\",\"index\":\(index)}"]
    }

    @Test func `tools of every kind are calls and their pieces are joined as text`() {
        for type in ["tool_use", "server_tool_use", "mcp_tool_use"] {
            let stream = read(
                block(
                    #"{"type":"\#(type)","id":"t","name":"f","input":{}}"#,
                    [
                        #"{"type":"input_json_delta","partial_json":""}"#,
                        #"{"type":"input_json_delta","partial_json":"{\"a\""}"#,
                        #"{"type":"input_json_delta","partial_json":":1}"}"#,
                    ]
                )
            )
            #expect(stream.choice?.toolCalls.map(\.arguments) == [#"{"a":1}"#])
            #expect(stream.choice?.toolCalls.first?.name == "f")
            #expect(stream.decoder.message?["content"]?.arrayValue?.first?["input"] == ["a": 1])
        }
    }

    @Test func `a tool without pieces has an empty input`() {
        let stream = read(block(#"{"type":"tool_use","id":"t","name":"f"}"#, []))
        #expect(stream.decoder.message?["content"]?.arrayValue?.first?["input"] == [:])
        #expect(stream.choice?.toolCalls.first?.argumentsJSON(JSONParser()) == [:])
    }

    @Test func `an input that came whole with the start is told when the block ends`() {
        let stream = read(block(#"{"type":"tool_use","id":"t","name":"f","input":{"a":[1]}}"#, []))
        #expect(stream.choice?.toolCalls.first?.arguments == #"{"a":[1]}"#)
        #expect(stream.decoder.message?["content"]?.arrayValue?.first?["input"] == ["a": [1]])
    }

    @Test func `the place of a tool counts tools only`() {
        let stream = read(
            block(#"{"type":"text","text":""}"#, [], index: 0)
                + block(#"{"type":"tool_use","id":"a","name":"f","input":{}}"#, [], index: 1)
                + block(#"{"type":"tool_use","id":"b","name":"g","input":{}}"#, [], index: 2)
        )
        #expect(stream.deltas.filter { $0.kind == .toolStart }.map(\.index) == [0, 1])
    }

    @Test func `text of a block that never started is not lost`() {
        let stream = read([
            #"{"type":"content_block_delta","index":3,"delta":{"type":"text_delta","text":"a"}}"#,
            #"{"type":"content_block_delta","index":3,"delta":{"type":"text_delta","text":"b"}}"#,
            #"{"type":"content_block_delta","index":4,"delta":{"type":"thinking_delta","thinking":"c"}}"#,
        ])
        #expect(stream.choice?.text == "ab")
        #expect(stream.choice?.reasoning == "c")
        #expect(
            stream.decoder.message?["content"] == [
                ["type": "text", "text": "ab"], ["type": "thinking", "thinking": "c"],
            ]
        )
    }

    @Test func `usage is cumulative and cached tokens are part of the input`() {
        let stream = read([
            #"{"type":"message_start","message":{"role":"assistant","usage":{"input_tokens":10,"cache_creation_input_tokens":3,"cache_read_input_tokens":4,"cache_creation":{"ephemeral_1h_input_tokens":2},"service_tier":"standard","output_tokens":1}}}"#,
            #"{"type":"message_delta","delta":{},"usage":{"output_tokens":5,"input_tokens":null}}"#,
            #"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":9,"output_tokens_details":{"thinking_tokens":6}}}"#,
        ])
        var expected = Usage(
            inputTokens: 17,
            outputTokens: 9,
            reasoningTokens: 6,
            cachedTokens: 4,
            totalTokens: 26,
            source: .provider
        )
        expected.cacheWriteTokens = 3
        expected.longCacheWriteTokens = 2
        expected.serviceTier = "standard"
        #expect(stream.decoder.answer.usage == expected)
        #expect(stream.decoder.message?["usage"]?["input_tokens"] == 10)
        #expect(stream.decoder.message?["usage"]?["output_tokens"] == 9)
    }

    @Test func `a stop reason completes, message_stop terminates`() {
        var events = [#"{"type":"message_delta","delta":{"stop_reason":"max_tokens"}}"#]
        #expect(read(events).decoder.isComplete)
        #expect(read(events).outcomeState == .complete)
        events = [#"{"type":"message_stop"}"#]
        #expect(read(events).decoder.sawTerminator)
        #expect(read(events).outcomeState == .complete)
        #expect(read([#"{"type":"message_start","message":{}}"#]).outcomeState == .truncated)
    }

    @Test func `pings say nothing and may come before the start`() {
        let stream = DecodedStream(
            "event: ping\ndata: {\"type\":\"ping\"}\n\nevent: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"role\":\"assistant\"}}\n\n"
        )
        #expect(stream.decoder.dialect == "anthropic.messages")
        #expect(stream.classes == [.ping, .role])
        #expect(stream.deltas.map(\.kind) == [.role])
    }

    @Test func `an error wrapped twice is unwrapped`() {
        let stream = DecodedStream(
            "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"m\"}}}\n\n",
            path: "/v1/messages"
        )
        #expect(stream.decoder.error?.type == "api_error")
        #expect(stream.decoder.error?.raw == ["type": "api_error", "message": "m"])
    }

    @Test func `a fallback names the model that answers`() {
        let stream = read(
            [#"{"type":"message_start","message":{"role":"assistant","model":"a"}}"#]
                + block(#"{"type":"fallback","from":{"model":"a"},"to":{"model":"b"}}"#, [])
        )
        #expect(stream.decoder.model == "b")
        #expect(stream.decoder.message?["model"] == "b")
    }

    @Test func `redacted thinking, signatures and results are no content`() {
        let stream = read(
            block(#"{"type":"redacted_thinking","data":"x"}"#, [], index: 0)
                + block(
                    #"{"type":"thinking","thinking":""}"#,
                    [#"{"type":"signature_delta","signature":"s"}"#],
                    index: 1
                )
                + block(#"{"type":"web_search_tool_result","content":[]}"#, [], index: 2)
        )
        #expect(stream.deltas.filter(\.isContent).isEmpty)
        #expect(stream.decoder.message?["content"]?.arrayValue?.count == 3)
    }

    @Test(arguments: [
        "web_search_tool_result", "web_fetch_tool_result", "code_execution_tool_result",
        "bash_code_execution_tool_result", "text_editor_code_execution_tool_result", "tool_search_tool_result",
        "mcp_tool_result", "container_upload", "redacted_thinking", "compaction", "fallback", "from_the_future",
    ])
    func `blocks that come whole are named, kept and no content`(type: String) {
        let stream = read(block("{\"type\":\"\(type)\",\"data\":{\"text\":\"x\"},\"text\":\"y\"}", []))
        #expect(stream.deltas == [Delta(.other, name: type)])
        #expect(
            stream.decoder.message?["content"] == [["type": .string(type), "data": ["text": "x"], "text": "y"]]
        )
    }

    @Test(arguments: [
        "web_search", "web_fetch", "code_execution", "bash_code_execution", "text_editor_code_execution",
        "tool_search_tool_regex",
    ])
    func `tools that run at the provider's are calls`(name: String) {
        let stream = read(
            block(
                "{\"type\":\"server_tool_use\",\"id\":\"s\",\"name\":\"\(name)\",\"input\":{}}",
                [#"{"type":"input_json_delta","partial_json":"{}"}"#]
            )
        )
        #expect(stream.choice?.toolCalls.map(\.name) == [name])
    }

    @Test func `content in the start of the message counts`() {
        let stream = read([
            #"{"type":"message_start","message":{"role":"assistant","content":[{"type":"text","text":"a"}]}}"#,
            #"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"b"}}"#,
        ])
        #expect(stream.choice?.text == "ab")
        #expect(stream.decoder.message?["content"] == [["type": "text", "text": "ab"]])
    }

    @Test func `tools that never started stay apart`() {
        let piece = { (index: Int, text: String) in
            #"{"type":"content_block_delta","index":\#(index),"delta":{"type":"input_json_delta","partial_json":"\#(text)"}}"#
        }
        let stream = read([piece(0, "[1"), piece(1, "[2"), piece(0, "]"), piece(1, "]")])
        #expect(stream.choice?.toolCalls.map(\.arguments) == ["[1]", "[2]"])
        #expect(stream.decoder.message?["content"]?.arrayValue?.map { $0["input"] } == [[1], [2]])
    }

    @Test func `a delta without an index belongs to the last block`() {
        let stream = read(
            [#"{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t","name":"f"}}"#]
                + [#"{"type":"content_block_delta","delta":{"type":"input_json_delta","partial_json":"{\"a\":1}"}}"#]
        )
        #expect(stream.choice?.toolCalls.map(\.arguments) == [#"{"a":1}"#])
        #expect(stream.decoder.message?["content"]?.arrayValue?.first?["input"] == ["a": 1])
    }

    @Test(arguments: [
        "end_turn", "max_tokens", "stop_sequence", "tool_use", "pause_turn", "refusal", "model_context_window_exceeded",
    ])
    func `every stop reason is an end`(reason: String) {
        let stream = read([
            #"{"type":"message_delta","delta":{"stop_reason":"\#(reason)","stop_details":{"type":"x"}}}"#
        ])
        #expect(stream.choice?.finishReason == reason)
        #expect(stream.outcomeState == .complete)
        #expect(stream.decoder.message?["stop_details"] == ["type": "x"])
    }

    @Test func `all counts of usage are kept, the last one that is there stands`() {
        let stream = read([
            #"{"type":"message_start","message":{"usage":{"input_tokens":1,"cache_creation":{"ephemeral_5m_input_tokens":0},"service_tier":"standard","output_tokens":1}}}"#,
            #"{"type":"message_delta","delta":{},"usage":{"input_tokens":9,"server_tool_use":{"web_search_requests":1},"output_tokens":5,"service_tier":null}}"#,
        ])
        #expect(
            stream.decoder.message?["usage"] == [
                "input_tokens": 9, "cache_creation": ["ephemeral_5m_input_tokens": 0], "service_tier": "standard",
                "output_tokens": 5, "server_tool_use": ["web_search_requests": 1],
            ]
        )
        #expect(stream.decoder.answer.usage.inputTokens == 9)
    }

    @Test func `an error may be all that comes, and its request is kept with the event`() {
        let stream = DecodedStream(
            "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"m\"},\"request_id\":\"r\"}\n\n",
            path: "/v1/messages"
        )
        #expect(stream.decoder.error?.type == "overloaded_error")
        #expect(stream.decoder.message == nil)
        #expect(stream.outcomeState == .error)
    }

    @Test(arguments: [
        "/v1/projects/p/locations/l/publishers/anthropic/models/claude-sonnet-4@20250514:streamRawPredict",
        "/v1/projects/p/locations/l/publishers/anthropic/models/claude-sonnet-4@20250514:rawPredict",
    ])
    func `Vertex names the model in the path and the stream by the method`(path: String) {
        let facts = withView(#"{"anthropic_version":"vertex-2023-10-16","messages":[]}"#) {
            RequestFacts(method: "POST", path: path, body: $0)
        }
        #expect(facts?.model == "claude-sonnet-4@20250514")
        #expect(facts?.streamRequested == path.hasSuffix(":streamRawPredict"))
    }

    @Test func `a sentinel of another grammar changes nothing`() {
        let stream = read([#"{"type":"message_delta","delta":{"stop_reason":"end_turn"}}"#, "[DONE]"])
        #expect(!stream.decoder.sawTerminator)
        #expect(stream.outcomeState == .complete)
    }

    @Test(.timeLimit(.minutes(1)))
    func `long answers are joined in linear time`() {
        let piece = String(repeating: "x", count: 100)
        let texts = [String](repeating: "{\"type\":\"text_delta\",\"text\":\"\(piece)\"}", count: 20_000)
        let inputs = [String](repeating: "{\"type\":\"input_json_delta\",\"partial_json\":\"\(piece)\"}", count: 20_000)
        let stream = read(
            block(#"{"type":"text","text":""}"#, texts)
                + block(#"{"type":"tool_use","id":"t","name":"f"}"#, inputs, index: 1)
        )
        #expect(stream.choice?.text?.utf8.count == 2_000_000)
        #expect(stream.choice?.toolCalls.first?.arguments.utf8.count == 2_000_000)
        #expect(stream.decoder.message?["content"]?.arrayValue?.first?["text"]?.stringValue?.utf8.count == 2_000_000)
        #expect(stream.decoder.partialJSON[1]?.utf8.count == 2_000_000)
    }
}
