import StreamCore
import Testing

@Suite struct MistralConversationsTests {
    private func read(_ events: [String], path: String = "/v1/conversations") -> DecodedStream {
        DecodedStream(ChatStream.sse(events), path: path)
    }

    private func text(_ content: String, output: Int = 0) -> String {
        "{\"type\":\"message.output.delta\",\"output_index\":\(output),\"id\":\"m\",\"role\":\"assistant\",\"model\":\"x\",\"content\":\(content)}"
    }

    private func call(_ name: String, _ arguments: String, output: Int) -> String {
        "{\"type\":\"function.call.delta\",\"output_index\":\(output),\"id\":\"f-\(name)\",\"name\":\"\(name)\",\"tool_call_id\":\"c-\(name)\",\"arguments\":\(JSONValue.string(arguments).text())}"
    }

    private let done =
        #"{"type":"conversation.response.done","usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}"#

    @Test func `name and id repeat in each piece of a call and only its arguments grow`() {
        let stream = read([
            call("f", "{\"a\"", output: 0), call("g", "{}", output: 1), call("f", ":1}", output: 0), done,
        ])
        #expect(stream.choice?.toolCalls.map(\.name) == ["f", "g"])
        #expect(stream.choice?.toolCalls.map(\.id) == ["c-f", "c-g"])
        #expect(stream.choice?.toolCalls.map(\.arguments) == [#"{"a":1}"#, "{}"])
        #expect(stream.deltas.filter { $0.kind == .toolStart }.count == 2)
        #expect(stream.decoder.message?["outputs"]?.arrayValue?.map { $0["arguments"] } == [#"{"a":1}"#, "{}"])
    }

    @Test func `calls under one number are told apart by their id`() {
        let stream = read([call("f", "{}", output: 0), call("g", "[]", output: 0)])
        #expect(stream.choice?.toolCalls.map(\.arguments) == ["{}", "[]"])
        #expect(stream.decoder.message?["outputs"]?.arrayValue?.map { $0["name"] } == ["f", "g"])
    }

    @Test func `whole arguments may be an object`() {
        let event = #"{"type":"function.call.delta","output_index":0,"id":"i","name":"f","arguments":{"a":1}}"#
        #expect(read([event]).choice?.toolCalls.map(\.arguments) == [#"{"a":1}"#])
    }

    @Test func `a plain answer keeps its content as text`() {
        let stream = read([text("\"a\""), text("\"b\""), done])
        #expect(stream.choice?.text == "ab")
        #expect(stream.decoder.message?["outputs"]?.arrayValue?.first?["content"] == "ab")
        #expect(stream.decoder.model == "x")
        #expect(stream.deltas.map(\.kind) == [.role, .text, .text, .usage, .finish])
    }

    @Test func `outputs stand in order of their number`() {
        let stream = read([text("\"b\"", output: 1), call("f", "{}", output: 0)])
        #expect(
            stream.decoder.message?["outputs"]?.arrayValue?.map { $0["type"] } == ["function.call", "message.output"]
        )
    }

    @Test func `the done event ends it, and counts of connectors are part of the input`() {
        let usage =
            #"{"type":"conversation.response.done","usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":15,"connector_tokens":10}}"#
        let stream = read([text("\"a\""), usage])
        let expected = Usage(inputTokens: 13, outputTokens: 2, totalTokens: 15, source: .provider)
        #expect(stream.decoder.answer.usage == expected)
        #expect(stream.decoder.isComplete && stream.decoder.sawTerminator)
        #expect(stream.outcomeState == .complete)
        #expect(read([text("\"a\"")]).outcomeState == .truncated)
    }

    @Test func `errors come as an event of their own or as anybody's`() {
        let own = read([#"{"type":"conversation.response.error","message":"m","code":429}"#])
        #expect(own.decoder.error?.message == "m")
        #expect(own.decoder.error?.status == 429)
        #expect(own.outcomeState == .error)
        let other = read([#"{"object":"error","message":"m","type":"t","code":"c"}"#])
        #expect(other.decoder.error?.type == "t")
    }

    @Test func `unknown events and pings are no content`() {
        let stream = read([#"{"type":"conversation.response.dreaming"}"#, #"{"type":"ping"}"#, "{}"])
        #expect(stream.deltas.map(\.kind) == [.other, .other])
        #expect(stream.classes == [.other, .ping, .other])
        #expect(stream.decoder.message == nil)
    }

    @Test func `the name of the event stands in for a missing type`() {
        let stream = DecodedStream(
            "event: message.output.delta\ndata: {\"output_index\":0,\"content\":\"a\"}\n\n"
                + "event: conversation.response.done\ndata: {}\n\n"
        )
        #expect(stream.decoder.dialect == "mistral.conversations")
        #expect(stream.choice?.text == "a")
        #expect(stream.decoder.isComplete)
    }

    @Test func `without streaming there is one object`() {
        let body =
            #"{"object":"conversation.response","conversation_id":"c","outputs":[{"object":"entry","type":"tool.execution","name":"web_search","arguments":"{}","id":"t"},{"type":"agent.handoff"},{"object":"entry","type":"message.output","role":"assistant","model":"x","content":[{"type":"text","text":"a"},{"type":"thinking","thinking":"t"}]},{"type":"function.call","id":"i","tool_call_id":"k","name":"f","arguments":"{\"a\":1}"}],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}"#
        let decoder = StreamDecoder(document: body, path: "/x")
        #expect(decoder.dialect == "mistral.conversations")
        #expect(decoder.answer.firstChoice?.text == "a")
        #expect(decoder.answer.firstChoice?.reasoning == "t")
        #expect(decoder.answer.firstChoice?.toolCalls.map(\.name) == ["web_search", "f"])
        #expect(decoder.answer.firstChoice?.toolCalls.map(\.id) == ["t", "k"])
        #expect(decoder.answer.usage.totalTokens == 3)
        #expect(decoder.message == withView(body) { $0.value })
    }
}
