import StreamCore
import Testing

@Suite struct AnthropicMessageTests {
    private func content(_ events: [String]) -> JSONValue? {
        DecodedStream(ChatStream.sse(events), path: "/v1/messages").decoder.message?["content"]
    }

    private func start(_ block: String, _ index: Int) -> String {
        "{\"type\":\"content_block_start\",\"index\":\(index),\"content_block\":\(block)}"
    }

    private func delta(_ delta: String, _ index: Int) -> String {
        "{\"type\":\"content_block_delta\",\"index\":\(index),\"delta\":\(delta)}"
    }

    @Test func `blocks stand in order of their index`() {
        let rebuilt = content([start(#"{"type":"b"}"#, 2), start(#"{"type":"a"}"#, 0)])
        #expect(rebuilt == [["type": "a"], ["type": "b"]])
    }

    @Test func `an index that starts again is another block`() {
        let rebuilt = content([
            start(#"{"type":"text","text":""}"#, 0), delta(#"{"type":"text_delta","text":"a"}"#, 0),
            start(#"{"type":"text","text":""}"#, 0), delta(#"{"type":"text_delta","text":"b"}"#, 0),
        ])
        #expect(rebuilt == [["type": "text", "text": "a"], ["type": "text", "text": "b"]])
    }

    @Test func `signatures and compactions replace, citations are collected, unknown deltas are kept`() {
        let rebuilt = content([
            start(#"{"type":"thinking","thinking":""}"#, 0), delta(#"{"type":"signature_delta","signature":"a"}"#, 0),
            delta(#"{"type":"signature_delta","signature":"b"}"#, 0),
            start(#"{"type":"compaction","content":null}"#, 1), delta(#"{"type":"compaction_delta","content":"c"}"#, 1),
            start(#"{"type":"text","text":""}"#, 2), delta(#"{"type":"citations_delta","citation":{"n":1}}"#, 2),
            delta(#"{"type":"citations_delta","citation":{"n":2}}"#, 2), delta(#"{"type":"new_delta","new":"x"}"#, 2),
            delta(#"{"type":"new_delta","new":"y"}"#, 2),
        ])
        let expected: JSONValue = [
            ["type": "thinking", "thinking": "", "signature": "b"], ["type": "compaction", "content": "c"],
            ["type": "text", "text": "", "citations": [["n": 1], ["n": 2]], "new": "xy"],
        ]
        #expect(rebuilt == expected)
    }

    @Test(arguments: [
        (#"{"a":1,"b":"ha"#, #"{"a":1}"#), (#"{"a":{"b":"x","c":[1,{"d":2},"#, #"{"a":{"b":"x","c":[1,{"d":2}]}}"#),
        (#"{"a":12"#, "{}"), (#"{"a":"x","b"#, #"{"a":"x"}"#), (#"{"a":"x\"","b":"\"#, #"{"a":"x\""}"#), ("{", "{}"),
        (#"{"a":[1,2"#, #"{"a":[1]}"#), ("nonsense", "{}"), (#"{"a":1}}"#, "{}"), (#"{"a" 1,"#, "{}"),
        (#"{"a":"}{,]","b":tr"#, #"{"a":"}{,]"}"#),
    ])
    func `an input that was cut off keeps its whole members and its raw text`(piece: String, input: String) {
        let events = [
            start(#"{"type":"text","text":"x"}"#, 0), start(#"{"type":"tool_use","id":"t","name":"f","input":{}}"#, 1),
            delta("{\"type\":\"input_json_delta\",\"partial_json\":\(JSONValue.string(piece).text())}", 1),
        ]
        let decoder = DecodedStream(ChatStream.sse(events), path: "/v1/messages").decoder
        #expect(decoder.message?["content"]?.arrayValue?.last?["input"] == json(input))
        #expect(decoder.partialJSON == [1: piece])
        #expect(decoder.answer.firstChoice?.toolCalls.first?.isComplete(JSONParser(), choiceFinished: true) == false)
    }

    @Test func `hostile nesting of an input costs no more than reading it`() {
        let piece = String(repeating: "[", count: 300_000)
        let events = [
            start(#"{"type":"tool_use","id":"t","name":"f","input":{}}"#, 0),
            delta("{\"type\":\"input_json_delta\",\"partial_json\":\"\(piece)\"}", 0),
        ]
        #expect(content(events)?.arrayValue?.first?["input"] == [:])
    }

    @Test func `a message delta overwrites and adds members`() {
        let message = DecodedStream(
            ChatStream.sse([
                #"{"type":"message_start","message":{"id":"m","type":"message","role":"assistant","content":[],"stop_reason":null}}"#,
                #"{"type":"message_delta","delta":{"stop_reason":"pause_turn"},"context_management":{"x":1}}"#,
                #"{"type":"message_delta","delta":{"stop_reason":"end_turn","container":{"id":"c"}}}"#,
            ])
        ).decoder.message
        #expect(message?["stop_reason"] == "end_turn")
        #expect(message?["container"] == ["id": "c"])
        #expect(message?["context_management"] == ["x": 1])
    }
}
