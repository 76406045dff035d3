import StreamCore
import Testing

@Suite struct OpenAITranscriptionTests {
    private func read(_ events: [String]) -> DecodedStream {
        DecodedStream(ChatStream.sse(events), path: "/v1/audio/transcriptions")
    }

    @Test func `the text is told once however often it is sent`() {
        let stream = read([
            #"{"type":"transcript.text.delta","delta":"a"}"#,
            #"{"type":"transcript.text.segment","text":"ab","speaker":"A"}"#,
            #"{"type":"transcript.text.delta","delta":"b"}"#, #"{"type":"transcript.text.done","text":"ab"}"#,
        ])
        #expect(stream.told == ["text a", "text b"])
        #expect(stream.deltas.first { $0.kind == .other }?.name == "transcript.text.segment")
    }

    @Test func `segments alone are the text, and so is the last event alone`() {
        let segments = read([
            #"{"type":"transcription.segment","text":"a"}"#, #"{"type":"transcription.segment","text":"b"}"#,
        ])
        #expect(segments.choice?.text == "ab")
        #expect(segments.decoder.message?["text"] == "ab")
        #expect(segments.decoder.message?["segments"]?.arrayValue?.count == 2)
        #expect(read([#"{"type":"transcript.text.done","text":"ab"}"#]).choice?.text == "ab")
    }

    @Test func `as long as the end has not come the pieces are the transcript`() {
        let stream = read([
            #"{"type":"transcript.text.delta","delta":"a","logprobs":[{"token":"a"}]}"#,
            #"{"type":"transcript.text.delta","delta":"b","logprobs":[{"token":"b"}]}"#,
        ])
        #expect(stream.decoder.message == ["text": "ab", "logprobs": [["token": "a"], ["token": "b"]]])
        #expect(stream.outcomeState == .truncated)
    }

    @Test func `audio that is counted in seconds has no tokens`() {
        let stream = read([#"{"type":"transcript.text.done","text":"a","usage":{"type":"duration","seconds":3}}"#])
        #expect(stream.decoder.answer.usage == Usage())
        #expect(stream.decoder.message?["usage"]?["seconds"] == 3)
    }

    @Test func `chunks without an index are read and end with their reason`() {
        let events = [
            #"{"object":"transcription.chunk","model":"w","choices":[{"delta":{"content":"a"}}]}"#,
            #"{"object":"transcription.chunk","choices":[{"delta":{"content":""},"finish_reason":"stop"}]}"#,
        ]
        let stream = read(events)
        #expect(stream.decoder.model == "w")
        #expect(stream.choice?.finishReason == "stop")
        #expect(stream.decoder.isComplete)
        #expect(!stream.decoder.sawTerminator)
        #expect(read(events + ["[DONE]"]).decoder.sawTerminator)
        #expect(DecodedStream(ChatStream.sse(events)).decoder.dialect == "openai.transcription")
    }

    @Test func `errors are reported, in chunks too`() {
        #expect(read([#"{"error":{"message":"m"}}"#]).decoder.error?.message == "m")
        #expect(read([#"{"object":"transcription.chunk","error":{"message":"m"}}"#]).decoder.error?.message == "m")
    }

    @Test func `a whole transcript is read as it is`() {
        var decoder = StreamDecoder(
            context: DecodingContext(path: "/v1/audio/transcriptions", contentType: "application/json", status: 200),
            keeps: .message,
            parser: JSONParser()
        )
        var deltas: [Delta] = []
        let body = #"{"text":"ab","usage":{"type":"tokens","input_tokens":1,"output_tokens":2}}"#
        Array(body.utf8).withUnsafeBufferPointer { decoder.consumeDocument($0, into: &deltas) }
        #expect(decoder.answer.firstChoice?.text == "ab")
        #expect(decoder.answer.usage.outputTokens == 2)
        #expect(decoder.message == json(body))
    }
}
