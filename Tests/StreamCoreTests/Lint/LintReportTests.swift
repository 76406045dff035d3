import StreamCore
import Testing

@Suite struct LintReportTests {
    private let chunk =
        #"data: {"id":"1","choices":[{"index":0,"delta":{"content":"a"},"finish_reason":null}]}"# + "\n\n"

    @Test func `what repeats is one finding at its first place, with a count`() throws {
        let stream = LintedStream(": hi\n\n" + chunk + chunk + chunk, path: "/v1/chat/completions")
        let finding = try #require(stream.finding(.chatObject))
        #expect(finding.count == 3)
        #expect(finding.place == LintPlace(event: 1, block: 1, offset: 6))
        #expect(finding.severity == .warning)
        #expect(finding.evidence == String(chunk.dropFirst(6).dropLast(2)))
        #expect(stream.blockFindings.filter { $0.code == .chatObject }.map(\.count) == [1, 2, 3])
    }

    @Test func `each subject is a finding of its own`() {
        let call = #"{"index":%,"id":"c%","function":{"arguments":"{}"}}"#
        let calls = ["0", "1"].map { call.replacingOccurrences(of: "%" as Character, with: $0) }.joined(separator: ",")
        let text =
            #"data: {"object":"chat.completion.chunk","choices":[{"index":0,"delta":{"tool_calls":["#
            + calls + #"]},"finish_reason":"tool_calls"}]}"# + "\n\ndata: [DONE]\n\n"
        let stream = LintedStream(text, path: "/v1/chat/completions")
        let nameless = stream.findings.filter { $0.code == .toolNoName }
        #expect(nameless.map(\.subject) == ["choice 0 tool call 0", "choice 0 tool call 1"])
    }

    @Test func `an endless number of subjects is counted, not kept`() {
        let call = #"{"index":%,"id":"c%","function":{"arguments":"{}"}}"#
        let calls = (0..<100).map { call.replacingOccurrences(of: "%" as Character, with: String($0)) }.joined(
            separator: ","
        )
        let text =
            #"data: {"object":"chat.completion.chunk","choices":[{"index":0,"delta":{"tool_calls":["#
            + calls + #"]},"finish_reason":"tool_calls"}]}"# + "\n\ndata: [DONE]\n\n"
        let nameless = LintedStream(text, path: "/v1/chat/completions").findings.filter { $0.code == .toolNoName }
        #expect(nameless.count == 16)
        #expect(nameless.reduce(0) { $0 + $1.count } == 100)
    }

    @Test func `rules of a dialect that was not the stream's are forgotten`() {
        let text = "data: {\"choices\":[]}\n\n" + anthropicStart
        #expect(LintedStream(text, path: "/v1/chat/completions").finding(.chatObject) == nil)
    }

    private let anthropicStart = [
        #"event: message_start"#, #"data: {"type":"message_start","message":{"role":"assistant","content":[]}}"#, "",
        #"event: content_block_start"#,
        #"data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#, "", "",
    ].joined(separator: "\n")
}

extension String {
    fileprivate func replacingOccurrences(of mark: Character, with text: String) -> String {
        map { $0 == mark ? text : String($0) }.joined()
    }
}
