import StreamCore
import Testing

@Suite struct OpenAIResponsesMessageTests {
    private typealias Events = ResponsesStream

    @Test func `items that interleave are kept apart by their index and stand in its order`() {
        let stream = Events.decode([
            Events.added(1, #"{"id":"b","type":"message","content":[]}"#),
            Events.added(0, #"{"id":"a","type":"message","content":[]}"#),
            Events.text(1, "b1", id: "b"), Events.text(0, "a1", id: "a"), Events.text(1, "b2", id: "b"),
        ])
        let expected: JSONValue = [
            ["id": "a", "type": "message", "content": [["type": "output_text", "text": "a1"]]],
            ["id": "b", "type": "message", "content": [["type": "output_text", "text": "b1b2"]]],
        ]
        #expect(stream.output == expected)
    }

    /// The members that name the item of an event, for items a and b, and for one that never started.
    @Test(arguments: [
        // llama.cpp sends no index.
        (#""item_id":"a""#, #""item_id":"b""#), (#""output_index":0"#, #""output_index":1"#),
        // Some gateways number every item 0, or send another ID with each event.
        (#""item_id":"a","output_index":0"#, #""item_id":"b","output_index":0"#),
        (#""item_id":"x1","output_index":0"#, #""item_id":"x2","output_index":1"#),
    ])
    func `an index or an ID is enough to know the item`(a: String, b: String) {
        func item(_ id: String, _ keys: String) -> String {
            let index = keys.contains("output_index") ? keys.suffix(while: { $0 != "," }) + "," : ""
            return Events.event("output_item.added", #"\#(index)"item":{"id":"\#(id)","type":"message","content":[]}"#)
        }
        func delta(_ keys: String, _ text: String) -> String {
            Events.event("output_text.delta", "\(keys),\"delta\":\"\(text)\"")
        }
        let stream = Events.decode([
            item("a", a), item("b", b), delta(a, "1"), delta(b, "2"), delta(a, "3"), delta(b, "4"),
        ])
        let texts = stream.output?.arrayValue?.map { $0["content"]?.arrayValue?.first?["text"] }
        #expect(texts == ["13", "24"])
        #expect(stream.choice?.text == "1234")
    }

    @Test func `without index and ID a piece belongs to the item that started last`() {
        let stream = Events.decode([
            Events.event("output_item.added", #""item":{"type":"reasoning","summary":[]}"#),
            Events.event("reasoning_summary_text.delta", #""delta":"r""#),
            Events.event("output_item.added", #""item":{"type":"message","content":[]}"#),
            Events.event("output_text.delta", #""delta":"a""#), Events.event("output_text.delta", #""delta":"b""#),
        ])
        let expected: JSONValue = [
            ["type": "reasoning", "summary": [["type": "summary_text", "text": "r"]]],
            ["type": "message", "content": [["type": "output_text", "text": "ab"]]],
        ]
        #expect(stream.output == expected)
    }

    @Test func `a stream that was cut is rebuilt from its pieces`() {
        let stream = Events.decode([
            Events.created, Events.added(0, #"{"id":"r","type":"reasoning","summary":[],"status":"in_progress"}"#),
            Events.event(
                "reasoning_summary_part.added",
                #""item_id":"r","output_index":0,"summary_index":0,"part":{"type":"summary_text","text":""}"#
            ),
            Events.event(
                "reasoning_summary_text.delta",
                #""item_id":"r","output_index":0,"summary_index":0,"delta":"th""#
            ),
            Events.event(
                "reasoning_summary_text.done",
                #""item_id":"r","output_index":0,"summary_index":0,"text":"think""#
            ),
            Events.added(1, #"{"id":"msg","type":"message","role":"assistant","content":[],"status":"in_progress"}"#),
            Events.event(
                "content_part.added",
                #""item_id":"msg","output_index":1,"content_index":0,"part":{"type":"output_text","annotations":[],"logprobs":[],"text":""}"#
            ),
            Events.event(
                "output_text.delta",
                #""item_id":"msg","output_index":1,"content_index":0,"delta":"Hel","logprobs":[{"token":"Hel"}],"obfuscation":"x""#
            ),
            Events.event(
                "output_text.annotation.added",
                #""item_id":"msg","output_index":1,"content_index":0,"annotation_index":0,"annotation":{"type":"url_citation"}"#
            ),
            Events.text(1, "lo"),
            Events.added(2, #"{"id":"f","type":"function_call","call_id":"c","name":"f","arguments":""}"#),
            Events.event("function_call_arguments.delta", #""item_id":"f","output_index":2,"delta":"{\"x\"""#),
        ])
        let expected = json(
            """
            {"id":"resp_1","object":"response","model":"m","output":[
              {"id":"r","type":"reasoning","status":"in_progress","summary":[{"type":"summary_text","text":"think"}]},
              {"id":"msg","type":"message","role":"assistant","status":"in_progress","content":[
                {"type":"output_text","annotations":[{"type":"url_citation"}],"logprobs":[{"token":"Hel"}],"text":"Hello"}]},
              {"id":"f","type":"function_call","call_id":"c","name":"f","arguments":"{\\"x\\""}]}
            """
        )
        #expect(stream.decoder.message == expected)
        #expect(stream.outcomeState == .truncated)
        #expect(stream.choice?.toolCalls.first?.isComplete(JSONParser(), choiceFinished: false) == false)
    }

    @Test func `what is done replaces what pieces built`() {
        let stream = Events.decode([
            Events.added(0, #"{"id":"msg","type":"message","content":[]}"#), Events.text(0, "wrong"),
            Events.event(
                "output_text.done",
                #""item_id":"msg","output_index":0,"content_index":0,"text":"right","logprobs":[{"token":"right"}]"#
            ),
        ])
        #expect(
            stream.output?.arrayValue?.first?["content"] == [
                ["type": "output_text", "text": "right", "logprobs": [["token": "right"]]]
            ]
        )
        let item =
            #"{"id":"msg","type":"message","content":[{"type":"output_text","text":"best"}],"status":"completed"}"#
        let done = Events.decode([Events.text(0, "wrong"), Events.done(0, item)])
        #expect(done.output == json("[\(item)]"))
    }

    @Test func `the response at the end is the message, whatever was folded`() {
        let stream = Events.decode([Events.created, Events.text(0, "a"), Events.completed("[\(Events.message("b"))]")])
        #expect(
            stream.decoder.message
                == json(#"{"id":"resp_1","status":"completed","object":"response","output":[\#(Events.message("b"))]}"#)
        )
    }

    @Test(arguments: [#""response":{"status":"completed","output":[]}"#, #""response":{"status":"completed"}"#])
    func `an end without the output keeps what was folded`(end: String) {
        let stream = Events.decode([Events.done(0, Events.message("a")), Events.event("completed", end)])
        #expect(stream.output == json("[\(Events.message("a"))]"))
        #expect(stream.decoder.message?["status"] == "completed")
        #expect(stream.choice?.text == "a")
    }

    @Test func `shell commands and what they print are kept by command`() {
        func command(_ index: Int, _ kind: String, _ rest: String) -> String {
            Events.event("shell_call_command.\(kind)", "\"output_index\":0,\"command_index\":\(index),\(rest)")
        }
        func printed(_ index: Int, _ delta: String) -> String {
            Events.event(
                "shell_call_output_content.delta",
                "\"item_id\":\"o\",\"output_index\":1,\"command_index\":\(index),\"delta\":\(delta)"
            )
        }
        let stream = Events.decode([
            Events.added(
                0,
                #"{"id":"s","type":"shell_call","call_id":"c","action":{"commands":[],"timeout_ms":null}}"#
            ),
            command(0, "added", #""command":"""#), command(0, "delta", #""delta":"echo ""#),
            command(1, "delta", #""delta":"ls""#), command(0, "delta", #""delta":"hi""#),
            command(0, "done", #""command":"echo hi""#),
            Events.added(1, #"{"id":"o","type":"shell_call_output","call_id":"c","output":[]}"#),
            printed(1, #"{"stdout":"b","stderr":"w"}"#), printed(0, #"{"stdout":"hi"}"#),
            printed(1, #"{"stdout":"c"}"#),
            Events.event(
                "shell_call_output_content.done",
                #""item_id":"o","output_index":1,"command_index":0,"output":[{"stdout":"hi\n","stderr":"","outcome":{"type":"exit","exit_code":0}}]"#
            ),
        ])
        let expected = json(
            """
            [{"id":"s","type":"shell_call","call_id":"c","action":{"commands":["echo hi","ls"],"timeout_ms":null}},
             {"id":"o","type":"shell_call_output","call_id":"c","output":[
               {"stdout":"hi\\n","stderr":"","outcome":{"type":"exit","exit_code":0}},{"stdout":"bc","stderr":"w"}]}]
            """
        )
        #expect(stream.output == expected)
    }

    @Test func `a call that the provider carries out has the status that events give it`() {
        let stream = Events.decode([
            Events.added(0, #"{"id":"w","type":"web_search_call","status":"in_progress"}"#),
            Events.event("web_search_call.searching", #""item_id":"w","output_index":0"#),
            Events.added(1, #"{"id":"l","type":"mcp_list_tools","tools":[]}"#),
            Events.event("mcp_list_tools.completed", #""item_id":"l","output_index":1"#),
        ])
        #expect(
            stream.output == [
                ["id": "w", "type": "web_search_call", "status": "searching"],
                ["id": "l", "type": "mcp_list_tools", "tools": []],
            ]
        )
    }

    @Test func `the audio of a stream that was cut is part of its message, joined by bytes`() {
        let audio = [
            Events.event("audio.delta", #""delta":"cA==""#), Events.event("audio.delta", #""delta":"bmc=""#),
            Events.event("audio.transcript.delta", #""delta":"Hi""#),
        ]
        let part: JSONValue = ["type": "output_audio", "data": "cG5n", "transcript": "Hi"]
        #expect(Events.decode(audio).output == [["type": "message", "content": [part]]])
        let message = Events.decode([Events.added(0, #"{"id":"msg","type":"message","content":[]}"#)] + audio)
        #expect(message.output == [["id": "msg", "type": "message", "content": [part]]])
    }

    @Test func `items that never started are known by their pieces`() {
        let events = [
            ("reasoning_text.delta", "reasoning"), ("custom_tool_call_input.delta", "custom_tool_call"),
            ("code_interpreter_call_code.delta", "code_interpreter_call"), ("output_text.delta", "message"),
        ].enumerated().map { Events.event($1.0, #""item_id":"i\#($0)","output_index":\#($0),"delta":"x""#) }
        let types = Events.decode(events).output?.arrayValue?.map { $0["type"] }
        #expect(types == ["reasoning", "custom_tool_call", "code_interpreter_call", "message"])
    }

    @Test func `foreign indexes cost nothing and hurt nothing`() {
        let indexes = ["-1", "9223372036854775807", "1e3", "\"x\"", "null"]
        let events = indexes.flatMap { index in
            [
                Events.event(
                    "output_text.delta",
                    "\"output_index\":\(index),\"content_index\":\(index),\"delta\":\"a\""
                ),
                Events.event(
                    "shell_call_command.delta",
                    "\"output_index\":\(index),\"command_index\":\(index),\"delta\":\"a\""
                ),
                Events.event(
                    "output_text.annotation.added",
                    "\"output_index\":\(index),\"annotation_index\":\(index),\"annotation\":{}"
                ),
            ]
        }
        #expect(Events.decode(events).output?.arrayValue?.count == 3)
    }

    @Test(.timeLimit(.minutes(1)))
    func `long answers and large images are joined in linear time`() {
        let piece = String(repeating: "x", count: 100)
        let image = String(repeating: "QUJD", count: 250_000)
        let partial = Events.event(
            "image_generation_call.partial_image",
            #""item_id":"i","output_index":2,"partial_image_b64":"\#(image)""#
        )
        let pieces = (0..<20_000).flatMap { _ in
            [
                Events.text(0, piece),
                Events.event("function_call_arguments.delta", #""item_id":"f","output_index":1,"delta":"\#(piece)""#),
            ]
        }
        let body = (pieces + [String](repeating: partial, count: 10)).map { "data: \($0)\n\n" }.joined()
        let stream = DecodedStream(body, path: "/v1/responses")
        #expect(stream.choice?.text?.utf8.count == 2_000_000)
        #expect(
            stream.output?.arrayValue?.first?["content"]?.arrayValue?.first?["text"]?.stringValue?.utf8.count
                == 2_000_000
        )
        #expect(stream.output?.arrayValue?.count == 2)
        #expect(stream.deltas.last?.byteCount == 750_000)
    }
}

extension String {
    fileprivate func suffix(while matches: (Character) -> Bool) -> String {
        String(reversed().prefix(while: matches).reversed())
    }
}
