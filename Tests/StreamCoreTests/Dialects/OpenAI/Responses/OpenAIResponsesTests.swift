import StreamCore
import Testing

@Suite struct OpenAIResponsesTests {
    private typealias Events = ResponsesStream

    @Test func `text, refusal and reasoning are told in their channels`() {
        let stream = Events.decode([
            Events.created, Events.text(0, "a"),
            Events.event("reasoning_text.delta", #""item_id":"r","output_index":1,"content_index":0,"delta":"raw""#),
            Events.event("refusal.delta", #""item_id":"msg","output_index":0,"content_index":1,"delta":"no""#),
            Events.text(0, "b"),
        ])
        #expect(stream.choice?.text == "ab")
        #expect(stream.choice?.reasoning == "raw")
        #expect(stream.choice?.refusal == "no")
        #expect(stream.decoder.model == "m")
    }

    @Test func `paragraphs of a summary are told apart and marked as a summary`() {
        func delta(_ item: String, _ index: Int, _ text: String) -> String {
            Events.event(
                "reasoning_summary_text.delta",
                "\"item_id\":\"\(item)\",\"summary_index\":\(index),\"delta\":\"\(text)\""
            )
        }
        let stream = Events.decode([delta("r", 0, "a"), delta("r", 0, "b"), delta("r", 1, "c"), delta("s", 0, "d")])
        #expect(stream.choice?.reasoning == "ab\n\nc\n\nd")
        #expect(stream.deltas.filter { $0.kind == .reasoning }.allSatisfy { $0.name == "summary" })
    }

    @Test func `commentary is not the answer`() {
        let output =
            #"[{"id":"c","type":"message","phase":"commentary","content":[{"type":"output_text","text":"Looking."}]},\#(Events.message("It is 4."))]"#
        let stream = Events.decode([
            Events.added(0, #"{"id":"c","type":"message","phase":"commentary","content":[]}"#),
            Events.text(0, "Looking.", id: "c"), Events.added(1, #"{"id":"msg","type":"message","content":[]}"#),
            Events.text(1, "It is 4."), Events.completed(output),
        ])
        #expect(stream.choice?.text == "It is 4.")
        #expect(stream.choice?.commentary == "Looking.")
        #expect(!stream.decoder.answer.isGuessed)
        #expect(stream.first["content"] == 2)
        #expect(stream.output?.arrayValue?.count == 2)
    }

    @Test func `text that turns out to be commentary only at the end of its item is taken back`() {
        let item =
            #"{"id":"msg","type":"message","phase":"commentary","content":[{"type":"output_text","text":"Hm."}]}"#
        let stream = Events.decode([Events.text(0, "Hm."), Events.done(0, item), Events.completed("[\(item)]")])
        #expect(stream.choice?.text == "")
    }

    @Test(arguments: [
        (
            #"{"id":"a","type":"function_call","call_id":"c","name":"f","arguments":""}"#, "function_call_arguments",
            "arguments", #"{\"x\":1}"#, #"f({"x":1})"#
        ),
        (
            #"{"id":"a","type":"custom_tool_call","call_id":"c","name":"py","input":""}"#, "custom_tool_call_input",
            "input", "print(1)", "py(print(1))"
        ),
        (
            #"{"id":"a","type":"mcp_call","name":"roll","server_label":"dice","arguments":""}"#, "mcp_call_arguments",
            "arguments", #"{\"n\":2}"#, #"roll({"n":2})"#
        ),
        (
            #"{"id":"a","type":"code_interpreter_call","code":"","container_id":"k"}"#, "code_interpreter_call_code",
            "code", "1+1", "code_interpreter(1+1)"
        ),
        (
            #"{"id":"a","type":"shell_call","call_id":"c","action":null}"#, "shell_call_command", "command", "ls -l",
            "shell(ls -l)"
        ),
    ])
    func `a call is named when its item starts and grows by its pieces`(
        item: String,
        event: String,
        member: String,
        whole: String,
        call: String
    ) {
        let half = whole.index(after: whole.startIndex)
        let pieces = [whole[..<half], whole[half...]].map {
            Events.event("\(event).delta", #""item_id":"a","output_index":0,"delta":"\#($0)""#)
        }
        let end = Events.event("\(event).done", #""item_id":"a","output_index":0,"\#(member)":"\#(whole)""#)
        let stream = Events.decode([Events.added(0, item)] + pieces + [end])
        #expect(stream.calls == [call])
        #expect(stream.deltas.count { $0.kind == .toolStart } == 1)
        #expect(stream.first["tool"] == 2)
        #expect(stream.choice?.toolCalls.first?.isFreeform == (member == "input" || member == "code"))
        // Without pieces the end tells it.
        #expect(Events.decode([Events.added(0, item), end]).calls == [call])
    }

    @Test(arguments: [
        (
            #"{"id":"w","type":"web_search_call","action":{"type":"search","query":"q"}}"#,
            #"web_search({"type":"search","query":"q"})"#
        ),
        (#"{"id":"w","type":"file_search_call","queries":["q"],"results":null}"#, #"file_search({"queries":["q"]})"#),
        (#"{"id":"w","type":"file_search_call","queries":[],"results":null}"#, "file_search()"),
        (
            #"{"id":"w","type":"computer_call","call_id":"c","action":{"type":"click","x":1}}"#,
            #"computer({"type":"click","x":1})"#
        ),
        (
            #"{"id":"w","type":"local_shell_call","call_id":"c","action":{"command":["ls"]}}"#,
            #"local_shell({"command":["ls"]})"#
        ),
        (#"{"id":"w","type":"mcp_approval_request","name":"rm","arguments":"{}","server_label":"s"}"#, "rm({})"),
        (#"{"id":"w","type":"tool_search_call","arguments":{"q":"x"}}"#, #"tool_search({"q":"x"})"#),
        (#"{"id":"w","type":"image_generation_call","result":null}"#, "image_generation()"),
    ])
    func `a call that comes whole is told when its item ends`(item: String, call: String) {
        #expect(Events.decode([Events.done(0, item)]).calls == [call])
        #expect(Events.decode([Events.completed("[\(item)]")]).calls == [call])
    }

    @Test func `outputs, lists of tools and unknown items are no calls`() {
        let items = ["shell_call_output", "function_call_output", "mcp_list_tools", "compaction", "new_thing"]
        let stream = Events.decode(items.enumerated().map { Events.done($0, #"{"id":"i\#($0)","type":"\#($1)"}"#) })
        #expect(stream.choice?.toolCalls.isEmpty ?? true)
    }

    @Test func `a patch grows as text and is stated as its operation at the end`() {
        let item =
            #"{"id":"p","type":"apply_patch_call","call_id":"c","operation":{"type":"update_file","path":"a","diff":"@@ +1"}}"#
        let stream = Events.decode([
            Events.added(0, #"{"id":"p","type":"apply_patch_call","call_id":"c"}"#),
            Events.event("apply_patch_call_operation_diff.delta", #""output_index":0,"delta":"@@ +1""#),
            Events.done(0, item),
        ])
        #expect(stream.first["tool"] == 2)
        #expect(stream.calls == [#"apply_patch({"type":"update_file","path":"a","diff":"@@ +1"})"#])
    }

    @Test func `partial images and the image count their bytes`() {
        let stream = Events.decode([
            Events.event(
                "image_generation_call.partial_image",
                #""item_id":"i","output_index":0,"partial_image_index":0,"partial_image_b64":"cG5n""#
            ),
            Events.done(0, #"{"id":"i","type":"image_generation_call","result":"cG5nLWY="}"#),
            Events.completed(#"[{"id":"i","type":"image_generation_call","result":"cG5nLWY="}]"#),
        ])
        let media = stream.deltas.filter { $0.kind == .media }
        #expect(media.map(\.byteCount) == [3, 5])
        #expect(media.allSatisfy { $0.text == "image" })
        #expect(stream.first["image"] == 1)
    }

    @Test func `audio counts its bytes and its transcript is text`() {
        let stream = Events.decode([
            Events.event("audio.delta", #""delta":"cG5n""#),
            Events.event("audio.transcript.delta", #""delta":"Hi ""#),
            Events.event("audio.transcript.delta", #""delta":"you""#),
            Events.completed(
                #"[{"id":"m","type":"message","content":[{"type":"output_audio","data":"cG5n","transcript":"Hi you"}]}]"#
            ),
        ])
        #expect(stream.deltas.first?.byteCount == 3)
        #expect(stream.choice?.text == "Hi you")
        #expect(stream.first == ["event": 1, "audio": 1, "content": 2])
    }

    @Test func `unknown events are named, events that say how far a call is too, pings are not`() {
        let stream = Events.decode([
            Events.created, Events.event("web_search_call.searching", #""item_id":"w","output_index":0"#),
            Events.event("brand_new.delta", #""delta":"x""#), #"{"type":"keepalive","sequence_number":3}"#,
        ])
        #expect(stream.deltas.map(\.kind) == [.other, .other])
        #expect(stream.deltas.map(\.name) == ["response.web_search_call.searching", "response.brand_new.delta"])
        #expect(stream.classes == [.other, .other, .other, .ping])
    }
}
