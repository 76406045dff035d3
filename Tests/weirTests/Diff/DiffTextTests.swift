import Sessions
import StreamCore
import Testing

@testable import weir

struct DiffTextTests {
    private let made = HandMadeCapture()

    private func diff() throws -> ExchangeDiff {
        let exchanges = try made.analyzed()
        return ExchangeDiff(exchanges[0], exchanges[1], parser: JSONParser())
    }

    private func text(width: Int? = 80) throws -> String {
        DiffText(diff: try diff(), style: SheetStyle(width: width, style: .none)).lines().joined(separator: "\n")
    }

    private func body(_ tool: String, _ extra: String = "") -> String {
        #"{"model":"m","tools":[{"type":"function","function":{"name":"\#(tool)"}}],"#
            + #""messages":[{"role":"user","content":"hi"}]\#(extra)}"#
    }

    @Test func `the page tells where prompts part, and what else differs`() throws {
        made.addExchange("a", body: body("f"))
        made.addExchange(
            "b",
            body: body("g", #","temperature":1"#),
            events: [HandMadeCapture.chunk(#"{"content":"Ho"}"#)]
        )
        let text = try text()
        #expect(text.hasPrefix("A  #1  openai.chat · m-1 · complete\nB  #2  openai.chat · m-1 · truncated\n"))
        #expect(text.contains("Prompt\n  parts at tools[0].function.name, after 0 of 2 parts\n"))
        #expect(text.contains("\n    A  f\n    B  g\n"))
        #expect(text.contains("\n  tools     −f, +g\n"))
        #expect(text.contains("\n  differs   temperature: (not given) → 1\n"))
        #expect(text.contains("Cache\n  unknown: the provider told no cached tokens for B\n"))
        #expect(text.contains("texts part after 1 character (6 and 2 characters)"))
        #expect(text.contains("finish    stop → none"))
        #expect(text.contains("\nTiming"))
    }

    @Test func `equal exchanges say so`() throws {
        made.addExchange("a", body: body("f"))
        made.addExchange("b", body: body("f"))
        let text = try text()
        #expect(text.contains("identical: 2 parts"))
        #expect(text.contains("the same text, 6 characters"))
    }

    @Test func `lines fit the terminal and nothing of a peer's reaches it as control`() throws {
        let long = String(repeating: "word \\u001b[2J ", count: 60)
        made.addExchange("a", body: body("f", #","x":"\#(long)""#))
        made.addExchange("b", body: body(long), events: [HandMadeCapture.chunk(#"{"content":"\#(long)"}"#)])
        let text = try text(width: 60)
        #expect(text.split(separator: "\n").allSatisfy { SheetText.width(String($0)) <= 60 })
        #expect(!text.contains("\u{1B}"))
    }

    @Test func `JSON has every part`() throws {
        made.addExchange("a", body: body("f"))
        made.addExchange("b", body: body("g"))
        let json = try diff().json
        #expect(json.names == ["a", "b", "prompt", "cache", "message", "tool_calls", "timing", "usage"])
        #expect(json["prompt"]?["divergence"]?["path"] == "tools[0].function.name")
        #expect(json["prompt"]?["relation"] == "unrelated")
        #expect(json["timing"]?["ttft_ns"]?["delta"] == 0)
        #expect(json["usage"]?["input_tokens"]?["a"] == .null)
    }
}
