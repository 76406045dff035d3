import StreamCore
import TestSupport
import Testing

struct BodyFramerTests {
    private struct Case: Sendable, CustomTestStringConvertible {
        var type: String?
        var body: String
        var framing: Framing
        var events: Int

        init(_ type: String?, _ body: String, _ framing: Framing, events: Int) {
            self.type = type
            self.body = body
            self.framing = framing
            self.events = events
        }

        var testDescription: String { "\(type ?? "no type"): \(body.debugDescription)" }
    }

    private static let cases = [
        Case("text/event-stream; charset=utf-8", "data: a\n\n", .sse, events: 1),
        Case("Text/Event-Stream", "\u{FEFF}data: a\n\n", .sse, events: 1),
        Case("text/event-stream", "hello\n\n", .sse, events: 0),
        Case("text/event-stream", "{\"a\":1}\n{\"b\":2}\n", .ndjson, events: 2),
        Case("text/event-stream", "{\n \"error\": 1\n}\n", .unframed, events: 0),
        Case("text/event-stream", "[{\"a\":1}]", .jsonArray, events: 1),
        Case("application/x-ndjson", "{\"a\":1}\n{\"b\":2}", .ndjson, events: 2),
        Case("application/x-ndjson", "data: a\n\n", .sse, events: 1),
        Case("application/stream+json", "[1]\n[2]\n", .ndjson, events: 2),
        Case("application/json", "[{\"a\":1}\n,{\"b\":2}]", .jsonArray, events: 2),
        Case("application/json", "[1,2]", .unframed, events: 0),
        Case("application/json", "{\"a\":1}\n{\"b\":2}\n", .unframed, events: 0),
        Case("application/json", ": ping\n\ndata: a\n\n", .sse, events: 1),
        Case(nil, "id: 1\ndata: a\n\n", .sse, events: 1),
        Case(nil, "data\n\n", .sse, events: 1),
        Case(nil, "\n\nevent: a\ndata: b\n\n", .sse, events: 1),
        Case(nil, "{\"a\":1}\n{\"b\":2}\n", .ndjson, events: 2),
        Case(nil, "{\n\"a\":1\n}\n", .unframed, events: 0),
        Case(nil, "{\"a\":1}", .unframed, events: 0),
        Case(nil, "", .unframed, events: 0),
        Case("text/plain", "dear user", .unframed, events: 0),
        Case("text/plain", "database\n", .unframed, events: 0),
        Case("text/html", "<html>", .unframed, events: 0),
        Case("audio/mpeg", "data: a\n\n", .unframed, events: 0),
    ]

    @Test(arguments: cases) private func `content type and first bytes decide, whatever the cuts`(body: Case) {
        for reads in SplitFeeding.allCuts(of: Array(body.body.utf8)) {
            var framer = BodyFramer(contentType: body.type)
            let blocks = framer.feed(reads)
            #expect(framer.framing == body.framing)
            #expect(blocks.events.count == body.events)
            #expect(String(decoding: blocks.joinedBytes, as: UTF8.self) == body.body)
            #expect(blocks.allSatisfy { $0.framing == body.framing })
        }
    }

    @Test func `a named framing stands when sniffing is only for unknown types`() {
        var framer = BodyFramer(contentType: "text/event-stream", sniffing: .whenUnknown)
        let blocks = framer.feed("{\"a\":1}\n{\"b\":2}\n")
        #expect(framer.framing == .sse && blocks.events.isEmpty)
        #expect(!framer.contradictsContentType)
    }

    @Test func `a lying content type is noticed`() {
        var framer = BodyFramer(contentType: "application/x-ndjson")
        _ = framer.feed("data: a\n\n")
        #expect(framer.contradictsContentType)
        #expect(framer.declared == .ndjson)
    }

    @Test func `binary frames are known by type and by their checksum`() {
        let input = EventStreamParserTests.frame([(":event-type", "chunk")], "{}")
        for type in ["application/vnd.amazon.eventstream", nil] {
            for reads in SplitFeeding.allCuts(of: input) {
                var framer = BodyFramer(contentType: type)
                #expect(framer.feed(reads).map(\.type) == ["chunk"])
            }
        }
    }

    @Test func `a first line without end is not held for ever`() {
        var framer = BodyFramer(contentType: nil)
        var count = 0
        let read = Array("{".utf8) + Array(repeating: 0x78, count: 9999)
        for _ in 0..<10 {
            read.withUnsafeBufferPointer { framer.consume($0) { count += $0.bytes.count } }
        }
        #expect(framer.framing == .unframed)
        #expect(count == 100_000)
    }

    @Test func `anomalies are those of the parser`() {
        var framer = BodyFramer(contentType: "application/json")
        _ = framer.feed("[{\"a\":1}")
        #expect(framer.anomalies.list == [.arrayNotClosed(offset: 0)])
    }
}
