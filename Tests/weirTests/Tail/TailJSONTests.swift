import StreamCore
import Testing

@testable import weir

struct TailJSONTests {
    private func objects(_ capture: TailCapture) throws -> [JSONObject] {
        let parser = JSONParser()
        return try capture.output(TailJSON()).split(separator: "\n").map { line in
            let bytes = Array(line.utf8)
            let value = bytes.withUnsafeBufferPointer { parser.view(of: $0)?.value }
            return try #require(value?.objectValue)
        }
    }

    @Test func `events have every key of the contract, in its order`() throws {
        let events = try objects(.chats()).filter { $0["phase"] == nil }
        #expect(events.count == 8)
        let keys = [
            "exchange", "id", "n", "event", "t_ns", "gap_ns", "read", "kind", "type", "data", "last_event_id", "retry",
            "deltas", "findings",
        ]
        #expect(events.allSatisfy { $0.names == keys })
        #expect(events.map { $0["n"] } == (0..<8).map { JSONValue($0) })
        #expect(events.map { $0["event"]?.intValue } == [1, 2, 3, nil, 4, 5, 6, 7])
        #expect(events[1]["t_ns"] == 412_000_000)
        #expect(events[1]["gap_ns"] == 12_000_000)
        #expect(events[0]["gap_ns"] == .null)
        #expect(events[3]["kind"] == "comment")
        #expect(events[7]["data"] == "[DONE]")
        #expect(events[7]["type"] == "message")
    }

    @Test func `deltas leave out what does not apply`() throws {
        let events = try objects(.chats()).filter { $0["phase"] == nil }
        #expect(events[1]["deltas"] == [["kind": "text", "choice": 0, "text": "Hi"]])
        #expect(
            events[4]["deltas"] == [
                ["kind": "tool_start", "choice": 0, "index": 0, "id": "call_1", "name": "look"],
                ["kind": "tool_args", "choice": 0, "index": 0, "text": "{\"a\""],
            ]
        )
        #expect(events[6]["deltas"] == [["kind": "finish", "choice": 0, "text": "tool_calls"]])
    }

    @Test func `phases stand around the events`() throws {
        let all = try objects(.chats())
        #expect(all.first?["phase"] == "opened")
        #expect(all.first?["model"] == "gpt-4o")
        #expect(all.first?["started"] == "2026-02-02T02:40:00.000000Z")
        #expect(all[1]["phase"] == "headers")
        #expect(all[1]["status"] == 200)
        let ended = try #require(all.last)
        #expect(ended["phase"] == "ended")
        #expect(ended["state"] == "complete")
        #expect(ended["ttft_ns"] == 412_000_000)
        #expect(ended["events"] == 7)
        #expect(ended["usage"]?["output_tokens"] == .null)
    }

    @Test func `a document's deltas come with its end`() throws {
        let ended = try #require(try objects(.document()).last)
        #expect(ended["stream"] == false)
        #expect(ended["deltas"] == [["kind": "text", "choice": 0, "text": "Plain."]])
        #expect(ended["usage"]?["input_tokens"] == 5)
    }
}
