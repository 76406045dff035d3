import StreamCore
import TestSupport
import Testing

struct NDJSONParserTests {
    @Test func `lines end at LF only and blank ones are comments`() {
        let text = "{\"a\":1}\n\n{\"b\":\"\u{2028}\u{85}\"}\r\n  \n{\"c\":3}\n"
        for reads in SplitFeeding.allCuts(of: Array(text.utf8)) {
            var parser = NDJSONParser()
            let blocks = parser.feed(reads)
            #expect(String(decoding: blocks.joinedBytes, as: UTF8.self) == text)
            #expect(blocks.map(\.kind) == [.event, .comment, .event, .comment, .event])
            #expect(blocks.texts == ["{\"a\":1}", "{\"b\":\"\u{2028}\u{85}\"}", "{\"c\":3}"])
        }
    }

    @Test func `a last line without LF is an event when its JSON is closed`() {
        for reads in SplitFeeding.allCuts(of: Array("{\"a\":1}\n{\"done\":\"}\"}".utf8)) {
            var parser = NDJSONParser()
            let blocks = parser.feed(reads)
            #expect(blocks.texts == ["{\"a\":1}", "{\"done\":\"}\"}"])
            #expect(blocks.allSatisfy { !$0.isTail })
        }
    }

    @Test func `a last line that is cut off is a tail`() {
        for reads in SplitFeeding.allCuts(of: Array("{\"a\":1}\n{\"done\":\"}".utf8)) {
            var parser = NDJSONParser()
            let blocks = parser.feed(reads)
            #expect(blocks.map(\.isTail) == [false, true])
            #expect(blocks.last?.text == "{\"done\":\"}")
            #expect(blocks.last?.kind == .comment)
        }
    }

    @Test func `a byte order mark is not part of the first line's data`() {
        var parser = NDJSONParser()
        let blocks = parser.feed("\u{FEFF}{}\n{}\n")
        #expect(blocks.texts == ["{}", "{}"])
        #expect(blocks.first?.bytes.count == 6)
    }

    @Test func `a line over the limit is handed on in pieces`() {
        let text = "{}\n" + String(repeating: "x", count: 60) + "\n{}\n"
        for reads in SplitFeeding.allCuts(of: Array(text.utf8)) {
            var parser = NDJSONParser(limits: FramingLimits(lineBytes: 20))
            let blocks = parser.feed(reads)
            #expect(String(decoding: blocks.joinedBytes, as: UTF8.self) == text)
            #expect(blocks.events.count == 3)
            #expect(parser.anomalies.list == [.lineTooLong(offset: 3, limit: 20)])
        }
    }
}
