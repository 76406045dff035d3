import StreamCore
import Testing

/// How Responses streams end, and what their ends say of what came before.
@Suite struct OpenAIResponsesEndTests {
    private typealias Events = ResponsesStream

    private func finish(_ event: String, before: [String] = []) -> String? {
        Events.decode(before + [event]).choice?.finishReason
    }

    @Test func `the reason is the status, the cause of an incomplete response, or calls that wait for the client`() {
        let call = #"{"id":"f","type":"function_call","call_id":"c","name":"f","arguments":"{}"}"#
        let search = #"{"id":"w","type":"web_search_call","action":{}}"#
        let shell = #"{"id":"s","type":"shell_call","call_id":"c","action":{}}"#
        #expect(finish(Events.completed("[\(Events.message("a"))]")) == "completed")
        #expect(finish(Events.completed("[\(call)]")) == "tool_calls")
        #expect(finish(Events.completed("[\(search),\(Events.message("a"))]")) == "completed")
        #expect(finish(Events.completed("[\(shell)]")) == "tool_calls")
        #expect(
            finish(Events.completed(#"[\#(shell),{"id":"o","type":"shell_call_output","output":[]}]"#)) == "completed"
        )
        // A gateway leaves the output out of the end.
        #expect(finish(Events.completed("[]"), before: [Events.done(0, call)]) == "tool_calls")
        let limit =
            #""response":{"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"},"output":[]}"#
        #expect(finish(Events.event("incomplete", limit)) == "max_output_tokens")
        #expect(finish(Events.event("incomplete", #""response":{}"#)) == "incomplete")
        #expect(finish(Events.event("cancelled", #""response":{"status":"cancelled"}"#)) == "cancelled")
        #expect(finish(Events.event("failed", #""response":{"status":"failed"}"#)) == "failed")
    }

    @Test func `usage has the grammar's own names`() {
        let usage =
            #","usage":{"input_tokens":30,"input_tokens_details":{"cached_tokens":10},"output_tokens":40,"output_tokens_details":{"reasoning_tokens":25},"total_tokens":70}"#
        let expected = Usage(
            inputTokens: 30,
            outputTokens: 40,
            reasoningTokens: 25,
            cachedTokens: 10,
            totalTokens: 70,
            source: .provider
        )
        #expect(Events.decode([Events.completed("[]", usage)]).decoder.answer.usage == expected)
    }

    @Test func `only the end of a response ends it`() {
        let end = Events.completed("[\(Events.message("a"))]")
        #expect(Events.decode([Events.created, Events.text(0, "a")]).outcomeState == .truncated)
        #expect(Events.decode([Events.created, Events.text(0, "a"), end]).outcomeState == .complete)
        let sentinel = DecodedStream(Events.sse([Events.created]) + "data: [DONE]\n\n", path: "/v1/responses")
        #expect(sentinel.outcomeState == .truncated)
        let tolerated = DecodedStream(Events.sse([Events.created, end]) + "data: [DONE]\n\n", path: "/v1/responses")
        #expect(tolerated.outcomeState == .complete)
        #expect(tolerated.classes.last == .done)
    }

    @Test(arguments: [
        (
            #"{"type":"error","code":"c","message":"m","param":null,"sequence_number":9}"#,
            #"{"code":"c","message":"m","param":null}"#, "c"
        ),
        (
            #"{"type":"error","error":{"type":"t","code":"c","message":"m"},"sequence_number":9}"#,
            #"{"type":"t","code":"c","message":"m"}"#, "t"
        ),
        (#"{"error":{"type":"t","message":"m"}}"#, #"{"type":"t","message":"m"}"#, "t"),
        (
            #"{"type":"response.failed","response":{"status":"failed","error":{"code":"c","message":"m"}}}"#,
            #"{"code":"c","message":"m"}"#, "c"
        ),
    ])
    func `errors are reported flat, nested and in the response that failed`(event: String, raw: String, type: String) {
        let stream = Events.decode([Events.created, Events.text(0, "a"), event])
        #expect(stream.decoder.error?.message == "m")
        #expect(stream.decoder.error?.type == type)
        #expect(stream.decoder.error?.raw == json(raw))
        #expect(stream.outcomeState == .error)
        #expect(stream.choice?.text == "a")
    }

    @Test func `a response that failed without saying why is an error all the same`() {
        let stream = Events.decode([Events.event("failed", #""response":{"status":"failed","error":null}"#)])
        #expect(stream.decoder.error?.message == "the response failed")
    }

    @Test func `what no piece told is told by the first event that has it whole`() {
        let text = Events.event("output_text.done", #""item_id":"msg","output_index":0,"content_index":0,"text":"a""#)
        let part = Events.event(
            "content_part.done",
            #""item_id":"msg","output_index":0,"content_index":0,"part":{"type":"output_text","text":"a"}"#
        )
        let all = [text, part, Events.done(0, Events.message("a")), Events.completed("[\(Events.message("a"))]")]
        for skipped in 0..<all.count {
            let stream = Events.decode([Events.created] + all[skipped...])
            #expect(stream.choice?.text == "a")
            #expect(stream.deltas.count { $0.kind == .text } == 1)
            #expect(stream.first["content"] == 2)
        }
    }

    @Test func `a stream that is resumed in the middle gets the whole answer from its end`() {
        let reasoning =
            #"{"id":"r","type":"reasoning","summary":[{"type":"summary_text","text":"one"},{"type":"summary_text","text":"two"}]}"#
        let call = #"{"id":"f","type":"function_call","call_id":"c","name":"f","arguments":"{\"x\":1}"}"#
        let stream = Events.decode([
            Events.event("function_call_arguments.delta", #""item_id":"f","output_index":1,"delta":":1}""#),
            Events.text(2, "end"),
            Events.completed("[\(reasoning),\(call),\(Events.message("the end"))]"),
        ])
        #expect(stream.choice?.text == "the end")
        #expect(stream.choice?.reasoning == "one\n\ntwo")
        #expect(stream.calls == [#"f({"x":1})"#])
        #expect(stream.choice?.toolCalls.first?.id == "c")
        // What is only stated again is no content.
        #expect(stream.deltas.filter { $0.isContent && $0.kind == .text }.map(\.text) == ["end"])
        #expect(stream.output?.arrayValue?.count == 3)
    }

    @Test func `a lost or a doubled piece is put right by the end`() {
        for pieces in [["a", "c"], ["a", "b", "b", "c"]] {
            let stream = Events.decode(
                pieces.map { Events.text(0, $0) } + [Events.completed("[\(Events.message("abc"))]")]
            )
            #expect(stream.choice?.text == "abc")
        }
    }

    @Test func `a live stream keeps no restated text`() {
        let events = [Events.text(0, "a"), Events.completed("[\(Events.message("abc"))]")]
        #expect(Events.decode(events, keeps: .nothing).choice?.text == nil)
    }

    /// What stands in a final response alone is content of this stream, unless it was content of an earlier one.
    @Test func `what was streamed before a resumption is restated, not content again`() {
        let reasoning = #"{"id":"r","type":"reasoning","summary":[{"type":"summary_text","text":"hm"}]}"#
        let end = Events.completed("[\(reasoning),\(Events.message("ab"))]")
        var facts = RequestFacts()
        facts.resumesAfter = "4"
        let context = DecodingContext(path: "/v1/responses/r", contentType: "text/event-stream", request: facts)
        var resumed = DecodedStream(context: context)
        resumed.consume([Array(Events.sse([Events.text(1, "b"), end]).utf8)])
        #expect(resumed.told == ["text b"])
        #expect(resumed.choice?.reasoning == "hm")
        #expect(resumed.choice?.text == "ab")
        let whole = Events.decode([Events.created, end])
        #expect(whole.told == ["reasoning hm", "text ab"])
    }
}
