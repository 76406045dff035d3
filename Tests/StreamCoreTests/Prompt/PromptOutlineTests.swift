import StreamCore
import Testing

struct PromptOutlineTests {
    private func outline(_ text: String) -> PromptOutline? {
        let parser = JSONParser()
        return Array(text.utf8).withUnsafeBufferPointer { bytes in parser.view(of: bytes).flatMap { PromptOutline($0) }
        }
    }

    private func sections(_ text: String) -> [String] {
        let parser = JSONParser()
        var paths: [String] = []
        Array(text.utf8).withUnsafeBufferPointer { bytes in
            guard let body = parser.view(of: bytes) else { return }
            PromptReader.forEachSection(of: body) { paths.append($0.path) }
        }
        return paths
    }

    @Test(
        arguments: [
            (#"{"messages":[{},{}],"system":"s","tools":[{}]}"#, ["tools[0]", "system", "messages[0]", "messages[1]"]),
            (#"{"system":[{},{}],"messages":[{}]}"#, ["system[0]", "system[1]", "messages[0]"]),
            (
                #"{"contents":[{}],"systemInstruction":{},"tools":[{}]}"#,
                ["tools[0]", "systemInstruction", "contents[0]"]
            ),
            (#"{"instructions":"i","input":"hi"}"#, ["instructions", "input"]),
            (#"{"input":[{},{}],"tools":[]}"#, ["input[0]", "input[1]"]),
            (#"{"input":{"messages":[{}]},"parameters":{}}"#, ["input.messages[0]"]),
            (#"{"toolConfig":{"tools":[{}]},"messages":[{}]}"#, ["toolConfig.tools[0]", "messages[0]"]),
            (#"{"chat_history":[{}],"message":"m","preamble":"p"}"#, ["preamble", "chat_history[0]", "message"]),
            (#"{"prompt":"p"}"#, ["prompt"]), (#"{"messages":null}"#, []), ("[]", []),
        ] as [(String, [String])]
    )
    func `a prompt's parts are found under every dialect's names`(body: String, paths: [String]) {
        #expect(sections(body) == paths)
    }

    @Test func `a longer conversation begins with the fingerprints of the shorter one`() throws {
        let short = try #require(outline(#"{"messages":[{"role":"user","content":"a"}]}"#))
        let long = try #require(
            outline(
                #"{"messages":[{"content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral"}}],"role":"user"},"#
                    + #"{"role":"assistant","content":"b"},{"role":"user","content":"c"}]}"#
            )
        )
        #expect(long.chain.count == 3)
        #expect(long.chain[0] == short.chain[0])
        #expect(long.texts[1] == PromptFingerprint.of(text: "b"))
        let other = try #require(outline(#"{"messages":[{"role":"user","content":"A"}]}"#))
        #expect(other.chain != short.chain)
    }

    @Test(arguments: [
        (#"[1,2]"#, #"[2,1]"#), (#"{"a":1}"#, #"{"a":"1"}"#), (#"{"a":[]}"#, #"{"a":{}}"#), ("null", "false"),
        (#"{"a":"b"}"#, #"{"b":"a"}"#), (#"[["a"],"b"]"#, #"[["a","b"]]"#), ("9007199254740993", "9007199254740992"),
    ])
    func `different parts have different fingerprints`(left: String, right: String) {
        let (first, second) = (JSONParser(), JSONParser())
        let same = Array("[\(left)]".utf8).withUnsafeBufferPointer { left in
            Array("[\(right)]".utf8).withUnsafeBufferPointer { right in
                first.view(of: left).map { PromptFingerprint.of($0) }
                    == second.view(of: right).map { PromptFingerprint.of($0) }
            }
        }
        #expect(!same)
    }

    @Test(arguments: [
        #"{"messages":[{"role":"tool","tool_call_id":"old"},{"role":"assistant"},{"role":"tool","tool_call_id":"c1"}]}"#,
        #"{"messages":[{"role":"assistant"},{"role":"user","content":[{"type":"tool_result","tool_use_id":"c1"}]}]}"#,
        #"{"input":[{"type":"function_call","call_id":"c1"},{"type":"function_call_output","call_id":"c1"}]}"#,
        #"{"messages":[{"role":"user","content":[{"toolResult":{"toolUseId":"c1"}}]}]}"#,
        #"{"contents":[{"role":"model"},{"role":"user","parts":[{"functionResponse":{"id":"c1"}}]}]}"#,
    ])
    func `the results at the end tell whose calls they are`(body: String) {
        #expect(outline(body)?.answeredCalls == ["c1"])
    }

    @Test func `results that an answer followed are old`() {
        let body = #"{"messages":[{"role":"tool","tool_call_id":"c1"},{"role":"assistant"},{"role":"user"}]}"#
        #expect(outline(body)?.answeredCalls.isEmpty == true)
    }

    @Test func `providers that keep conversations are followed by their ids`() {
        #expect(outline(#"{"input":"x","previous_response_id":"r1"}"#)?.previousID == "r1")
        #expect(outline(#"{"input":"x","conversation":{"id":"c"}}"#)?.conversationID == "c")
        #expect(outline(#"{"input":"x","conversation":"c"}"#)?.conversationID == "c")
        #expect(outline(#"{"model":"m"}"#) == nil)
        #expect(outline("[1]") == nil)
    }
}
