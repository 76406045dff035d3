import StreamCore
import Testing

@Suite struct OpenAIAssistantsTests {
    private func stream(_ events: [(name: String, data: String)]) -> DecodedStream {
        let text = events.map { "event: \($0.name)\ndata: \($0.data)\n\n" }.joined()
        return DecodedStream(text, path: "/v1/threads/t/runs")
    }

    private func run(_ status: String, _ more: String = "") -> (name: String, data: String) {
        ("thread.run.\(status)", #"{"id":"run_1","object":"thread.run","status":"\#(status)","model":"m"\#(more)}"#)
    }

    private func message(_ content: String, id: String = "msg_1") -> (name: String, data: String) {
        ("thread.message.delta", #"{"id":"\#(id)","object":"thread.message.delta","delta":{"content":[\#(content)]}}"#)
    }

    private func step(_ calls: String, id: String = "step_1") -> (name: String, data: String) {
        (
            "thread.run.step.delta",
            #"{"id":"\#(id)","object":"thread.run.step.delta","delta":{"step_details":{"type":"tool_calls","tool_calls":[\#(calls)]}}}"#
        )
    }

    private let done = (name: "done", data: "[DONE]")

    @Test func `contents of a message grow by their index, interleaved and with annotations`() {
        let decoded = stream([
            message(#"{"index":1,"type":"text","text":{"value":"b","annotations":[]}}"#),
            message(#"{"index":0,"type":"text","text":{"value":"a"}}"#),
            message(
                #"{"index":1,"type":"text","text":{"value":"b","annotations":[{"index":0,"type":"file_path","start_index":1}]}}"#
            ),
            message(
                #"{"index":2,"type":"image_file","image_file":{"file_id":"f","detail":"low"}},{"index":3,"type":"refusal","refusal":"n"}"#
            ),
            message(#"{"index":3,"type":"refusal","refusal":"o"}"#),
        ])
        let content = json(
            """
            [{"type":"text","text":{"value":"a"}},
             {"type":"text","text":{"value":"bb","annotations":[{"type":"file_path","start_index":1}]}},
             {"type":"image_file","image_file":{"file_id":"f","detail":"low"}},{"type":"refusal","refusal":"no"}]
            """
        )
        #expect(decoded.decoder.message?["messages"]?.arrayValue?.first?["content"] == content)
        #expect(decoded.choice?.text == "bab")
        #expect(decoded.choice?.refusal == "no")
    }

    @Test func `calls of several steps are told apart`() {
        let decoded = stream([
            step(#"{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":""}}"#),
            step(#"{"index":1,"id":"b","type":"code_interpreter","code_interpreter":{"input":"","outputs":[]}}"#),
            step(
                #"{"index":1,"type":"code_interpreter","code_interpreter":{"input":"1+"}},{"index":0,"type":"function","function":{"arguments":"{\"x\""}}"#
            ),
            step(#"{"index":0,"id":"c","type":"file_search","file_search":{}}"#, id: "step_2"),
            step(#"{"index":0,"type":"function","function":{"arguments":":1}"}}"#),
            step(#"{"index":1,"type":"code_interpreter","code_interpreter":{"input":"1"}}"#),
        ])
        let calls = decoded.choice?.toolCalls ?? []
        #expect(calls.map(\.id) == ["a", "b", "c"])
        #expect(calls.map(\.name) == ["f", "code_interpreter", "file_search"])
        #expect(calls.map(\.arguments) == [#"{"x":1}"#, "1+1", ""])
        #expect(calls.map(\.isFreeform) == [false, true, false])
    }

    @Test func `outputs of a code interpreter grow by their index`() {
        let decoded = stream([
            step(
                #"{"index":0,"id":"a","type":"code_interpreter","code_interpreter":{"input":"x","outputs":[{"index":0,"type":"logs","logs":"4"}]}}"#
            ),
            step(
                #"{"index":0,"type":"code_interpreter","code_interpreter":{"outputs":[{"index":0,"type":"logs","logs":"2"},{"index":1,"type":"image","image":{"file_id":"f"}}]}}"#
            ),
        ])
        let calls = decoded.decoder.message?["steps"]?.arrayValue?.first?["step_details"]?["tool_calls"]
        let expected = json(
            #"[{"id":"a","type":"code_interpreter","code_interpreter":{"input":"x","outputs":[{"type":"logs","logs":"42"},{"type":"image","image":{"file_id":"f"}}]}}]"#
        )
        #expect(calls == expected)
    }

    @Test func `an event that is no delta replaces its object and tells what no delta told`() {
        let whole =
            #"{"id":"msg_1","object":"thread.message","status":"completed","role":"assistant","content":[{"type":"text","text":{"value":"right","annotations":[]}}]}"#
        let both = stream([
            message(#"{"index":0,"type":"text","text":{"value":"wro"}}"#), ("thread.message.completed", whole),
        ])
        #expect(both.decoder.message?["messages"] == json("[\(whole)]"))
        #expect(both.choice?.text == "wro")
        #expect(stream([("thread.message.completed", whole)]).choice?.text == "right")
    }

    @Test func `what the client must carry out ends the stream`() {
        let action =
            #","required_action":{"type":"submit_tool_outputs","submit_tool_outputs":{"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]}}"#
        let decoded = stream([run("in_progress"), run("requires_action", action), done])
        #expect(decoded.outcomeState == .complete)
        #expect(decoded.choice?.finishReason == "requires_action")
        #expect(decoded.choice?.toolCalls.map(\.name) == ["f"])
        #expect(decoded.choice?.toolCalls.map(\.arguments) == ["{}"])
        // Pieces told it already.
        let told = stream([
            step(#"{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}"#),
            run("requires_action", action),
        ])
        #expect(told.choice?.toolCalls.map(\.arguments) == ["{}"])
    }

    @Test(arguments: [
        ("completed", "", "completed"), ("cancelled", "", "cancelled"), ("expired", "", "expired"),
        ("incomplete", #","incomplete_details":{"reason":"max_prompt_tokens"}"#, "max_prompt_tokens"),
    ])
    func `every end of a run ends the answer`(status: String, more: String, reason: String) {
        let decoded = stream([run("created"), run(status, more)])
        #expect(decoded.choice?.finishReason == reason)
        #expect(decoded.decoder.isComplete)
        #expect(!decoded.decoder.sawTerminator)
        #expect(decoded.outcomeState == .complete)
        #expect(decoded.decoder.model == "m")
    }

    @Test(arguments: ["queued", "in_progress", "cancelling"])
    func `a run that goes on has not ended`(status: String) {
        #expect(stream([run("created"), run(status)]).outcomeState == .truncated)
    }

    @Test func `usage is the run's`() {
        let usage =
            #","usage":{"prompt_tokens":30,"completion_tokens":12,"total_tokens":42,"prompt_token_details":{"cached_tokens":0}}"#
        #expect(stream([run("completed", usage)]).decoder.answer.usage.totalTokens == 42)
        #expect(stream([run("in_progress", #","usage":null"#)]).decoder.answer.usage == Usage())
    }

    @Test func `a run that failed is an error with its cause`() {
        let failed = stream([run("failed", #","last_error":{"code":"rate_limit_exceeded","message":"slow"}"#), done])
        #expect(failed.decoder.error?.message == "slow")
        #expect(failed.decoder.error?.code == "rate_limit_exceeded")
        #expect(failed.outcomeState == .error)
        #expect(stream([run("failed", #","last_error":null"#)]).decoder.error?.message == "the run failed")
    }

    @Test(arguments: [
        #"{"error":{"code":"server_error","message":"boom","param":null,"type":"server_error"}}"#,
        #"{"code":"server_error","message":"boom","param":null,"type":"server_error"}"#,
    ])
    func `an error event holds its error or is it`(data: String) {
        let decoded = stream([run("created"), ("error", data), done])
        #expect(decoded.decoder.error?.message == "boom")
        #expect(decoded.decoder.error?.type == "server_error")
    }

    @Test func `without the names of its events a stream is known by its objects`() {
        let events = [
            run("queued"), message(#"{"index":0,"type":"text","text":{"value":"a"}}"#),
            step(#"{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}"#), run("completed"),
        ]
        let decoded = DecodedStream(events.map { "data: \($0.data)\n\n" }.joined() + "data: [DONE]\n\n")
        #expect(decoded.decoder.dialect == "openai.assistants")
        #expect(decoded.choice?.text == "a")
        #expect(decoded.choice?.toolCalls.map(\.name) == ["f"])
        #expect(decoded.decoder.sawTerminator)
    }

    @Test func `the name of an event is enough where its object is missing`() {
        let decoded = DecodedStream(
            """
            event: thread.created
            data: {"id":"t"}

            event: thread.run.step.delta
            data: {"id":"s","delta":{"step_details":{"tool_calls":[{"index":0,"id":"a","function":{"name":"f"}}]}}}

            event: thread.message.delta
            data: {"id":"m","delta":{"content":[{"index":0,"type":"text","text":{"value":"a"}}]}}

            event: thread.run.completed
            data: {"id":"r","status":"completed"}


            """
        )
        #expect(decoded.decoder.dialect == "openai.assistants")
        #expect(decoded.choice?.text == "a")
        #expect(decoded.choice?.toolCalls.map(\.name) == ["f"])
        #expect(decoded.decoder.message?["thread"] == ["id": "t"])
        #expect(decoded.decoder.isComplete)
    }

    @Test func `unknown events are named and change nothing`() {
        let decoded = stream([("thread.run.dreaming", #"{"object":"thread.run.dream"}"#), ("extra", #"{"a":1}"#)])
        #expect(decoded.deltas.map(\.name) == ["extra"])
        #expect(decoded.outcomeState == .truncated)
    }

    @Test func `a run that is asked for without a stream is read`() {
        let document =
            #"{"id":"run_1","object":"thread.run","status":"completed","model":"m","usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}"#
        var decoder = StreamDecoder(context: DecodingContext(status: 200), keeps: .message, parser: JSONParser())
        var deltas: [Delta] = []
        Array(document.utf8).withUnsafeBufferPointer { decoder.consumeDocument($0, into: &deltas) }
        #expect(decoder.dialect == "openai.assistants")
        #expect(decoder.answer.firstChoice?.finishReason == "completed")
        #expect(decoder.answer.usage.totalTokens == 3)
        #expect(decoder.message == json(document))
    }

    @Test func `paths of runs propose the dialect`() {
        for path in [
            "/v1/threads/runs", "/v1/threads/t/runs", "/openai/threads/t/runs/r/submit_tool_outputs?api-version=1",
        ] {
            #expect(DialectRegistry.proposed(method: "POST", path: path, bodyKeys: nil)?.name == "openai.assistants")
        }
        #expect(DialectRegistry.proposed(method: "POST", path: "/v1/threads/t/messages", bodyKeys: nil) == nil)
        #expect(DialectRegistry.proposed(method: "POST", path: "/v1/threads/t/runs", bodyKeys: ["x"]) == nil)
    }

    @Test(.timeLimit(.minutes(1)))
    func `long messages and hostile indexes are joined in linear time`() {
        let piece = String(repeating: "x", count: 100)
        let grows = [(name: String, data: String)](
            repeating: message(#"{"index":0,"type":"text","text":{"value":"\#(piece)"}}"#),
            count: 20_000
        )
        let hostile = (0..<20_000).reversed().map {
            message(#"{"index":\#($0),"type":"text","text":{"value":"x"}}"#, id: "h")
        }
        let messages = stream(grows + hostile).decoder.message?["messages"]?.arrayValue
        #expect(messages?.first?["content"]?.arrayValue?.first?["text"]?["value"]?.stringValue?.utf8.count == 2_000_000)
        #expect(messages?.last?["content"]?.arrayValue?.count == 20_000)
    }
}
