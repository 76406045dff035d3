import StreamCore
import Testing

@Suite struct OpenAIAssistantsLintTests {
    private func codes(_ events: [String], ending: LintedEnd.Ending = .ended) -> [String] {
        LintedStream(events.joined(), path: "/v1/threads/t/runs", ending: ending).codes.filter { $0.hasPrefix("AST-") }
    }

    private func event(_ name: String, _ data: String) -> String { "event: \(name)\ndata: \(data)\n\n" }

    private var run: String { event("thread.run.created", #"{"id":"r","object":"thread.run","status":"queued"}"#) }
    private var message: String {
        event("thread.message.created", #"{"id":"m","object":"thread.message","content":[]}"#)
    }
    private var delta: String {
        event(
            "thread.message.delta",
            #"{"id":"m","object":"thread.message.delta","delta":{"content":[{"index":0,"type":"text","text":{"value":"a"}}]}}"#
        )
    }
    private var step: String { event("thread.run.step.created", #"{"id":"s","object":"thread.run.step"}"#) }
    private var stepDelta: String {
        event("thread.run.step.delta", #"{"id":"s","object":"thread.run.step.delta","delta":{}}"#)
    }
    private var done: String { event("done", "[DONE]") }

    private func end(_ status: String) -> String {
        event("thread.run.\(status)", #"{"id":"r","object":"thread.run","status":"\#(status)"}"#)
    }

    @Test(arguments: ["completed", "incomplete", "requires_action", "failed", "cancelled", "expired"])
    func `a proper stream has no findings, however its run ends`(status: String) {
        #expect(codes([run, step, stepDelta, message, delta, end(status), done]) == [])
    }

    @Test func `done is the last event`() {
        #expect(codes([run, end("completed")]) == ["AST-NO-DONE"])
        #expect(codes([run, end("completed")], ending: .cut) == [])
    }

    @Test func `a run has an end`() {
        #expect(codes([run, message, delta, done]) == ["AST-NO-RUN-END"])
        #expect(codes([run, end("cancelling"), done]) == ["AST-NO-RUN-END"])
        #expect(codes([run, message, delta], ending: .cut) == [])
        let error = event("error", #"{"error":{"message":"boom"}}"#)
        #expect(codes([run, error, done]) == [])
    }

    @Test func `a delta is of a message or step that was told`() {
        #expect(codes([run, delta, end("completed"), done]) == ["AST-DELTA-ORPHAN"])
        #expect(codes([run, stepDelta, message, delta, end("completed"), done]) == ["AST-DELTA-ORPHAN"])
    }
}
