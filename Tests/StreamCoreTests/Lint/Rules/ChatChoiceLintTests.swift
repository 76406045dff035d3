import StreamCore
import Testing

@Suite struct ChatChoiceLintTests {
    private let first = ChatText.chunk(#"{"role":"assistant","content":"a"}"#)

    @Test func `the first delta of a choice gives the role, and no other`() {
        let text = ChatText.text("a")
        #expect(LintedStream.chat(text + ChatText.stop + ChatText.done) == ["CHAT-ROLE-MISSING"])
        #expect(LintedStream.chat(first + first + ChatText.stop + ChatText.done) == ["CHAT-ROLE-REPEATED"])
        #expect(LintedStream.chat(first + text + ChatText.stop + ChatText.done) == [])
    }

    @Test func `a choice that never finishes is told, unless the client hung up or an error says why`() {
        #expect(LintedStream.chat(first + ChatText.done).contains("CHAT-FINISH-MISSING"))
        #expect(!LintedStream.chat(first, ending: .cut).contains("CHAT-FINISH-MISSING"))
        let error = #"data: {"error":{"message":"overloaded"}}"# + "\n\n"
        #expect(!LintedStream.chat(first + error).contains("CHAT-FINISH-MISSING"))
    }

    @Test func `a second finish and content behind the first are told`() {
        let twice = first + ChatText.stop + ChatText.chunk("{}", finish: "length") + ChatText.done
        #expect(LintedStream.chat(twice) == ["CHAT-FINISH-TWICE"])
        let late = first + ChatText.stop + ChatText.text("b") + ChatText.done
        #expect(LintedStream.chat(late) == ["CHAT-DELTA-AFTER-FINISH"])
        let empty = first + ChatText.stop + ChatText.text("") + ChatText.done
        #expect(LintedStream.chat(empty) == [])
    }

    @Test func `tool calls finish with tool_calls, and only they do`() {
        let call = ChatText.call(#"{"index":0,"id":"c","function":{"name":"f","arguments":"{}"}}"#)
        #expect(LintedStream.chat(ChatText.stream(call)) == ["CHAT-FINISH-MISMATCH"])
        #expect(LintedStream.chat(ChatText.stream(call, finish: "tool_calls")) == [])
        let none = ChatText.stream(ChatText.text("a"), finish: "tool_calls")
        #expect(LintedStream.chat(none) == ["CHAT-FINISH-MISMATCH"])
        // A function that was asked for by name finishes with stop.
        let forced =
            #"{"messages":[],"tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":{"type":"function","function":{"name":"f"}}}"#
        #expect(LintedStream.chat(ChatText.stream(call), request: forced) == [])
    }

    @Test func `reasons outside the specification and answers cut short are told`() {
        #expect(LintedStream.chat(ChatText.stream(ChatText.text("a"), finish: "eos")) == ["CHAT-FINISH-UNKNOWN"])
        for reason in ["length", "content_filter"] {
            #expect(LintedStream.chat(ChatText.stream(ChatText.text("a"), finish: reason)) == ["CHAT-TRUNCATED-LENGTH"])
        }
    }

    @Test func `an empty answer is told, a refusal or a tool call is none`() {
        #expect(LintedStream.chat(ChatText.stream()) == ["CHAT-EMPTY"])
        #expect(LintedStream.chat(ChatText.stream(ChatText.chunk(#"{"refusal":"no"}"#))) == [])
        let onlyThoughts = ChatText.stream(ChatText.chunk(#"{"reasoning":"hm"}"#))
        #expect(LintedStream.chat(onlyThoughts) == ["CHAT-EMPTY"])
    }

    @Test func `indexes of choices are 0 to n - 1`() {
        let third = ChatText.chunk(#"{"role":"assistant","content":"c"}"#, finish: "stop", index: 2)
        #expect(LintedStream.chat(first + ChatText.stop + third + ChatText.done) == ["CHAT-INDEX-GAP"])
        let second = ChatText.chunk(#"{"role":"assistant","content":"b"}"#, finish: "stop", index: 1)
        let two = first + ChatText.stop + second + ChatText.done
        #expect(LintedStream.chat(two) == [])
        #expect(LintedStream.chat(two, request: #"{"messages":[],"n":2}"#) == [])
        #expect(LintedStream.chat(two, request: #"{"messages":[]}"#) == ["CHAT-INDEX-GAP"])
    }
}
