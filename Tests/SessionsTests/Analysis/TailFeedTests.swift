import CaptureFile
import StreamCore
import TestSupport
import Testing

@testable import Sessions

struct TailFeedTests {
    private func items(_ cuts: [[UInt8]], emitsBytes: Bool = false, finishes: Bool = false) throws -> [String] {
        var feed = TailFeed(emitsBytes: emitsBytes)
        let decoder = CaptureDecoder()
        var items: [String] = []
        for cut in cuts {
            try cut.withUnsafeBufferPointer { view in
                try decoder.consume(view) { record in feed.consume(record) { items.append(Self.text($0)) } }
            }
        }
        if finishes { feed.finish { items.append(Self.text($0)) } }
        return items
    }

    private static func text(_ item: TailItem) -> String {
        switch item {
        case .opened(let exchange, let time):
            "opened \(exchange.number) \(exchange.model ?? "-") \((time - exchange.startedAt).count)"
        case .headers(let exchange, _): "headers \(exchange.number) \(exchange.response?.status ?? 0)"
        case .event(let event, let exchange):
            "event \(exchange.number) \(event.index) \(event.data) \(event.gap?.count ?? -1)"
        case .bytes(let bytes, let exchange): "bytes \(exchange.number) \(bytes.count)"
        case .ended(let result): "ended \(result.recorded.number) \(result.state.rawValue) \(result.events)"
        case .restarted: "restarted"
        }
    }

    @Test func `an exchange is opened, has headers and events, and ends`() throws {
        #expect(
            try items([RecordingSamples.file()]) == [
                "opened 1 - 54", "headers 1 200", "event 1 0 one -1", "event 1 1 tw€ 200", "event 1 2 : ping\n\n 0",
                "ended 1 complete 2",
            ]
        )
    }

    @Test func `however a file grows, the items are the same`() throws {
        let file = RecordingSamples.file()
        let whole = try items([file], emitsBytes: true)
        #expect(try items(SplitFeeding.byByte(file), emitsBytes: true) == whole)
        var generator = SeededGenerator(seed: 7)
        for longest in [3, 40, 700] {
            #expect(
                try items(SplitFeeding.random(file, longest: longest, using: &generator), emitsBytes: true) == whole
            )
        }
    }

    @Test func `bytes are those of the body`() throws {
        let bytes = try items([RecordingSamples.file()], emitsBytes: true).filter { $0.hasPrefix("bytes") }
        #expect(bytes == ["bytes 1 11", "bytes 1 13", "bytes 1 8"])
    }

    @Test func `what is over is forgotten`() throws {
        var encoder = CaptureEncoder()
        encoder.header(RecordingSamples.header, at: RecordingSamples.origin)
        for number in 1...50 {
            RecordingSamples.request(&encoder, RecordingSamples.id(number), at: 60)
            RecordingSamples.response(&encoder, RecordingSamples.id(number), at: 90)
            RecordingSamples.events(&encoder, RecordingSamples.id(number))
            RecordingSamples.end(&encoder, RecordingSamples.id(number), at: 500)
            // A late line does not bring it back.
            RecordingSamples.events(&encoder, RecordingSamples.id(number))
        }
        var feed = TailFeed()
        var ended = 0
        try encoder.buffer.withUnsafeBufferPointer { view in
            try CaptureDecoder().consume(view) { record in
                feed.consume(record) { if case .ended = $0 { ended += 1 } }
            }
        }
        #expect(ended == 50)
        #expect(feed.openCount == 0)
        #expect(feed.warnings == [])
    }

    @Test func `open exchanges are told at the end of the capture`() throws {
        var encoder = CaptureEncoder()
        encoder.header(RecordingSamples.header, at: RecordingSamples.origin)
        RecordingSamples.request(&encoder, RecordingSamples.id(1), at: 60)
        #expect(try items([encoder.buffer]) == ["opened 1 - 54"])
        #expect(try items([encoder.buffer], finishes: true) == ["opened 1 - 54", "ended 1 open 0"])
    }

    @Test func `a request that does not become whole is shown after a while`() throws {
        var encoder = CaptureEncoder()
        encoder.header(RecordingSamples.header, at: RecordingSamples.origin)
        let head = RequestHead(
            method: "POST",
            url: "https://h/v1",
            target: "/v1",
            version: "1.1",
            headers: [],
            firstByteAt: RecordingSamples.at(1),
            connection: ConnectionID(rawValue: 1)
        )
        encoder.request(RecordingSamples.id(1), head, at: RecordingSamples.at(2))
        var feed = TailFeed()
        var shown = 0
        try encoder.buffer.withUnsafeBufferPointer { view in
            try CaptureDecoder().consume(view) { record in feed.consume(record) { _ in shown += 1 } }
        }
        feed.settle { _ in shown += 1 }
        #expect(shown == 0)
        for _ in 0..<20 { feed.settle { _ in shown += 1 } }
        #expect(shown == 1)
    }

    @Test func `another file in its place begins anew`() throws {
        let once = try items([RecordingSamples.file()])
        let twice = try items([RecordingSamples.file(), RecordingSamples.file()])
        #expect(twice == once + ["restarted"] + once)
    }
}
