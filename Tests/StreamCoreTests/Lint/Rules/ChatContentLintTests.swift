import StreamCore
import Testing

@Suite struct ChatContentLintTests {
    @Test func `content that grows from the start each time is told at its second piece`() throws {
        let growing = ["It", "It is", "It is late"].map(ChatText.text).joined()
        let stream = LintedStream(ChatText.stream(growing), path: ChatText.path)
        #expect(try #require(stream.finding(.chatCumulative)).place.event == 3)
        for pieces in [["It", "It is"], ["a", "a", "a"], ["The", "There", "fore"], ["", "a", "ab"]] {
            #expect(LintedStream.chat(ChatText.stream(pieces.map(ChatText.text).joined())) == [])
        }
    }

    @Test func `content that stands in a message, too, is there twice`() {
        let both = ChatText.event(
            #"[{"index":0,"delta":{"content":"a"},"message":{"role":"assistant","content":"a"},"finish_reason":null}]"#
        )
        #expect(LintedStream.chat(ChatText.stream(both)) == ["CHAT-CUMULATIVE"])
    }

    @Test func `think tags in content are told, reasoning in its channel is not`() {
        let tagged = ChatText.stream(ChatText.text("<think>hm</th"), ChatText.text("ink>yes"))
        #expect(LintedStream.chat(tagged) == ["CHAT-THINK-TAGS"])
        let implied = ChatText.stream(ChatText.text("hm"), ChatText.text("</think>yes"))
        #expect(LintedStream.chat(implied) == ["CHAT-THINK-TAGS"])
        let channel = ChatText.stream(ChatText.chunk(#"{"reasoning_content":"hm"}"#), ChatText.text("yes"))
        #expect(LintedStream.chat(channel) == [])
        let typed = #"{"content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]}]}"#
        #expect(LintedStream.chat(ChatText.stream(ChatText.chunk(typed), ChatText.text("yes"))) == [])
    }

    @Test func `two names for one thought, and thoughts behind the text, are told`() {
        let double = ChatText.chunk(#"{"reasoning":"hm","reasoning_content":"hm"}"#)
        #expect(LintedStream.chat(ChatText.stream(double, ChatText.text("yes"))) == ["CHAT-DOUBLE-REASONING"])
        let late = ChatText.stream(ChatText.text("yes"), ChatText.chunk(#"{"reasoning":"hm"}"#))
        #expect(LintedStream.chat(late) == ["CHAT-REASONING-AFTER-CONTENT"])
    }

    @Test func `a refusal beside content is told once`() {
        let both = ChatText.stream(
            ChatText.text("yes"),
            ChatText.chunk(#"{"refusal":"no"}"#),
            ChatText.chunk(#"{"refusal":"no"}"#)
        )
        #expect(LintedStream.chat(both) == ["CHAT-REFUSAL-AND-CONTENT"])
    }

    @Test func `padding before the last piece of audio is told`() {
        func audio(_ data: String) -> String { ChatText.chunk(#"{"audio":{"data":"\#(data)"}}"#) }
        #expect(LintedStream.chat(ChatText.stream(audio("AAE="), audio("AAEC"))) == ["CHAT-AUDIO-PADDING"])
        #expect(LintedStream.chat(ChatText.stream(audio("AAEC"), audio("AAE="))) == [])
    }

    @Test func `a filter that flags what was sent is told`() {
        func verdict(_ filtered: Bool) -> String {
            ChatText.event(
                #"[{"index":0,"finish_reason":null,"content_filter_results":{"hate":{"filtered":\#(filtered)}},"delta":{}}]"#
            )
        }
        #expect(LintedStream.chat(ChatText.stream(ChatText.text("a"), verdict(true))) == ["AZURE-LATE-FILTER"])
        #expect(LintedStream.chat(ChatText.stream(ChatText.text("a"), verdict(false))) == [])
        #expect(LintedStream.chat(ChatText.stream(verdict(true), ChatText.text("a"))) == [])
    }

    @Test func `an answer that was asked for as JSON is JSON`() {
        let object = #"{"messages":[],"response_format":{"type":"json_object"}}"#
        let good = ChatText.stream(ChatText.text(#"{\"a\":1}"#))
        let bad = ChatText.stream(ChatText.text("Sure!"))
        #expect(LintedStream.chat(good, request: object) == [])
        #expect(LintedStream.chat(bad, request: object) == ["CHAT-JSON-MODE"])
        #expect(LintedStream.chat(bad, request: #"{"messages":[],"response_format":{"type":"text"}}"#) == [])
        let schema =
            #"{"messages":[],"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object","required":["b"]}}}}"#
        #expect(LintedStream.chat(good, request: schema) == ["CHAT-JSON-MODE"])
        let cut = ChatText.stream(ChatText.text("{"), finish: "length")
        #expect(LintedStream.chat(cut, request: object) == ["CHAT-TRUNCATED-LENGTH"])
    }
}
