import StreamCore
import Testing

@testable import Sessions

struct ExchangeJSONEventsTests {
    private func events(_ stream: CapturedStream) throws -> (recorded: RecordedExchange, events: [AnalyzedEvent]) {
        var events: [AnalyzedEvent] = []
        let recorded = try stream.exchange()
        _ = ExchangeAnalyzer.analyze(recorded, keeps: .nothing, parser: JSONParser()) { events.append($0) }
        return (recorded, events)
    }

    @Test func `a block without times`() throws {
        let (_, events) = try events(CapturedStream(text: "event: a\ndata: b\n\n: c\n\n"))
        let lines = events.map { JSONValue.object(ExchangeJSON.block($0)).text() }
        #expect(
            lines == [
                #"{"n":0,"event":1,"kind":"event","type":"a","data":"b","last_event_id":"","retry":null}"#,
                #"{"n":1,"event":null,"kind":"comment","type":"message","data":": c","last_event_id":"","retry":null}"#,
            ]
        )
    }

    @Test func `an event with times and deltas`() throws {
        let (recorded, events) = try events(CapturedStream("openai.chat/text.sse"))
        let object = ExchangeJSON.event(events[1], of: recorded, from: MonotonicInstant(nanoseconds: 2_000_000))
        #expect(
            object.names == [
                "exchange", "id", "n", "event", "t_ns", "gap_ns", "read", "kind", "type", "data", "last_event_id",
                "retry", "deltas", "findings",
            ]
        )
        #expect(object["t_ns"] == 108_000_000)
        #expect(object["gap_ns"] == 10_000_000)
        #expect(object["read"] == 1)
        #expect(object["deltas"]?.arrayValue?.first?.objectValue?.names == ["kind", "choice", "text"])
    }

    @Test func `keys of a delta that do not apply are left out`() {
        let delta = Delta(.toolStart, choice: 1, index: 2, id: "x", name: "f")
        #expect(
            ExchangeJSON.delta(delta) == ["kind": "tool_start", "choice": 1, "index": 2, "id": "x", "name": "f"]
        )
    }

    @Test func `media is told by its type and size`() {
        let delta = Delta(.media, text: "image/png", byteCount: 3)
        #expect(ExchangeJSON.delta(delta) == ["kind": "media", "choice": 0, "text": "image/png", "bytes": 3])
    }
}
