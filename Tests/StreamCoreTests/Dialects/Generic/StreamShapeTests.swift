import StreamCore
import TestSupport
import Testing

@Suite struct StreamShapeTests {
    private func read(_ name: String) throws -> DecodedStream {
        let sample = try #require(SampleCase.all.first { $0.folder == "generic" && $0.name == name })
        var stream = DecodedStream(context: DecodingContext(contentType: sample.contentType))
        stream.consume([try sample.bytes()])
        return stream
    }

    private func read(_ events: [String]) -> DecodedStream { DecodedStream(ChatStream.sse(events)) }

    @Test(arguments: [
        ("lmstudio", "It is noon.", "Need time.", nil as String?), ("replicate", "Once upon a\ntime {", nil, nil),
        ("dify", "Hello", nil, nil), ("vercel-ui", "Done.", "Hm.", nil),
        ("ag-ui", "Hello", nil, nil), ("a2a", "Found it.", "Looking.", "completed"),
        ("cohere-v1", "Hello", nil, "COMPLETE"),
    ])
    func `known shapes are read, not guessed`(name: String, text: String, reasoning: String?, finish: String?) throws {
        let stream = try read(name)
        #expect(stream.choice?.text == text)
        #expect(stream.choice?.reasoning == reasoning)
        #expect(stream.choice?.finishReason == finish)
        #expect(!stream.decoder.answer.isGuessed)
        #expect(stream.decoder.sawTerminator)
        #expect(stream.decoder.message == nil)
    }

    @Test(arguments: [
        ("lmstudio", "get_time", #"{"zone":"UTC"}"#), ("vercel-ui", "f", #"{"a":1}"#), ("ag-ui", "f", #"{"a":1}"#),
        ("cohere-v1", "f", #"{"a":1}"#),
    ])
    func `their tool calls are told once`(name: String, tool: String, arguments: String) throws {
        let calls = try read(name).choice?.toolCalls
        #expect(calls?.map(\.name) == [tool])
        #expect(calls?.map(\.arguments) == [arguments])
    }

    @Test(arguments: [
        ("lmstudio", 30 as Int?, 12), ("dify", 3, 2),
        ("cohere-v1", 9, 3),
    ])
    func `their counts are read`(name: String, input: Int?, output: Int) throws {
        let usage = try read(name).decoder.answer.usage
        #expect(usage.inputTokens == input)
        #expect(usage.outputTokens == output)
    }

    @Test func `a shape overrules the path and keeps the name of the framing`() {
        let event = #"{"type":"chat.start","model_instance_id":"m"}"#
        let stream = DecodedStream(ChatStream.sse([event]), path: "/v1/chat/completions")
        #expect(stream.decoder.dialect == "sse")
        #expect(stream.decoder.model == "m")
    }

    @Test func `an input that came whole is told, one in pieces not again`() {
        let whole = read([
            #"{"type":"start","messageId":"m"}"#,
            #"{"type":"tool-input-available","toolCallId":"c","toolName":"f","input":{"a":1}}"#,
            #"{"type":"tool-input-available","toolCallId":"d","toolName":"g","input":{"b":2}}"#,
            #"{"type":"abort"}"#,
        ])
        #expect(whole.choice?.toolCalls.map(\.id) == ["c", "d"])
        #expect(whole.choice?.toolCalls.map(\.arguments) == [#"{"a":1}"#, #"{"b":2}"#])
        #expect(whole.choice?.finishReason == "abort")
    }

    @Test(arguments: [
        #"{"type":"RUN_ERROR","message":"m"}"#, #"{"type":"error","errorText":"m"}"#,
        #"{"event":"error","task_id":"t","code":"invalid_param","message":"m"}"#,
        #"{"type":"error","error":{"message":"m"}}"#, #"{"jsonrpc":"2.0","id":1,"error":{"code":-1,"message":"m"}}"#,
    ])
    func `their errors are errors`(event: String) {
        let stream = read([event])
        #expect(stream.decoder.error?.message == "m")
        #expect(stream.outcomeState == .error)
    }

    @Test func `version 1 of A2A names the member`() {
        let stream = read([
            #"{"jsonrpc":"2.0","id":1,"result":{"task":{"id":"t","status":{"state":"TASK_STATE_WORKING"}}}}"#,
            #"{"jsonrpc":"2.0","id":1,"result":{"artifactUpdate":{"taskId":"t","artifact":{"parts":[{"text":"a"}]}}}}"#,
            #"{"jsonrpc":"2.0","id":1,"result":{"statusUpdate":{"taskId":"t","status":{"state":"TASK_STATE_COMPLETED"}}}}"#,
        ])
        #expect(stream.decoder.dialect == "sse")
        #expect(stream.choice?.text == "a")
        #expect(stream.decoder.sawTerminator)
        let task = read([#"{"jsonrpc":"2.0","id":1,"result":{"task":{"taskId":"t","status":"working"}}}"#])
        #expect(task.decoder.dialect == "mcp")
    }

    @Test func `rows of Copilot's agents stand beside the answer`() {
        let stream = DecodedStream(
            "event: copilot_references\ndata: [{\"type\":\"x\",\"id\":\"1\"}]\n\n"
                + ChatStream.content(["a"])
                + "event: copilot_errors\ndata: [{\"type\":\"agent\",\"code\":\"c\",\"message\":\"m\"}]\n\n",
            path: "/chat/completions"
        )
        #expect(stream.choice?.text == "a")
        #expect(stream.deltas.filter { $0.kind == .other }.map(\.name) == ["copilot_references", "copilot_errors"])
        #expect(stream.decoder.error == nil)
    }
}
