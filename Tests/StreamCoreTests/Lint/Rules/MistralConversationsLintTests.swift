import StreamCore
import Testing

@Suite struct MistralConversationsLintTests {
    private let text = "data: {\"type\":\"message.output.delta\",\"output_index\":0,\"content\":\"a\"}\n\n"

    private func lint(_ text: String, ending: LintedEnd.Ending = .ended) -> LintedStream {
        LintedStream(text, path: "/v1/conversations", ending: ending)
    }

    @Test func `a conversation that just stops is told`() {
        #expect(lint(text).finding(.misConvNoDone)?.severity == .error)
    }

    @Test func `one that is done, failed or was hung up is not`() {
        #expect(lint(text + "data: {\"type\":\"conversation.response.done\"}\n\n").finding(.misConvNoDone) == nil)
        let failed = "data: {\"type\":\"conversation.response.error\",\"message\":\"m\",\"code\":500}\n\n"
        #expect(lint(text + failed).finding(.misConvNoDone) == nil)
        #expect(lint(text, ending: .cut).finding(.misConvNoDone) == nil)
    }
}
