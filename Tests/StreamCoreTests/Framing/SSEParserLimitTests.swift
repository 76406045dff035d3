import StreamCore
import TestSupport
import Testing

struct SSEParserLimitTests {
    private let limits = FramingLimits(lineBytes: 20, eventBytes: 40)

    private func reads(_ text: String) -> [[[UInt8]]] {
        SplitFeeding.allCuts(of: Array(text.utf8))
    }

    @Test func `a line over the limit opens pieces and loses no byte`() {
        let text = "data: a\n\nid: 5\ndata: \(String(repeating: "x", count: 50))\n: c\ndata: more\n\ndata: b\n\n"
        for reads in reads(text) {
            var parser = SSEParser(limits: limits)
            let blocks = parser.feed(reads)
            #expect(String(decoding: blocks.joinedBytes, as: UTF8.self) == text)
            let pieces = blocks.map(\.piece).filter { $0 != .middle }
            #expect(pieces == [.whole, .opening, .closing, .whole])
            #expect(blocks.events.map(\.piece) == [.whole, .opening, .whole])
            #expect(blocks.last?.text == "b")
            #expect(blocks.last?.lastEventID == "5")
            #expect(parser.anomalies.list == [.lineTooLong(offset: 9, limit: 20)])
        }
    }

    @Test func `an event of many short lines over the limit opens pieces`() {
        let text = String(repeating: "data: 12345\n", count: 6) + "\ndata: b\n\n"
        for reads in reads(text) {
            var parser = SSEParser(limits: limits)
            let blocks = parser.feed(reads)
            #expect(String(decoding: blocks.joinedBytes, as: UTF8.self) == text)
            #expect(blocks.events.last?.text == "b")
            #expect(blocks.events.count == 2)
            #expect(parser.anomalies.list == [.eventTooLarge(offset: 0, limit: 40)])
        }
    }

    @Test func `a block exactly at the limits is whole`() {
        let text = "data: 12345678901234\ndata: 1234567890123\n\n"
        for reads in reads(text) {
            var parser = SSEParser(limits: limits)
            #expect(parser.feed(reads).map(\.piece) == [.whole])
            #expect(parser.anomalies.list.isEmpty)
        }
    }

    @Test func `endless blank lines are comments, not memory`() {
        var parser = SSEParser(limits: limits)
        let blocks = parser.feed(SplitFeeding.byByte(Array(String(repeating: "\n", count: 1000).utf8)))
        #expect(blocks.allSatisfy { $0.kind == .comment && $0.bytes.count <= 41 })
        #expect(blocks.joinedBytes.count == 1000)
    }

    @Test func `what is pending stays within the limit and one read`() {
        var parser = SSEParser(limits: FramingLimits(lineBytes: 1000, eventBytes: 1000))
        let blocks = parser.feed(
            [Array("data: ".utf8)] + Array(repeating: Array(repeating: 0x78, count: 100), count: 500)
        )
        #expect(blocks.allSatisfy { $0.bytes.count <= 1100 })
        #expect(blocks.joinedBytes.count == 50_006)
        #expect(blocks.last?.isTail == true && blocks.last?.piece == .closing)
    }

    @Test func `a CRLF cut inside a passed block still ends it`() {
        let text = "data: \(String(repeating: "x", count: 50))\r\n\r\ndata: b\r\n\r\n"
        for reads in reads(text) {
            var parser = SSEParser(limits: limits)
            let blocks = parser.feed(reads)
            #expect(blocks.events.map(\.piece) == [.opening, .whole])
            #expect(blocks.events.last?.text == "b")
            #expect(String(decoding: blocks.joinedBytes, as: UTF8.self) == text)
        }
    }

    @Test func `the log of a peer that is always wrong stays short`() {
        var parser = SSEParser(limits: FramingLimits(lineBytes: 1))
        _ = parser.feed(String(repeating: "data\n\n", count: 500))
        #expect(parser.anomalies.list.count == 64)
        #expect(parser.anomalies.omitted == 436)
    }
}
