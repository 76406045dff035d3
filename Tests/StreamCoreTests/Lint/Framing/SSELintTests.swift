import StreamCore
import Testing

/// Each rule on a stream that has it, and on one beside it that has not.
@Suite struct SSELintTests {
    private func codes(_ text: String, without ignored: Set<String> = []) -> [String] {
        LintedStream(text).codes.filter { !ignored.contains($0) }
    }

    @Test func `a clean stream has no findings`() {
        #expect(codes("event: a\nid: 1\ndata: x\n\ndata: y\n\nretry: 10\ndata: z\n\n") == [])
        #expect(codes("data: x\r\n\r\ndata: y\r\n\r\n") == [])
    }

    @Test func `SSE-BOM is only a mark at the very start`() {
        #expect(codes("\u{FEFF}data: x\n\n") == ["SSE-BOM"])
        #expect(codes("data: \u{FEFF}x\n\n") == [])
        #expect(codes("data: x\n\n\u{FEFF}data: y\n\n") == ["SSE-UNKNOWN-FIELD"])
    }

    @Test func `SSE-BAD-UTF8 names the byte`() throws {
        let bytes = Array("data: ok\n\ndata: a".utf8) + [0xFF, 0xFE] + Array("b\n\n".utf8)
        let finding = try #require(LintedStream(bytes).finding(.sseBadUtf8))
        #expect(finding.place == LintPlace(event: 2, block: 1, offset: 17))
        #expect(finding.message == "byte 0xFF does not belong to UTF-8")
        #expect(LintedStream(bytes).codes == ["SSE-BAD-UTF8"])
    }

    @Test func `a character that the end of the body cuts off is a tail, not bad UTF-8`() {
        #expect(LintedStream(Array("data: a".utf8) + [0xF0, 0x9F]).codes == ["SSE-TAIL"])
        #expect(LintedStream(Array("data: a".utf8) + [0xF0, 0x9F], ending: .cut).codes == [])
        #expect(LintedStream(Array("data: a".utf8) + [0xF0, 0x9F] + Array("\n\n".utf8)).codes == ["SSE-BAD-UTF8"])
    }

    @Test func `SSE-MIXED-EOL counts the lines that end otherwise`() throws {
        let finding = try #require(LintedStream("data: a\n\ndata: b\r\n\r\ndata: c\n\n").finding(.sseMixedEol))
        #expect(finding.count == 2)
        #expect(finding.message == "this line ends with CRLF, the first one with LF")
        #expect(finding.place == LintPlace(event: 2, block: 1, offset: 9))
        #expect(codes("data: a\r\n\r\ndata: b\r\n\r\n") == [])
        #expect(codes("data: a\r\rdata: b\r\n\r\n") == ["SSE-MIXED-EOL"])
    }

    @Test func `SSE-CR-ONLY is about streams without any LF`() throws {
        #expect(codes("data: a\r\rdata: b\r\r") == ["SSE-CR-ONLY"])
        #expect(try #require(LintedStream("data: a\r\r").finding(.sseCrOnly)).place.offset == 0)
        #expect(codes("data: a\r\rdata: b\n\n") == ["SSE-MIXED-EOL"])
    }

    @Test func `SSE-UNKNOWN-FIELD says when a name is only misspelt`() throws {
        let finding = try #require(LintedStream("data: x\nData: y\n\n").finding(.sseUnknownField))
        #expect(finding.message == "the field \"Data\" is unknown and ignored: names are lower case, without spaces")
        #expect(finding.place.offset == 8)
        #expect(finding.evidence == "Data: y")
        #expect(codes(" data: x\n\n") == ["SSE-UNKNOWN-FIELD"])
        #expect(codes("data : x\n\n") == ["SSE-UNKNOWN-FIELD"])
        #expect(codes("foo\ndata: x\n\n") == ["SSE-UNKNOWN-FIELD"])
        #expect(codes("event: e\ndata: x\n\n") == [])
    }

    @Test func `SSE-ERROR-FIELD is an error line, beside data or alone`() {
        #expect(codes("error: {\"message\":\"no\"}\n\n") == ["SSE-ERROR-FIELD"])
        #expect(codes("error: {\"message\":\"no\"}\ndata: x\n\n") == ["SSE-ERROR-FIELD"])
        #expect(codes("data: error: x\n\n") == [])
    }

    @Test func `SSE-NO-SPACE needs a value`() {
        #expect(codes("data:x\n\n") == ["SSE-NO-SPACE"])
        #expect(codes("data: x\n\n") == [])
        #expect(codes("data:\n\n", without: ["SSE-EMPTY-DATA"]) == [])
    }

    @Test func `SSE-COMMENT is counted by line`() throws {
        let finding = try #require(LintedStream(": a\n: b\n\ndata: x\n: c\n\n").finding(.sseComment))
        #expect(finding.count == 3)
        #expect(finding.evidence == ": a")
        #expect(finding.message == "a comment: a")
        #expect(finding.severity == .info)
        #expect(LintedStream(":\n\ndata: x\n\n").finding(.sseComment)?.message == "an empty comment")
        #expect(codes("data: : x\n\n") == [])
    }

    @Test func `SSE-EVENT-NO-DATA is a name, an id or a time alone`() {
        #expect(codes("event: ping\n\ndata: x\n\n") == ["SSE-EVENT-NO-DATA"])
        #expect(codes("retry: 3000\n\ndata: x\n\n") == ["SSE-EVENT-NO-DATA"])
        #expect(codes("id: 4\n\ndata: x\n\n") == ["SSE-EVENT-NO-DATA"])
        #expect(codes("event: ping\ndata: x\n\n") == [])
        #expect(codes("id\n\ndata: x\n\n") == [])
    }

    @Test func `SSE-EMPTY-DATA spares the first event of MCP, which only has an id`() {
        #expect(codes("data:\n\n") == ["SSE-EMPTY-DATA"])
        #expect(codes("data\n\n") == ["SSE-EMPTY-DATA"])
        #expect(codes("id: 1\ndata:\n\ndata: x\n\n") == [])
        #expect(codes("data: x\n\nid: 1\ndata:\n\n") == ["SSE-EMPTY-DATA"])
    }

    @Test func `SSE-ID-THEN-BLANK is what dispatches an empty event after an id`() {
        #expect(codes("id: 1\ndata: x\n\n\ndata: y\n\n") == ["SSE-ID-THEN-BLANK"])
        #expect(codes("id: 1\ndata: x\n\n: ping\n\n", without: ["SSE-COMMENT"]) == ["SSE-ID-THEN-BLANK"])
        #expect(codes("data: x\n\n\ndata: y\n\n") == [])
        #expect(codes("id: 1\ndata: x\n\nid:\ndata: y\n\n\ndata: z\n\n") == [])
        #expect(codes("id: 1\ndata: x\n\n: ping\ndata: y\n\n", without: ["SSE-COMMENT"]) == [])
        #expect(codes("id: 1\ndata: x\n\ndata: [DONE]\n\n\n") == [])
    }

    @Test func `SSE-BAD-RETRY is anything but digits`() {
        for value in ["3s", "-1", "1.5", "", "+5"] {
            #expect(codes("retry: \(value)\ndata: x\n\n") == ["SSE-BAD-RETRY"], "\(value)")
        }
        #expect(codes("retry: 007\ndata: x\n\n") == [])
    }

    @Test func `SSE-ID-NUL`() {
        #expect(codes("id: 1\0\ndata: x\n\n") == ["SSE-ID-NUL"])
        #expect(codes("id: 1\ndata: x\0\n\n") == [])
    }

    @Test func `SSE-MULTILINE-DATA`() {
        #expect(codes("data: a\ndata: b\n\n") == ["SSE-MULTILINE-DATA"])
        #expect(codes("data: a\n\ndata: b\n\n") == [])
    }

    @Test func `SSE-TAIL is data that no blank line dispatches`() {
        #expect(codes("data: x\n\ndata: y\n") == ["SSE-TAIL"])
        #expect(codes("data: x\n\n: bye\n", without: ["SSE-COMMENT"]) == [])
        #expect(codes("data: x\n\nevent: y\n") == [])
        #expect(codes("data: x\n\n\n") == [])
        #expect(LintedStream("data: x\n\ndata: y\n", ending: .cut).codes == [])
        #expect(LintedStream("data: x\n\ndata: y\n", ending: .brokenOff).codes == ["SSE-TAIL"])
    }

    @Test func `SSE-UNTERMINATED-DONE takes the place of a tail`() {
        #expect(codes("data: x\n\ndata: [DONE]\n") == ["SSE-UNTERMINATED-DONE"])
        #expect(codes("data: x\n\ndata: [DONE]") == ["SSE-UNTERMINATED-DONE"])
        #expect(codes("data: x\n\ndata: [DO") == ["SSE-TAIL"])
        #expect(codes("data: x\n\ndata: [DONE]\n\n") == [])
    }

    @Test func `SSE-HUGE-EVENT begins over a mebibyte, and warns only of what was not decoded`() throws {
        let data = String(repeating: "x", count: 1 << 20)
        #expect(LintedStream("data: \(data)\n\n").finding(.sseHugeEvent)?.severity == .info)
        #expect(LintedStream("data: \(data.dropLast(8))\n\n").codes == [])
    }
}
