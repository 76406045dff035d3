import StreamCore
import Testing

@Suite struct AnthropicMessagesLintTests {
    private static let start =
        #"{"type":"message_start","message":{"id":"m","type":"message","role":"assistant","model":"c","content":[],"usage":{"input_tokens":1,"output_tokens":1}}}"#
    private static let stop = #"{"type":"message_stop"}"#

    /// Events under their own names.
    static func named(_ events: [String]) -> String {
        events.map { event in
            let type = json(event)?["type"]?.stringValue ?? ""
            return "event: \(type)\ndata: \(event)\n\n"
        }.joined()
    }

    static func codes(_ text: String, ending: LintedEnd.Ending = .ended) -> [String] {
        LintedStream(text, path: "/v1/messages", ending: ending).codes.filter { $0.hasPrefix("ANTH") }
    }

    static func block(_ start: String, _ deltas: [String], index: Int = 0) -> [String] {
        [#"{"type":"content_block_start","index":\#(index),"content_block":\#(start)}"#]
            + deltas.map { #"{"type":"content_block_delta","index":\#(index),"delta":\#($0)}"# }
            + [#"{"type":"content_block_stop","index":\#(index)}"#]
    }

    static let text = block(#"{"type":"text","text":""}"#, [#"{"type":"text_delta","text":"a"}"#])
    static let tool = block(
        #"{"type":"tool_use","id":"t","name":"f","input":{}}"#,
        [#"{"type":"input_json_delta","partial_json":"{}"}"#]
    )

    static func whole(_ blocks: [String], reason: String = "end_turn", tokens: Int = 5) -> [String] {
        let delta =
            #"{"type":"message_delta","delta":{"stop_reason":"\#(reason)"},"usage":{"output_tokens":\#(tokens)}}"#
        return [start] + blocks + [delta, stop]
    }

    @Test func `a plain stream has no findings`() {
        let events = Self.whole(Self.text)
        #expect(Self.codes(Self.named(events)) == [])
        #expect(Self.codes(Self.named([#"{"type":"ping"}"#] + events)) == [])
    }

    @Test func `events have names, and the names are their types`() {
        #expect(Self.codes(ChatStream.sse(Self.whole(Self.text))) == ["ANTH-NO-EVENT-NAME"])
        let renamed = Self.named(Self.whole(Self.text)).replacing("event: message_stop", with: "event: stop")
        #expect(Self.codes(renamed) == ["ANTH-NAME-TYPE"])
    }

    @Test func `content comes after the start`() {
        #expect(Self.codes(Self.named(Array(Self.whole(Self.text).dropFirst()))) == ["ANTH-NO-START"])
    }

    @Test func `a message stops with a reason`() {
        #expect(Self.codes(Self.named([Self.start] + Self.text + [Self.stop])) == ["ANTH-NO-STOP-REASON"])
        let null = #"{"type":"message_delta","delta":{"stop_reason":null}}"#
        #expect(Self.codes(Self.named([Self.start] + Self.text + [null, Self.stop])) == ["ANTH-NO-STOP-REASON"])
    }

    @Test func `a stream ends with message_stop unless it failed or was cut by us`() {
        let events = Array(Self.whole(Self.text).dropLast())
        #expect(Self.codes(Self.named(events)) == ["ANTH-NO-MESSAGE-STOP"])
        #expect(Self.codes(Self.named(events), ending: .cut) == [])
        let error = #"{"type":"error","error":{"type":"overloaded_error","message":"m"}}"#
        #expect(Self.codes(Self.named(events + [error])) == [])
    }

    @Test func `counts are totals so far`() {
        let delta = #"{"type":"message_delta","delta":{},"usage":{"output_tokens":7}}"#
        #expect(Self.codes(Self.named(Self.whole(Self.text + [delta], tokens: 3))) == ["ANTH-USAGE-ADDED"])
        #expect(Self.codes(Self.named(Self.whole(Self.text + [delta], tokens: 7))) == [])
    }

    @Test func `a call of a tool and the reason belong together`() {
        #expect(Self.codes(Self.named(Self.whole(Self.tool, reason: "tool_use"))) == [])
        #expect(Self.codes(Self.named(Self.whole(Self.tool))) == ["ANTH-STOP-MISMATCH"])
        #expect(Self.codes(Self.named(Self.whole(Self.tool, reason: "max_tokens"))) == [])
        #expect(Self.codes(Self.named(Self.whole(Self.text, reason: "tool_use"))) == ["ANTH-STOP-MISMATCH"])
        let server = Self.block(#"{"type":"server_tool_use","id":"t","name":"web_search","input":{}}"#, [])
        #expect(Self.codes(Self.named(Self.whole(server))) == [])
    }
}
