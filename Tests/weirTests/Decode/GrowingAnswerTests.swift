import Sessions
import StreamCore
import Testing

@testable import weir

struct GrowingAnswerTests {
    private func text(_ events: [String], style: SheetStyle = .plain) -> String {
        let analyzer = BodyAnalyzer(DecodingContext(), keeps: .answer, parser: JSONParser())
        var growing = GrowingAnswer(style: style)
        var result = ""
        for event in events {
            Array(event.utf8).withUnsafeBufferPointer { bytes in
                analyzer.consume(bytes) { result += growing.text(of: AnalyzedEvent($0)) }
            }
        }
        return result + growing.finish()
    }

    @Test func `a plain answer has no label`() {
        #expect(text(HandMadeCapture.answer) == "Hi you\n")
    }

    @Test func `reasoning, text and tools are told apart`() {
        let call = #"{"tool_calls":[{"index":0,"id":"c1","function":{"name":"f","arguments":"{}"}}]}"#
        let events = [
            HandMadeCapture.chunk(#"{"reasoning_content":"Hm"}"#), HandMadeCapture.chunk(#"{"content":"Yes"}"#),
            HandMadeCapture.chunk(call),
        ]
        #expect(text(events) == "── reasoning\nHm\n\n── text\nYes\n\n── tool f c1\n{}\n")
    }

    @Test func `a call that goes on after another is named again`() {
        func call(_ index: Int, _ rest: String) -> String {
            HandMadeCapture.chunk(#"{"tool_calls":[{"index":\#(index),\#(rest)}]}"#)
        }
        let events = [
            call(0, #""id":"a","function":{"name":"f","arguments":"{"}"#),
            call(1, #""id":"b","function":{"name":"g","arguments":"{}"}"#),
            call(0, #""function":{"arguments":"}"}"#),
        ]
        #expect(text(events) == "── tool f a\n{\n\n── tool g b\n{}\n\n── tool f a\n}\n")
    }

    @Test func `commentary is told from the answer`() {
        let item =
            #"{"type":"response.output_item.added","output_index":0,"item":{"id":"c","type":"message","phase":"commentary"}}"#
        let piece = #"{"type":"response.output_text.delta","output_index":0,"delta":"Hm"}"#
        let answer = #"{"type":"response.output_text.delta","output_index":1,"item_id":"m","delta":"Yes"}"#
        let events = [item, piece, answer].map { "data: \($0)\n\n" }
        #expect(text(events) == "── commentary\nHm\n\n── text\nYes\n")
    }

    @Test func `a terminal does not obey the stream, a pipe gets it as it is`() {
        let events = [HandMadeCapture.chunk(#"{"content":"\u001b[2J"}"#)]
        #expect(text(events) == "\u{1B}[2J\n")
        #expect(text(events, style: SheetStyle(width: 80, style: .none)) == "␛[2J\n")
    }

    @Test func `an error is told where it came`() {
        let events = [HandMadeCapture.answer[1], "data: {\"error\":{\"message\":\"no more\"}}\n\n"]
        #expect(text(events) == "Hi \n\n── error\nno more\n")
    }
}
