import StreamCore
import Testing

@Suite struct CohereLintTests {
    private let start = #"{"type":"message-start","id":"i","delta":{"message":{"role":"assistant"}}}"#
    private let end = #"{"type":"message-end","delta":{"finish_reason":"COMPLETE"}}"#

    private func content(_ step: String, _ index: Int = 0) -> String {
        "{\"type\":\"content-\(step)\",\"index\":\(index),\"delta\":{\"message\":{\"content\":{\"text\":\"a\"}}}}"
    }

    private func call(_ step: String, _ index: Int = 0) -> String {
        "{\"type\":\"tool-call-\(step)\",\"index\":\(index),\"delta\":{\"message\":{\"tool_calls\":{\"function\":{\"name\":\"f\",\"arguments\":\"\"}}}}}"
    }

    private func lint(_ events: [String], ending: LintedEnd.Ending = .ended) -> LintedStream {
        LintedStream(events.map { "data: \($0)\n\n" }.joined(), path: "/v2/chat", ending: ending)
    }

    @Test func `a stream in order has no finding`() {
        let stream = lint([
            start, content("start"), content("delta"), content("end"), content("start", 1), content("end", 1),
            call("start"), call("start", 1), call("delta"), call("delta", 1), call("end"), call("end", 1), end,
        ])
        #expect(stream.finding(.cohOrder) == nil)
        #expect(stream.finding(.cohNoEnd) == nil)
    }

    @Test func `a delta outside its part is told, with the part`() {
        #expect(lint([start, content("delta"), end]).finding(.cohOrder)?.subject == "content 0")
        #expect(lint([start, content("start"), content("end"), content("delta"), end]).finding(.cohOrder) != nil)
        #expect(lint([start, call("start"), call("delta", 1), end]).finding(.cohOrder)?.subject == "tool call 1")
        #expect(lint([start, call("end"), end]).finding(.cohOrder)?.severity == .warning)
        #expect(lint([start, content("start"), call("delta"), end]).finding(.cohOrder) != nil)
    }

    @Test func `a part that starts twice and content before the start are told`() {
        #expect(lint([start, content("start"), content("start"), end]).finding(.cohOrder) != nil)
        #expect(lint([content("start"), content("end"), end]).finding(.cohOrder)?.subject == "message")
    }

    @Test func `an end that never comes is told unless an error or a hang-up explains it`() {
        let open = [start, content("start"), content("delta")]
        #expect(lint(open).finding(.cohNoEnd)?.severity == .error)
        #expect(lint(open + [end]).finding(.cohNoEnd) == nil)
        #expect(lint(open, ending: .cut).finding(.cohNoEnd) == nil)
        #expect(lint(open + [#"{"error":{"message":"m"}}"#]).finding(.cohNoEnd) == nil)
    }
}
