import StreamCore
import Testing

@Suite struct UsageLintTests {
    private let asked = #"{"messages":[],"stream":true,"stream_options":{"include_usage":true}}"#

    private func stream(_ usages: String..., texts: Int = 1, more: String = "") -> String {
        let text = (0..<texts).map { ChatText.text("\($0 % 10)") }.joined()
        let counts = usages.map { ChatText.event("[]", more: #","usage":{\#($0)}"#) }.joined()
        return ChatText.role + text + more + ChatText.stop + counts + ChatText.done
    }

    private func usage(_ input: Int, _ output: Int, _ total: Int) -> String {
        #""prompt_tokens":\#(input),"completion_tokens":\#(output),"total_tokens":\#(total)"#
    }

    @Test func `usage that was asked for and adds up has no findings`() {
        #expect(LintedStream.chat(stream(usage(3, 4, 7)), request: asked) == [])
    }

    @Test func `usage that was asked for comes, and only then`() {
        #expect(LintedStream.chat(stream(), request: asked) == ["USAGE-MISSING"])
        #expect(LintedStream.chat(stream(), request: #"{"messages":[]}"#) == [])
        #expect(LintedStream.chat(stream(usage(3, 4, 7)), request: #"{"messages":[]}"#) == ["USAGE-UNASKED"])
        #expect(LintedStream.chat(stream(usage(3, 4, 7))) == [])
        let cut = ChatText.role + ChatText.text("a")
        #expect(!LintedStream.chat(cut, request: asked, ending: .cut).contains("USAGE-MISSING"))
    }

    @Test(
        arguments: [
            ("api.openai.com", .warning), ("me.openai.azure.com", .warning), ("gateway.example", .info),
            ("notapi.openai.com.example", .info), (nil, .info),
        ] as [(String?, Finding.Severity)]
    )
    func `whether an upstream can count, its host tells`(host: String?, severity: Finding.Severity) {
        let linted = LintedStream(stream(), path: ChatText.path, request: asked, host: host)
        #expect(linted.finding(.usageMissing)?.severity == severity)
    }

    @Test func `counts that a dialect always sends are missed everywhere`() {
        let lines = #"{"model":"m","message":{"role":"assistant","content":"a"},"done":true}"# + "\n"
        let linted = LintedStream(lines, path: "/api/chat", type: "application/x-ndjson")
        #expect(linted.finding(.usageMissing)?.severity == .warning)
    }

    @Test func `counts grow, add up and are not zero`() {
        #expect(LintedStream.chat(stream(usage(3, 4, 7), usage(3, 2, 5))) == ["USAGE-DECREASES"])
        #expect(LintedStream.chat(stream(usage(3, 2, 5), usage(3, 4, 7))) == [])
        #expect(LintedStream.chat(stream(usage(3, 4, 8))) == ["USAGE-SUM"])
        #expect(LintedStream.chat(stream(usage(3, 0, 3))) == ["USAGE-ZERO"])
    }

    @Test func `counts as large as a machine word do not overflow`() {
        #expect(LintedStream.chat(stream(usage(.max, .max, 1))) == ["USAGE-SUM"])
    }

    @Test func `reasoning beside the output adds up, too`() {
        let xai = usage(3, 4, 9) + #","completion_tokens_details":{"reasoning_tokens":2}"#
        #expect(LintedStream.chat(stream(xai, more: ChatText.chunk(#"{"reasoning":""}"#))) == ["USAGE-VS-EVENTS"])
    }

    @Test func `more events than tokens, and reasoning that nobody saw, are told`() {
        #expect(LintedStream.chat(stream(usage(3, 2, 5), texts: 3)) == ["USAGE-VS-EVENTS"])
        #expect(LintedStream.chat(stream(usage(3, 3, 6), texts: 3)) == [])
        let hidden = usage(3, 9, 12) + #","completion_tokens_details":{"reasoning_tokens":8}"#
        #expect(LintedStream.chat(stream(hidden)) == ["USAGE-VS-EVENTS"])
        let shown =
            ChatText.role + ChatText.chunk(#"{"reasoning":"hm"}"#) + ChatText.text("a") + ChatText.stop
            + ChatText.event("[]", more: #","usage":{\#(hidden)}"#) + ChatText.done
        #expect(LintedStream.chat(shown) == [])
    }
}
