import StreamCore
import Testing

@Suite struct OpenAITranscriptionLintTests {
    private func codes(_ done: String, pieces: [String] = ["I see ", "skies"]) -> [String] {
        let events = pieces.map { #"{"type":"transcript.text.delta","delta":"\#($0)"}"# }
        let last = #"{"type":"transcript.text.done","text":"\#(done)"}"#
        return LintedStream(ChatStream.sse(events + [last]), path: "/v1/audio/transcriptions").codes
    }

    @Test func `the last event holds the text of the pieces`() {
        #expect(codes("I see skies") == [])
        #expect(codes("I see skies!") == ["MEDIA-DONE-MISMATCH"])
        #expect(codes("I see skiez") == ["MEDIA-DONE-MISMATCH"])
        #expect(codes("") == ["MEDIA-DONE-MISMATCH"])
    }

    @Test func `without pieces there is nothing to compare`() {
        #expect(codes("I see skies", pieces: []) == [])
    }
}
