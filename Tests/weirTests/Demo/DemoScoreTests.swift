import StreamCore
import Testing

@testable import weir

struct DemoScoreTests {
    private let scores = DemoStream.all.enumerated().map { DemoScore($0.element, number: $0.offset + 1) }

    @Test func `the whole demo takes about ten seconds`() {
        let ends = zip(DemoStream.all, scores).map { $0.startsAt + ($1.writes.last?.time ?? 0) }
        #expect((9000...12_000).contains(ends.max() ?? 0))
    }

    @Test func `requests come in the order of their numbers, some while others go on`() {
        let starts = DemoStream.all.map(\.startsAt)
        #expect(starts == starts.sorted())
        let overlaps = zip(DemoStream.all.dropFirst(), zip(DemoStream.all, scores)).count { next, before in
            next.startsAt < before.0.startsAt + (before.1.writes.last?.time ?? 0)
        }
        #expect(overlaps >= 5)
    }

    @Test func `nothing is written before the head or before what came earlier`() {
        for (stream, score) in zip(DemoStream.all, scores) {
            #expect(score.writes.first?.time == stream.tempo.head)
            #expect(score.writes.allSatisfy { !$0.bytes.isEmpty })
            #expect(score.writes.map(\.time) == score.writes.map(\.time).sorted())
        }
    }

    @Test func `first tokens come when people know them to come`() {
        for stream in DemoStream.all where stream.tempo.gap > 0 {
            #expect((300...900).contains(stream.tempo.first))
        }
    }

    @Test func `only the haiku falls silent`() throws {
        let longest = scores.map { score in
            zip(score.writes, score.writes.dropFirst()).map { $1.time - $0.time }.max() ?? 0
        }
        let haiku = try #require(DemoStream.all.firstIndex { $0.request.prompt.contains("haiku about waiting") })
        #expect((2500...2800).contains(longest[haiku]))
        #expect(longest.enumerated().allSatisfy { $0.offset == haiku || $0.element < 1000 })
    }

    @Test func `characters are cut over writes, and whole when joined`() {
        let score = DemoScore(.rivers, number: 3)
        let cut = score.writes.filter { String(validating: $0.bytes, as: UTF8.self) == nil }
        #expect(cut.count == 4)
        let text = String(validating: score.writes.flatMap(\.bytes), as: UTF8.self)
        #expect(text?.contains("🌊") == true)
    }

    @Test func `each request is JSON that names its model`() throws {
        let parser = JSONParser()
        for request in DemoStream.all.map(\.request) {
            let json = try #require(request.body.withUnsafeBufferPointer { parser.view(of: $0)?.value })
            #expect(json["model"]?.stringValue == request.model || request.target.contains(request.model))
        }
    }
}
