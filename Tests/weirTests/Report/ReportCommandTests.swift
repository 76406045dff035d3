import ArgumentParser
import Testing

@testable import weir

struct ReportCommandTests {
    private func refusal(_ words: String...) -> String? {
        do {
            _ = try ReportCommand.parse(words)
            return nil
        } catch {
            return ReportCommand.message(for: error)
        }
    }

    @Test func `what is not built yet is refused, not ignored`() {
        #expect(refusal("--format", "html")?.contains("not built yet") == true)
        #expect(refusal("--format", "openmetrics")?.contains("not built yet") == true)
        #expect(refusal("--compat", "vllm")?.contains("not built yet") == true)
        #expect(refusal("--format", "csv") == nil)
    }

    @Test func `objectives and stalls that make no sense are usage errors`() throws {
        for words in [["--slo", "ttft"], ["--stall", "soon"], ["--where", "nonsense ="]] {
            let command = try ReportCommand.parse(words)
            let failure = #expect(throws: CommandFailure.self) { try command.run() }
            #expect(failure?.status == 64)
        }
    }
}
