import StreamCore
import Testing

@testable import Reports

struct FindingSummaryTests {
    /// Two exchanges: a quirk four times in one, an error in both, a warning in one.
    private var samples: [ReportSample] {
        var first = ReportSample(number: 1, state: .truncated)
        var quirk = Finding(.sseComment, "a comment")
        quirk.count = 4
        first.findings = [quirk, Finding(.termMissing, "no end"), Finding(.chatObject, "object")]
        var second = ReportSample(number: 2, state: .truncated)
        second.findings = [Finding(.termMissing, "no end")]
        return [first, second]
    }

    @Test func `counts exchanges and times, the gravest first`() {
        let summaries = LatencyReport(samples: samples).groups[0].findings
        #expect(summaries.map(\.code) == [.termMissing, .chatObject, .sseComment])
        #expect(summaries.map(\.exchanges) == [2, 1, 1])
        #expect(summaries.map(\.count) == [2, 1, 4])
    }

    @Test func `reports for people leave quirks out, data keeps them`() {
        let report = LatencyReport(samples: samples)
        let text = TextReport.text(report)
        #expect(text.contains("\n  Findings, `weir lint` tells more\n    TERM-MISSING              2 exchanges"))
        #expect(!text.contains("SSE-COMMENT"))
        #expect(MarkdownReport.text(report).contains("\nFindings: `TERM-MISSING` (2), `CHAT-OBJECT` (1).\n"))
        #expect(CSVReport.text(report).contains(",finding.SSE-COMMENT,1,,,,,,,,,,\r\n"))
        let expected: JSONValue = ["code": "SSE-COMMENT", "severity": "info", "exchanges": 1, "count": 4]
        #expect(JSONReport.value(report)["groups"]?.arrayValue?[0]["findings"]?.arrayValue?.last == expected)
    }

    @Test func `no findings are none`() {
        let report = LatencyReport(samples: [ReportSample(number: 1, state: .complete)])
        #expect(!TextReport.text(report).contains("Findings"))
        #expect(MarkdownReport.text(report).contains("\nFindings: none.\n"))
    }
}
