import StreamCore
import Testing

@Suite struct ChatChunkLintTests {
    private let usage = #","usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}"#

    @Test func `a plain stream has no findings`() {
        #expect(LintedStream.chat(ChatText.stream(ChatText.text("a"))) == [])
    }

    @Test(arguments: [#""object":"","#, "", #""object":"chat.completion","#])
    func `a chunk of another kind is told`(object: String) {
        let odd = #"data: {"id":"c1",\#(object)"created":1,"model":"m","choices":[]}"# + "\n\n"
        #expect(LintedStream.chat(odd + ChatText.stream(ChatText.text("a"))) == ["CHAT-OBJECT"])
    }

    @Test func `null choices break clients, and so do missing ones in a chunk`() {
        let null = ChatText.event("null")
        #expect(LintedStream.chat(ChatText.stream(null, ChatText.text("a"))) == ["CHAT-NULL-CHOICES"])
        let missing = #"data: {"id":"c1","object":"chat.completion.chunk","model":"m"}"# + "\n\n"
        #expect(LintedStream.chat(ChatText.stream(missing, ChatText.text("a"))) == ["CHAT-NULL-CHOICES"])
        let other = #"data: {"status":"queued"}"# + "\n\n"
        #expect(!LintedStream.chat(ChatText.stream(other, ChatText.text("a"))).contains("CHAT-NULL-CHOICES"))
    }

    @Test func `a stream that begins with choice 1 breaks clients that count`() {
        let second = ChatText.chunk(#"{"role":"assistant","content":"b"}"#, index: 1)
        let ends = ChatText.chunk("{}", finish: "stop") + ChatText.chunk("{}", finish: "stop", index: 1)
        let rest = ChatText.text("a") + ends + ChatText.done
        let request = #"{"messages":[],"n":2,"stream":true}"#
        #expect(LintedStream.chat(second + ChatText.role + rest, request: request) == ["CHAT-FIRST-INDEX"])
        #expect(LintedStream.chat(ChatText.role + second + rest, request: request) == [])
    }

    @Test func `usage belongs on a chunk without choices`() {
        let asked = #"{"messages":[],"stream_options":{"include_usage":true}}"#
        let own = ChatText.role + ChatText.text("a") + ChatText.stop + ChatText.event("[]", more: usage) + ChatText.done
        #expect(LintedStream.chat(own, request: asked) == [])
        let onFinish = ChatText.role + ChatText.text("a") + ChatText.chunk("{}", finish: "stop", more: usage)
        #expect(LintedStream.chat(onFinish + ChatText.done, request: asked) == ["USAGE-ON-CHOICE"])
        let inside = ChatText.event(
            #"[{"index":0,"delta":{},"finish_reason":"stop","usage":{"prompt_tokens":1,"completion_tokens":1}}]"#
        )
        #expect(LintedStream.chat(ChatText.role + ChatText.text("a") + inside + ChatText.done) == ["USAGE-ON-CHOICE"])
        let groq = ChatText.chunk(
            "{}",
            finish: "stop",
            more: #","x_groq":{"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}"#
        )
        #expect(LintedStream.chat(ChatText.role + ChatText.text("a") + groq + ChatText.done) == ["USAGE-ON-CHOICE"])
    }

    @Test func `a chunk behind the usage loses it for clients that keep the last`() throws {
        let counts = ChatText.event("[]", more: usage)
        let erased = ChatText.role + ChatText.text("a") + counts + ChatText.stop + ChatText.done
        #expect(LintedStream.chat(erased) == ["USAGE-ERASED"])
        let finding = try #require(LintedStream(erased, path: ChatText.path).finding(.usageErased))
        #expect(finding.place.event == 4)
        let again = ChatText.role + ChatText.text("a") + counts + ChatText.stop + counts + ChatText.done
        #expect(LintedStream.chat(again) == [])
    }
}
