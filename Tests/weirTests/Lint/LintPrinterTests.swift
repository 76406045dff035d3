import Sessions
import StreamCore
import TestSupport
import Testing

@testable import weir

struct LintPrinterTests {
    private func subject(_ text: String, path: String = "/v1/chat/completions") -> LintSubject {
        let parser = JSONParser()
        let analyzer = BodyAnalyzer(
            DecodingContext(path: path, contentType: "text/event-stream"),
            keeps: .answer,
            parser: parser
        )
        Array(text.utf8).withUnsafeBufferPointer { analyzer.consume($0) { _ in } }
        return LintSubject(analyzer.finish { _ in }, source: "body.sse")
    }

    private let unfinished =
        ": hi\n\n: ho\n\ndata: {\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,"
        + "\"delta\":{\"role\":\"assistant\",\"content\":\"a\"}}]}\n\ndata: {\"cho"

    private func lines(_ minimum: Finding.Severity) -> (lines: [String], printer: LintPrinter) {
        var printer = LintPrinter(minimum: minimum, style: .plain)
        let lines = printer.lines(of: subject(unfinished))
        return (lines, printer)
    }

    @Test func `a finding says where, what, and who breaks`() {
        let (lines, printer) = lines(.error)
        #expect(
            lines == [
                "body.sse  openai.chat  truncated",
                "  error    SSE-TAIL      block 3 · byte 130",
                "           the body ended inside an event: many clients drop it",
                "           › {\"cho",
                "           breaks openai-python, httpx-sse",
                "  error    TERM-MISSING  at the end",
                "           the stream ended with neither a finish nor a terminator",
                "           breaks openai-python, mistralai",
            ]
        )
        #expect(printer.hasFailed)
        #expect(printer.summary == "2 errors; 2 findings below it (--min-severity info)")
    }

    @Test func `what repeats is counted`() {
        #expect(lines(.info).lines.contains("  info     SSE-COMMENT    block 0 · byte 0 · and 1 more"))
    }

    @Test func `nothing wrong is said in one line`() {
        var printer = LintPrinter(minimum: .warning, style: .plain)
        #expect(printer.lines(of: subject("data: x\n\n", path: "")) == [])
        #expect(!printer.hasFailed)
        #expect(printer.summary == "no findings of severity warning or above")
    }

    @Test func `places are numbers that people can read`() {
        #expect(LintPlace(event: 17, block: 20, offset: 5120).text(exchange: 3) == "#3 event 17 · byte 5,120")
        #expect(LintPlace(block: 4).text(exchange: nil) == "block 4")
        #expect(LintPlace(offset: 1_234_567).text(exchange: nil) == "byte 1,234,567")
        #expect(LintPlace().text(exchange: 3) == nil)
    }
}
