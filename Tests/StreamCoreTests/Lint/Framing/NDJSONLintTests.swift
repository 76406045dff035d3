import StreamCore
import Testing

@Suite struct NDJSONLintTests {
    private func codes(_ text: String) -> [String] {
        LintedStream(text, type: "application/x-ndjson").codes
    }

    @Test func `a clean stream has no findings`() {
        #expect(codes("{\"a\":1}\n{\"a\":2}\n") == [])
        #expect(codes("{\"a\":1}\r\n{\"a\":2}") == [])
    }

    @Test func `NDJSON-BLANK-LINE`() throws {
        let stream = LintedStream("{\"a\":1}\n\n{\"a\":2}\n\n", type: "application/x-ndjson")
        #expect(stream.codes == ["NDJSON-BLANK-LINE"])
        let finding = try #require(stream.findings.first)
        #expect(finding.count == 2)
        #expect(finding.place == LintPlace(block: 1, offset: 8))
    }

    @Test func `NDJSON-UNICODE-EOL is a character at which Python cuts lines`() throws {
        for end in ["\u{2028}", "\u{2029}", "\u{85}"] {
            #expect(codes("{\"a\":\"b\(end)c\"}\n") == ["NDJSON-UNICODE-EOL"])
        }
        let stream = LintedStream(" {\"a\":\"b\u{2028}\"}\n", type: "application/x-ndjson")
        let finding = try #require(stream.finding(.ndjsonUnicodeEol))
        #expect(finding.place == LintPlace(event: 1, block: 0, offset: 8))
        #expect(finding.message == "a raw U+2028, at which some clients end the line")
        #expect(codes("{\"a\":\"b\\u2028c\"}\n") == [])
        #expect(codes("{\"a\":\"\u{2027}\u{86}\"}\n") == [])
    }

    @Test func `a line that is cut off is a tail`() {
        #expect(codes("{\"a\":1}\n{\"a\":") == ["SSE-TAIL"])
    }
}
