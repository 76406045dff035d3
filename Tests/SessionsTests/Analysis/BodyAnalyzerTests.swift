import StreamCore
import TestSupport
import Testing

@testable import Sessions

struct BodyAnalyzerTests {
    private func analyze(
        _ reads: [[UInt8]],
        type: String? = "text/event-stream",
        _ ending: LintedEnd.Ending = .ended
    ) -> (events: [AnalyzedEvent], body: AnalyzedBody) {
        let analyzer = BodyAnalyzer(DecodingContext(contentType: type), keeps: .message, parser: JSONParser())
        var events: [AnalyzedEvent] = []
        for read in reads {
            read.withUnsafeBufferPointer { bytes in
                analyzer.consume(bytes) { events.append(AnalyzedEvent($0)) }
            }
        }
        let body = analyzer.finish(ending) { events.append(AnalyzedEvent($0)) }
        return (events, body)
    }

    private func codes(_ text: String, type: String? = "text/event-stream", _ ending: LintedEnd.Ending = .ended)
        -> [String]
    {
        analyze([Array(text.utf8)], type: type, ending).body.findings.filter(\.isNotable).map(\.code.rawValue)
    }

    @Test(arguments: ["openai.chat/parallel-tools.sse", "anthropic.messages/thinking.sse"])
    func `however it is cut, a body means the same`(fixture: String) throws {
        let bytes = try Fixtures.bytes(fixture)
        let whole = analyze([bytes])
        for reads in SplitFeeding.allCuts(of: bytes) {
            let cut = analyze(reads)
            guard cut.events.map(\.data) == whole.events.map(\.data), cut.body.message == whole.body.message,
                cut.body.findings == whole.body.findings
            else {
                Issue.record("differs in \(reads.count) reads, the first of \(reads[0].count) bytes")
                return
            }
        }
    }

    @Test func `comments are shown as they came, events with their fields`() {
        let (events, body) = analyze([Array(": hi\n\nid: 7\nevent: tick\ndata: a\ndata: b\n\nretry: 30\n\n".utf8)])
        #expect(events.map(\.kind) == [.comment, .event, .retry])
        #expect(events.map(\.ordinal) == [nil, 1, nil])
        #expect(events.map(\.shownData) == [": hi", "a\nb", "retry: 30"])
        #expect(events[1].type == "tick")
        #expect(events[1].lastEventID == "7")
        #expect(events[2].retry == 30)
        #expect(body.dialect == "sse")
        #expect(body.state == .complete)
    }

    @Test func `an event that is wrapped as base64 is shown as what it is, beside what came`() throws {
        let bytes = try Fixtures.bytes("bedrock.invoke/anthropic.eventstream")
        let (events, _) = analyze([bytes], type: "application/vnd.amazon.eventstream")
        let first = try #require(events.first)
        #expect(first.wrapped?.hasPrefix(#"{"type":"message_start""#) == true)
        #expect(first.data.contains(#""bytes":"eyJ0"#))
        #expect(ExchangeJSON.block(first)["wrapped"] == JSONValue(first.wrapped))
        let plain = analyze([Array("data: a\n\n".utf8)]).events[0]
        #expect(plain.wrapped == nil)
        #expect(ExchangeJSON.block(plain)["wrapped"] == nil)
    }

    @Test func `media are counted by kind`() throws {
        let (_, body) = analyze([try Fixtures.bytes("openai.speech/audio.sse")])
        let told: JSONValue = [["choice": 0, "kind": "audio", "pieces": 2, "bytes": 11]]
        #expect(ExchangeJSON.object(of: body, byteCount: 0)["media"] == told)
    }

    @Test func `a tail is a finding only when it holds data that is lost`() {
        #expect(codes("data: x\n\n: bye\n") == [])
        #expect(codes("data: x\n\n\n") == [])
        #expect(codes("data: x\n\ndata: y\n") == ["SSE-TAIL"])
        #expect(codes("data: x\n\ndata: y\n", .cut) == [])
        #expect(codes("data: x\n\ndata: [DONE]\n") == ["SSE-UNTERMINATED-DONE"])
    }

    @Test func `errors are named for their place`() {
        let error = #"{"error":{"message":"no","type":"t"}}"#
        let chunk = #"{"id":"1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"a"}}]}"#
        #expect(codes("data: \(error)\n\n").first == "ERR-FIRST")
        #expect(codes("data: \(chunk)\n\ndata: \(error)\n\n").first == "ERR-MIDSTREAM")
        #expect(codes("data: \(chunk)\n\nerror: \(error)\n\n").first == "SSE-ERROR-FIELD")
        #expect(codes("data: {\"a\":\n\n").contains("JSON-INVALID"))
    }

    @Test func `an array that is not closed is told unless it was cut`() {
        let text = #"[{"candidates":[{"content":{"parts":[{"text":"a"}]}}]}"#
        #expect(codes(text, type: "application/json").contains("GEM-ARRAY-UNCLOSED"))
        #expect(!codes(text, type: "application/json", .cut).contains("GEM-ARRAY-UNCLOSED"))
    }

    @Test func `one document is an answer, too`() {
        let text =
            #"{"object":"chat.completion","model":"m","choices":[{"index":0,"message":{"content":"Hi"},"#
            + #""finish_reason":"stop"}]}"#
        let (events, body) = analyze([Array(text.utf8)], type: nil)
        #expect(events.isEmpty)
        #expect(!body.isStream)
        #expect(body.dialect == "openai.chat")
        #expect(body.answer.firstChoice?.text == "Hi")
        #expect(body.message?["model"] == "m")
    }

    @Test func `nothing at all is nothing`() {
        let (events, body) = analyze([], type: nil)
        #expect(events.isEmpty)
        #expect(!body.isStream)
        #expect(body.dialect == "none")
        #expect(body.message == nil)
    }
}
