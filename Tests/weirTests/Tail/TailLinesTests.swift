import Testing

@testable import weir

struct TailLinesTests {
    @Test func `a stream is a line for each event`() throws {
        let expected = """
              0.000 s             #1    opened    POST https://api.openai.com/v1/chat/completions gpt-4o
              0.400 s             #1    headers   200 openai.chat text/event-stream
              0.400 s             #1    role      assistant
              0.412 s     +12 ms  #1    text      "Hi"
              0.432 s     +20 ms  #1    text      " you."
              0.440 s    +8.0 ms  #1    comment   ": ping\\n\\n"
              0.450 s     +10 ms  #1    tool      [0] look call_1 · args [0] "{\\"a\\""
              0.460 s     +10 ms  #1    args      [0] ":1}"
              0.470 s     +10 ms  #1    finish    tool_calls
              0.480 s     +10 ms  #1    event     "[DONE]"
              0.490 s             #1    ended     complete · tool_calls · TTFT 412 ms · 490 ms · 7 events

            """
        #expect(try TailCapture.chats().output(TailLines(style: .none)) == expected)
    }

    @Test func `a stall is marked on the event that ended it`() throws {
        let lines = try TailCapture.chats(stall: 3200).output(TailLines(style: .none)).split(separator: "\n")
        #expect(lines[4].hasSuffix(#"+3.20 s  #1    text      " you." · stall 3.20 s"#))
        #expect(lines.last?.hasSuffix("! NET-STALL") == true)
    }

    @Test func `an answer that is no stream shows its text when it ends`() throws {
        let lines = try TailCapture.document().output(TailLines(style: .none)).split(separator: "\n")
        #expect(lines.count == 4)
        #expect(lines[2] == #"  0.920 s             #1    text      "Plain.""#)
        #expect(lines[3].hasSuffix("ended     complete · stop · 920 ms · 5 in, 4 out tokens"))
    }

    @Test func `tags stand at the end`() throws {
        let item = try #require(try TailCapture.chats().items().last?.0)
        var lines = TailLines(style: .none)
        var output: [UInt8] = []
        lines.append(item, tags: ["slow"], to: &output)
        #expect(String(decoding: output, as: UTF8.self).hasSuffix("7 events · #slow\n"))
    }

    @Test func `peers cannot act on the terminal`() throws {
        var capture = TailCapture()
        let id = capture.request("{}", path: "/\u{1B}[2J")
        capture.response(id, at: 1)
        capture.block(id, 0, TailCapture.chunk(#"{"content":"a\u001b[31m\u009bb\u202e"}"#), at: 2)
        let output = try capture.output(TailLines(style: .none))
        #expect(!output.unicodeScalars.contains { $0.value == 0x1B || $0.value == 0x9B || $0.value == 0x202E })
        #expect(output.contains(#""a\u001b[31m\u009bb\u202e""#))
    }
}
