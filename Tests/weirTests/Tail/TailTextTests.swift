import Testing

@testable import weir

struct TailTextTests {
    @Test func `only the text of the first choice comes`() throws {
        #expect(try TailCapture.chats(2).output(TailText(isForTerminal: false)) == "Hi you.\nHi you.\n")
        #expect(try TailCapture.document().output(TailText(isForTerminal: false)) == "Plain.\n")
    }

    @Test func `streams at the same time come one after the other`() throws {
        var capture = TailCapture()
        let ids = [capture.request(), capture.request()]
        for id in ids { capture.response(id, at: 1) }
        for (place, word) in ["one ", "two"].enumerated() {
            for (order, id) in ids.enumerated() {
                let text = order == 0 ? word : word.uppercased()
                capture.block(id, place, TailCapture.chunk(#"{"content":"\#(text)"}"#), at: 2 + place)
            }
        }
        for id in ids { capture.end(id, at: 9) }
        #expect(try capture.output(TailText(isForTerminal: false)) == "one two\nONE TWO\n")
    }

    @Test func `the bodies come byte for byte`() throws {
        let body = try TailCapture.document().output(TailRaw())
        #expect(body.hasPrefix(#"{"object":"chat.completion""#) && body.hasSuffix("}}"))
        let stream = try TailCapture.chats().output(TailRaw())
        #expect(stream.hasSuffix("data: [DONE]\n\n") && stream.contains("\n\n: ping\n\ndata: {"))
    }
}
