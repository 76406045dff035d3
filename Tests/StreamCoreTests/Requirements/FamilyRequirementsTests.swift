import StreamCore
import TestSupport
import Testing

/// What gateways document about other streams than chat; each test names the requirement that it covers.
@Suite struct FamilyRequirementsTests {
    private func fixture(_ path: String) throws -> DecodedStream {
        var stream = DecodedStream(context: DecodingContext(contentType: "text/event-stream"))
        stream.consume([try Fixtures.bytes(path)])
        return stream
    }

    @Test func `requirements S1-3 and S1-5, events of runs, messages and steps are read`() throws {
        let stream = try fixture("openai.assistants/run.sse")
        #expect(stream.decoder.dialect == "openai.assistants")
        #expect(stream.choice?.text?.isEmpty == false)
        #expect(stream.outcomeState == .complete)
        #expect(!stream.classes.contains(.error))
    }

    @Test func `requirement S1-7, plain completions, reasoning and citations are read`() throws {
        #expect(try fixture("openai.completions/text.sse").choice?.text?.isEmpty == false)
        #expect(try fixture("anthropic.messages/thinking.sse").choice?.reasoning?.isEmpty == false)
        let cited = try fixture("anthropic.messages/server-tool-citations.sse").decoder.message?["content"]?.arrayValue
        #expect(cited?.contains { $0["citations"]?.arrayValue?.isEmpty == false } == true)
    }

    @Test func `requirement S1-8, speech goes both ways`() throws {
        #expect(try fixture("openai.speech/audio.sse").deltas.contains { $0.kind == .media })
        #expect(try fixture("openai.transcription/text.sse").choice?.text == "I see skies")
    }

    @Test func `requirements S1-9 and S4-8, a failing status is the answer`() {
        for status in [400, 401, 429, 500, 503] {
            let context = DecodingContext(
                path: "/v1/chat/completions",
                contentType: "application/json",
                status: status
            )
            var decoder = StreamDecoder(context: context, keeps: .answer, parser: JSONParser())
            var deltas: [Delta] = []
            Array(#"{"error":{"message":"m"}}"#.utf8).withUnsafeBufferPointer {
                decoder.consumeDocument($0, into: &deltas)
            }
            #expect(decoder.error?.status == status)
            #expect(EndStateRule.state(reason: .eof, status: status, outcome: decoder.outcome) == .error)
        }
    }
}
