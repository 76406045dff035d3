import StreamCore
import Testing

@Suite struct ToolLintTests {
    private func calls(_ calls: String...) -> [String] {
        LintedStream.chat(ChatText.stream(calls.map(ChatText.call).joined(), finish: "tool_calls"))
    }

    private let first = #"{"index":0,"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}"#
    private let second = #"{"index":1,"id":"c2","type":"function","function":{"name":"g","arguments":"{}"}}"#

    @Test func `calls that keep the rules have no findings`() {
        #expect(calls(first, second) == [])
        #expect(calls(first + "," + second) == [])
        let pieces = [#"{"index":0,"function":{"arguments":""}}"#, #"{"index":0,"id":"","function":{"name":""}}"#]
        #expect(calls(first, pieces[0], pieces[1]) == [])
    }

    @Test func `indexes are there, count up and are not used again`() {
        #expect(calls(#"{"id":"c1","function":{"name":"f","arguments":"{}"}}"#) == ["TOOL-NO-INDEX"])
        #expect(calls(first, #"{"index":2,"id":"c2","function":{"name":"g","arguments":"{}"}}"#) == ["TOOL-INDEX-GAP"])
        #expect(
            calls(first, #"{"index":0,"id":"c2","function":{"name":"g","arguments":"{}"}}"#) == ["TOOL-INDEX-REUSED"]
        )
    }

    @Test func `an id or name that comes again is told`() {
        #expect(calls(first, #"{"index":0,"id":"c1","function":{"arguments":""}}"#) == ["TOOL-ID-REPEATED"])
        #expect(calls(first, #"{"index":0,"function":{"name":"f","arguments":""}}"#) == ["TOOL-ID-REPEATED"])
    }

    @Test func `calls have ids of their own and names`() {
        #expect(calls(#"{"index":0,"function":{"name":"f","arguments":"{}"}}"#) == ["TOOL-NO-ID"])
        #expect(calls(first, #"{"index":1,"id":"c1","function":{"name":"g","arguments":"{}"}}"#) == ["TOOL-DUP-ID"])
        #expect(calls(#"{"index":0,"id":"c1","function":{"arguments":"{}"}}"#) == ["TOOL-NO-NAME"])
        let legacy = ChatText.stream(
            ChatText.chunk(#"{"function_call":{"name":"f","arguments":"{}"}}"#),
            finish: "function_call"
        )
        #expect(LintedStream.chat(legacy) == [])
    }

    @Test func `custom tools in Chat Completions are told`() {
        let custom = #"{"index":0,"id":"c1","type":"custom","custom":{"name":"f","input":"not json"}}"#
        #expect(calls(custom) == ["TOOL-CUSTOM-IN-CHAT"])
    }

    @Test(arguments: [
        (#"{"a":1"#, "tool_calls", ["TOOL-ARGS-INVALID"]),
        (#"{"a":1"#, "length", ["CHAT-TRUNCATED-LENGTH", "TOOL-ARGS-TRUNCATED"]),
        (#"[1]"#, "tool_calls", ["TOOL-ARGS-INVALID"]),
        (#"{"a":"}{"}{"b":2}"#, "tool_calls", ["TOOL-ARGS-DOUBLE"]),
        (#""{\"a\":1}""#, "tool_calls", ["TOOL-ARGS-STRINGIFIED"]),
        (#""text""#, "tool_calls", ["TOOL-ARGS-INVALID"]),
        (#"{"a":"}{"}"#, "tool_calls", []),
        ("", "tool_calls", []),
    ])
    func `arguments are one JSON object`(arguments: String, finish: String, codes: [String]) {
        #expect(LintedStream.chat(ChatText.toolStream(arguments: arguments, finish: finish)).sorted() == codes)
    }

    @Test func `arguments that the client cut off are no fault`() {
        let open = ChatText.role + ChatText.call(#"{"index":0,"id":"c1","function":{"name":"f","arguments":"{"}}"#)
        #expect(LintedStream.chat(open, ending: .cut) == ["TOOL-ARGS-TRUNCATED"])
    }

    private let declared = #"""
        {"messages":[],"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object",
        "properties":{"n":{"type":"integer"}},"required":["n"],"additionalProperties":false}}}]}
        """#

    @Test func `names and arguments are checked against the request's tools`() throws {
        #expect(LintedStream.chat(ChatText.toolStream(arguments: #"{"n":1}"#), request: declared) == [])
        let wrong = LintedStream(
            ChatText.toolStream(arguments: #"{"n":"1"}"#),
            path: ChatText.path,
            request: declared
        )
        let finding = try #require(wrong.finding(.toolArgsSchema))
        #expect(finding.message.hasSuffix("n is a string, not integer"))
        #expect(finding.place.event == 2)
        let other = ChatText.toolStream(name: "g", arguments: "{}")
        #expect(LintedStream.chat(other, request: declared) == ["TOOL-UNKNOWN-NAME"])
        #expect(LintedStream.chat(other, request: #"{"messages":[]}"#) == [])
        #expect(LintedStream.chat(other) == [])
    }

    @Test(arguments: [
        (#"{"tools":[{"type":"function","function":{"name":"g"}}]}"#, ["TOOL-UNKNOWN-NAME"]),
        (#"{"tools":[{"type":"function","function":{"name":"f"}}]}"#, []),
        (#"{"functions":[{"name":"g"}]}"#, ["TOOL-UNKNOWN-NAME"]),
        (#"{"parameters":{"tools":[{"function":{"name":"g"}}]}}"#, ["TOOL-UNKNOWN-NAME"]),
        (#"{"tools":[{"functionDeclarations":[{"name":"g"}]}]}"#, ["TOOL-UNKNOWN-NAME"]),
        (
            #"{"toolConfig":{"tools":[{"toolSpec":{"name":"g"}},{"cachePoint":{"type":"default"}}]}}"#,
            ["TOOL-UNKNOWN-NAME"]
        ),
        (#"{"tools":[{"type":"function","function":{"name":"g"}},{"type":"mcp","server_label":"s"}]}"#, []),
        (#"{"tools":[{"type":"function","function":{"name":"g"}},{"type":"web_search"}]}"#, []),
        (#"{"tools":[]}"#, []),
    ])
    func `tools are known in every dialect's form, and those of others are anybody's`(tools: String, codes: [String]) {
        let request = #"{"messages":[],"# + tools.dropFirst()
        #expect(LintedStream.chat(ChatText.toolStream(arguments: "{}"), request: request) == codes)
    }

    @Test func `calls that were ruled out are told`() {
        let call = ChatText.toolStream(arguments: "{}")
        #expect(LintedStream.chat(call, request: #"{"messages":[],"tool_choice":"none"}"#) == ["TOOL-FORBIDDEN"])
        let single = #"{"messages":[],"parallel_tool_calls":false}"#
        #expect(LintedStream.chat(call, request: single) == [])
        let two = ChatText.stream(ChatText.call(first + "," + second), finish: "tool_calls")
        #expect(LintedStream.chat(two, request: single) == ["TOOL-FORBIDDEN"])
        #expect(LintedStream.chat(two, request: #"{"messages":[],"tool_choice":"auto"}"#) == [])
    }
}
