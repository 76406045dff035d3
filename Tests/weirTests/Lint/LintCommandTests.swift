import ArgumentParser
import Sessions
import StreamCore
import TestSupport
import Testing

@testable import weir

struct LintCommandTests {
    @Test func `a file that is no capture is a raw body`() throws {
        let path = Fixtures.folder + "/openai.chat/truncated.sse"
        var codes: [String] = []
        try LintSubject.forEach(of: [path], reading: LintSubject.BodyReading()) { subject in
            #expect(subject.exchange == nil)
            codes = subject.findings.map(\.code.rawValue)
        }
        #expect(codes.contains("TERM-MISSING"))
    }

    @Test func `a capture is told from a body by its first bytes, whatever its name`() throws {
        let made = HandMadeCapture()
        made.addExchange("A")
        made.addExchange("B", events: ["data: {\"choices\":[]}\n\n"])
        let path = made.write("capture.txt")
        var numbers: [Int?] = []
        try LintSubject.forEach(of: [path], reading: LintSubject.BodyReading()) { subject in
            numbers.append(subject.exchange?.recorded.number)
        }
        #expect(numbers == [1, 2])
    }

    @Test func `options that do not fit are refused`() {
        #expect(throws: (any Error).self) { try LintCommand.parse(["--min-severity", "fatal"]) }
        #expect(throws: (any Error).self) { try LintCommand.parse(["--dialect", "nonsense"]) }
        #expect(throws: (any Error).self) { try LintCommand.parse(["--markdown"]) }
        #expect(throws: (any Error).self) { try LintCommand.parse(["x", "--explain", "TERM-MISSING"]) }
        #expect(throws: Never.self) { try LintCommand.parse(["--explain", "all", "--markdown"]) }
    }

    @Test func `an unknown code names the nearest one`() throws {
        let command = try LintCommand.parse(["--explain", "TERM-MISING"])
        #expect(
            throws: CommandFailure(
                ExitStatus.usage,
                "--explain 'TERM-MISING': there is no such code; did you mean TERM-MISSING?"
            )
        ) {
            try command.run()
        }
    }

    @Test func `a page has what the catalogue says`() {
        let page = RulePages.page(of: .toolNoIndex, style: .plain)
        #expect(page.first == "TOOL-NO-INDEX  error")
        #expect(page.contains("  Breaks   openai-python"))
    }

    @Test func `the Markdown page holds every code once as a heading`() {
        let headings = RulePages.markdown.split(separator: "\n").filter { $0.hasPrefix("### ") }
        #expect(headings.map { String($0.dropFirst(4)) }.sorted() == LintCode.allCases.map(\.rawValue).sorted())
    }
}
