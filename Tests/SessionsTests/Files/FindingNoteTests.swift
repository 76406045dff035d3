import StreamCore
import Testing

@testable import Sessions

struct FindingNoteTests {
    private func note(_ tag: String?) -> RecordedNote {
        RecordedNote(text: "what it was", tag: tag, exchange: nil, time: MonotonicInstant(nanoseconds: 0))
    }

    @Test func `a note with a known tag is a finding`() {
        #expect(Finding(note("HTTP-BAD-CODING")) == Finding(.httpBadCoding, "what it was"))
        #expect(Finding(note("NET-TLS")) == Finding(.netTls, "what it was"))
        #expect(Finding(note("NET-CLIENT-TLS")) == Finding(.netClientTls, "what it was"))
    }

    @Test(arguments: [nil, "", "mark", "http-bad-coding"])
    func `any other note is none`(tag: String?) {
        #expect(Finding(note(tag)) == nil)
    }
}
