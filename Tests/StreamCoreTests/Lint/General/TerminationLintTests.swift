import StreamCore
import Testing

@Suite struct TerminationLintTests {
    private let chunk =
        #"data: {"id":"1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"role":"assistant","content":"a"},"finish_reason":null}]}"#
        + "\n\n"
    private let end =
        #"data: {"id":"1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#
        + "\n\n"
    private let done = "data: [DONE]\n\n"

    private func codes(_ text: String, _ ending: LintedEnd.Ending = .ended, path: String = "/v1/chat/completions")
        -> [String]
    {
        LintedStream(text, path: path, ending: ending).codes.filter { $0.hasPrefix("TERM") }
    }

    @Test func `TERM-MISSING is neither a finish nor a terminator, when the sender ended it`() {
        #expect(codes(chunk) == ["TERM-MISSING"])
        #expect(codes(chunk, .cut) == [])
        #expect(codes(chunk, .brokenOff) == [])
        #expect(codes(chunk + end + done) == [])
    }

    @Test func `TERM-NO-SENTINEL is a finish without the terminator`() {
        #expect(codes(chunk + end) == ["TERM-NO-SENTINEL"])
        #expect(codes(chunk + end, .cut) == [])
        #expect(codes(chunk + end + "data: [DONE]\n") == [])
    }

    @Test func `TERM-DATA-AFTER and TERM-DUPLICATE`() {
        #expect(codes(chunk + end + done + chunk) == ["TERM-DATA-AFTER"])
        #expect(codes(chunk + end + done + done) == ["TERM-DUPLICATE"])
        #expect(codes(chunk + end + done + ": bye\n\n") == [])
    }

    @Test func `TERM-DONE-AFTER-ERROR`() {
        let error = "data: {\"error\":{\"message\":\"no\"}}\n\n"
        #expect(codes(chunk + error + done) == ["TERM-DONE-AFTER-ERROR"])
        #expect(codes(chunk + error) == [])
    }

    @Test func `TERM-FOREIGN-DONE breaks Gemini's client and is harmless to Anthropic's`() throws {
        let gemini = #"data: {"candidates":[{"content":{"parts":[{"text":"a"}]},"finishReason":"STOP","index":0}]}"#
        let path = "/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse"
        let stream = LintedStream("\(gemini)\n\n\(done)", path: path)
        #expect(stream.finding(.termForeignDone)?.severity == .warning)
        let stop = #"data: {"type":"message_stop"}"#
        let anthropic = LintedStream("event: message_stop\n\(stop)\n\n\(done)", path: "/v1/messages")
        #expect(anthropic.finding(.termForeignDone)?.severity == .info)
        #expect(anthropic.finding(.termDataAfter) == nil)
        #expect(LintedStream("data: x\n\n\(done)").codes == [])
        let run =
            "event: thread.run.completed\ndata: {\"id\":\"r\",\"object\":\"thread.run\",\"status\":\"completed\"}\n\n"
        let own = LintedStream(run + "event: done\n" + done, path: "/v1/threads/runs")
        #expect(own.finding(.termForeignDone) == nil)
    }
}
