import StreamCore
import Testing

@Suite struct ToolCallTrackerTests {
    /// The calls as the answer has them, and as the message has them: both must agree.
    private func calls(_ deltas: String...) throws -> [String] {
        let stream = DecodedStream(ChatStream.toolCalls(deltas), path: "/chat/completions")
        let shown = try #require(stream.choice).toolCalls
        let rebuilt = (stream.chatMessage?["tool_calls"]?.arrayValue ?? []).map { call in
            let function = call["function"] ?? [:]
            return "\(call["id"]?.stringValue ?? "-") \(function["name"]?.stringValue ?? "-")"
                + " \(function["arguments"]?.stringValue ?? "-")"
        }
        #expect(shown.map { "\($0.id ?? "-") \($0.name ?? "-") \($0.arguments)" } == rebuilt)
        #expect(shown.map(\.index) == Array(shown.indices))
        return rebuilt
    }

    @Test func `pieces with one index are one call`() throws {
        let found = try calls(
            #"[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":""}}]"#,
            #"[{"index":0,"function":{"arguments":"{\"x\""}}]"#,
            #"[{"index":0,"function":{"arguments":":1}"}}]"#
        )
        #expect(found == [#"a f {"x":1}"#])
    }

    @Test func `calls may interleave and share a chunk`() throws {
        let found = try calls(
            #"[{"index":0,"id":"a","function":{"name":"f","arguments":"1"}},{"index":1,"id":"b","function":{"name":"g"}}]"#,
            #"[{"index":1,"function":{"arguments":"2"}},{"index":0,"function":{"arguments":"3"}}]"#
        )
        #expect(found == ["a f 13", "b g 2"])
    }

    @Test func `another id under a used index is a new call`() throws {
        let found = try calls(
            #"[{"index":0,"id":"a","function":{"name":"f","arguments":"1"}}]"#,
            #"[{"index":0,"id":"b","function":{"name":"f","arguments":"2"}}]"#,
            #"[{"index":0,"function":{"arguments":"3"}}]"#
        )
        #expect(found == ["a f 1", "b f 23"])
    }

    @Test func `a repeated id and name are not joined`() throws {
        let found = try calls(
            #"[{"index":0,"id":"a","function":{"name":"f","arguments":"1"}}]"#,
            #"[{"index":0,"id":"a","function":{"name":"f","arguments":"2"}}]"#
        )
        #expect(found == ["a f 12"])
    }

    @Test func `empty ids and names are absent`() throws {
        let found = try calls(
            #"[{"index":0,"id":"a","function":{"name":"f","arguments":"1"}}]"#,
            #"[{"index":0,"id":"","function":{"name":"","arguments":"2"}}]"#,
            #"[{"index":0,"id":null,"function":{"name":null,"arguments":"3"}}]"#
        )
        #expect(found == ["a f 123"])
    }

    @Test func `without an index an id opens a call and pieces go to the last one`() throws {
        let found = try calls(
            #"[{"id":"a","function":{"name":"f","arguments":"1"}}]"#,
            #"[{"function":{"arguments":"2"}}]"#,
            #"[{"id":"b","function":{"name":"g","arguments":"3"}}]"#,
            #"[{"function":{"arguments":"4"}}]"#,
            #"[{"id":"a","function":{"arguments":"5"}}]"#
        )
        #expect(found == ["a f 125", "b g 34"])
    }

    @Test func `without index and id another name opens a call`() throws {
        let found = try calls(
            #"[{"function":{"name":"f","arguments":"{}"}}]"#,
            #"[{"function":{"name":"g","arguments":"{}"}}]"#
        )
        #expect(found == ["- f {}", "- g {}"])
    }

    @Test func `indexes that skip or are huge open calls in order of arrival`() throws {
        let found = try calls(
            #"[{"index":7,"id":"a","function":{"name":"f","arguments":"1"}}]"#,
            #"[{"index":-3,"id":"b","function":{"name":"g","arguments":"2"}}]"#,
            #"[{"index":9223372036854775807,"id":"c","function":{"name":"h","arguments":"3"}}]"#,
            #"[{"index":7,"function":{"arguments":"4"}}]"#
        )
        #expect(found == ["a f 14", "b g 2", "c h 3"])
    }

    @Test func `an id that comes late belongs to its call`() throws {
        let found = try calls(
            #"[{"index":0,"function":{"name":"f"}}]"#,
            #"[{"index":0,"id":"a","function":{"arguments":"1"}}]"#
        )
        #expect(found == ["a f 1"])
    }

    @Test func `whole arguments that are objects are serialised`() throws {
        let found = try calls(#"[{"index":0,"id":"a","function":{"name":"f","arguments":{"x":[1,"y"]}}}]"#)
        #expect(found == [#"a f {"x":[1,"y"]}"#])
    }

    @Test func `many calls of one message keep apart`() throws {
        let starts = (0..<40).map {
            #"[{"index":\#($0),"id":"c\#($0)","function":{"name":"f\#($0)","arguments":"\#($0)"}}]"#
        }
        let ends = (0..<40).reversed().map { #"[{"index":\#($0),"function":{"arguments":"!"}}]"# }
        let stream = DecodedStream(ChatStream.toolCalls(starts + ends), path: "/chat/completions")
        #expect(stream.choice?.toolCalls.map(\.arguments) == (0..<40).map { "\($0)!" })
    }

    @Test func `custom tools and the deprecated function call are calls too`() {
        let custom = DecodedStream(
            ChatStream.toolCalls([
                #"[{"index":0,"id":"c","type":"custom","custom":{"name":"sql","input":"SEL"}}]"#,
                #"[{"index":0,"custom":{"input":"ECT"}}]"#,
            ]),
            path: "/chat/completions"
        )
        #expect(custom.choice?.toolCalls.first?.arguments == "SELECT")
        #expect(custom.choice?.toolCalls.first?.isFreeform == true)
        let rebuilt: JSONValue = ["id": "c", "type": "custom", "custom": ["name": "sql", "input": "SELECT"]]
        #expect(custom.chatMessage?["tool_calls"] == [rebuilt])
        let legacy = DecodedStream(
            ChatStream.deltas([
                #"{"function_call":{"name":"f","arguments":""}}"#, #"{"function_call":{"arguments":"{}"}}"#,
            ]),
            path: "/chat/completions"
        )
        #expect(legacy.choice?.toolCalls.map(\.name) == ["f"])
        #expect(legacy.choice?.toolCalls.map(\.arguments) == ["{}"])
        #expect(legacy.chatMessage?["function_call"] == ["name": "f", "arguments": "{}"])
    }
}
