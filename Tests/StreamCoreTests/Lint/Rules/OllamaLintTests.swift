import StreamCore
import Testing

@Suite struct OllamaLintTests {
    private let line =
        #"{"model":"m","created_at":"t","message":{"role":"assistant","content":"a"},"done":false}"# + "\n"
    private let end = #"{"model":"m","created_at":"t","message":{"role":"assistant","content":""},"done":true}"# + "\n"

    private func lint(_ text: String, path: String = "/api/chat", ending: LintedEnd.Ending = .ended) -> LintedStream {
        LintedStream(text, path: path, type: "application/x-ndjson", ending: ending)
    }

    @Test func `a stream without a done line is told, in chat and in generate`() {
        #expect(lint(line).finding(.ollNoDone)?.severity == .error)
        let generate = #"{"model":"m","created_at":"t","response":"a","done":false}"# + "\n"
        #expect(lint(generate, path: "/api/generate").finding(.ollNoDone) != nil)
    }

    @Test func `it is not missed where it came, nobody waited or an error stands there`() {
        #expect(lint(line + end).finding(.ollNoDone) == nil)
        #expect(lint(line, ending: .cut).finding(.ollNoDone) == nil)
        #expect(lint(line + #"{"error":"m"}"# + "\n").finding(.ollNoDone) == nil)
        #expect(lint("").finding(.ollNoDone) == nil)
    }
}
