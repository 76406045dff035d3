import StreamCore
import Testing

@testable import Sessions

struct PromptDiffTests {
    private func diff(_ a: String, _ b: String) -> PromptDiff {
        PromptDiff(a: Array(a.utf8), b: Array(b.utf8), parser: JSONParser())
    }

    private func body(
        tools: [String] = ["f", "g"],
        system: String = "Be brief.",
        messages: [String] = ["hi"],
        extra: String = ""
    ) -> String {
        let tools = tools.map { #"{"name":"\#($0)","description":"does \#($0)"}"# }.joined(separator: ",")
        let messages = messages.enumerated().map { place, text in
            #"{"role":"\#(place % 2 == 0 ? "user" : "assistant")","content":"\#(text)"}"#
        }
        return "{\"model\":\"m\",\"system\":\"\(system)\",\"tools\":[\(tools)],"
            + "\"messages\":[\(messages.joined(separator: ","))]\(extra)}"
    }

    @Test func `a request that goes on from another has all of it at its start`() {
        let diff = diff(body(), body(messages: ["hi", "yes?", "go"]))
        #expect(diff.relation == .bContinuesA)
        #expect(diff.commonSections == 4 && diff.a.sections == 4 && diff.b.sections == 6)
        #expect(diff.commonBytes == diff.a.bytes)
        #expect(diff.divergence?.path == "messages[1]" && diff.divergence?.change == .onlyInB)
        #expect(self.diff(body(), body()).relation == .identical)
        #expect(self.diff(body(), body()).divergence == nil)
    }

    @Test func `the first part that differs is named, with a piece of both sides`() {
        let diff = diff(body(messages: ["hi", "it is late", "go"]), body(messages: ["hi", "it is early", "go"]))
        #expect(diff.relation == .diverged && diff.commonSections == 4)
        #expect(diff.divergence?.path == "messages[1].content")
        #expect(diff.divergence?.a == "it is late" && diff.divergence?.b == "it is early")
        #expect(diff.divergence?.commonCharacters == 6)
        #expect(diff.divergedIn == .messages)
        // `{"role":"assistant","content":"it is ` has 37 bytes.
        #expect(diff.commonBytes - self.diff(body(), body()).commonBytes == 37)
    }

    @Test func `tools come before the system prompt, and that before the messages`() {
        let tools = diff(body(), body(tools: ["f", "h"], system: "Else", messages: ["ho"]))
        #expect(tools.divergence?.path == "tools[1].name" && tools.divergedIn == .tools)
        #expect(tools.tools == [.init(name: "g", kind: .removed), .init(name: "h", kind: .added)])
        let system = diff(body(), body(system: "Be brief!", messages: ["ho"]))
        #expect(system.divergence?.path == "system" && system.divergence?.b == "Be brief!")
        let fewer = diff(body(), body(tools: ["f"]))
        #expect(fewer.divergence?.path == "tools[1]" && fewer.divergence?.change == .onlyInA)
        #expect(diff(body(), body(tools: ["g", "f"])).tools == [.init(name: "g", kind: .moved)])
    }

    @Test func `marks for caches are no difference, and neither is the shape of a text`() {
        let marked =
            #"{"messages":[{"role":"user","content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral"}}]}]}"#
        let plain = #"{"messages":[{"content":"a","role":"user"}]}"#
        let diff = diff(plain, marked)
        #expect(diff.relation == .identical)
        #expect(diff.b.marks == ["messages[0]"] && diff.a.marks.isEmpty)
        let other = self.diff(#"{"messages":[{"role":"user","content":"b"}]}"#, marked)
        #expect(other.divergence?.path == "messages[0].content[0].text")
    }

    @Test func `what stands beside the prompt is compared, too`() {
        let settings = diff(body(), body(extra: #","temperature":0.5"#)).settings
        #expect(settings == [.init(name: "temperature", a: nil, b: 0.5)])
    }

    @Test(arguments: ["", "[]", "{}", "x"])
    func `what is no prompt has none`(text: String) {
        let diff = diff(text, body())
        #expect(diff.relation == .unknown)
        #expect(diff.a.sections == 0)
    }

    @Test func `long texts are shown from shortly before they part`() throws {
        let start = String(repeating: "x", count: 500)
        let diff = diff(body(system: start + " at 10:31 " + start), body(system: start + " at 10:32 " + start))
        let place = try #require(diff.divergence)
        #expect(place.a == "…xxxxxxxx at 10:31 " + String(repeating: "x", count: 42) + "…")
        #expect(place.commonCharacters == 508)
        #expect(place.isVolatile)
        #expect(self.diff(body(system: "one"), body(system: "two")).divergence?.isVolatile == false)
    }
}
