import Sessions
import StreamCore
import Testing

@testable import weir

struct LinkLinesTests {
    private let made = HandMadeCapture()

    private func lines() throws -> LinkLines {
        let links = ExchangeLinks(of: try made.loaded(), parser: JSONParser())
        return LinkLines(links: links, style: SheetStyle(width: nil, style: .none))
    }

    /// An exchange that begins and ends at these milliseconds.
    private func add(_ id: String, _ start: Int, _ end: Int, _ body: String, status: Int = 200) {
        func line(_ value: JSONValue) { made.add(value.text()) }
        let at = { (time: Int) in JSONValue(time * 1_000_000) }
        let url = "https://h/v1/chat/completions"
        line([
            "k": "req", "t": at(start), "x": .string(id),
            "req": ["m": "POST", "u": .string(url), "tg": "/v1/chat/completions", "hv": "1.1", "h": []],
        ])
        line(["k": "qb", "x": .string(id), "t": at(start), "d": .string(body)])
        line([
            "k": "res", "t": at(end), "x": .string(id),
            "res": ["s": JSONValue(status), "hv": "1.1", "h": [["retry-after", "1"]]],
        ])
        line(["k": "end", "x": .string(id), "t": at(end), "end": ["why": "eof", "r1": at(end)]])
    }

    private func body(_ texts: String...) -> String {
        let messages = texts.enumerated().map { place, text in
            #"{"role":"\#(place % 2 == 0 ? "user" : "assistant")","content":"\#(text)"}"#
        }
        return #"{"model":"m","messages":[\#(messages.joined(separator: ","))]}"#
    }

    @Test func `attempts stand below each other with what they waited for`() throws {
        add("a", 0, 100, body("x"), status: 429)
        add("b", 1300, 1400, body("x"))
        #expect(
            try lines().attempts(of: 2) == [
                "  #1  429", "▸ #2  200  1.20 s after the one before (asked to wait 1.00 s)", "1.30 s lost",
            ]
        )
        #expect(try lines().summary() == ["retried           #1 429 → #2 200 · 1.30 s lost"])
    }

    @Test func `a turn tells where it stands and what its time went to`() throws {
        add("a", 0, 100, body("x"))
        add("b", 600, 1600, body("x", "y", "z"))
        #expect(
            try lines().conversation(of: 2) == [
                "turn 2 of 2 in conversation 1 · goes on from #1, 500 ms after its answer",
                "model 1.10 s · between turns 500 ms",
            ]
        )
        #expect(try lines().conversation(of: 1)[0] == "turn 1 of 2 in conversation 1 · next #2")
        #expect(
            try lines().summary()
                == ["conversation 1    2 turns · #1–#2 · model 1.10 s · between turns 500 ms"]
        )
    }

    @Test func `the list has columns for turns and attempts where there are such`() throws {
        add("a", 0, 100, body("x"), status: 429)
        add("b", 1300, 1400, body("x"))
        add("c", 1500, 1600, body("x", "y", "z"))
        let exchanges = try made.analyzed()
        let links = ExchangeLinks(of: exchanges, parser: JSONParser())
        let table = ExchangeList.lines(exchanges, style: SheetStyle(width: nil, style: .none), links: links)
        let rows = table.map { $0.split(separator: " ").map(String.init) }
        #expect(rows[0].contains("turn") && rows[0].contains("try"))
        #expect(rows[1].contains("1·1") && rows[1].contains("1/2"))
        #expect(rows[2].contains("1·1") && rows[2].contains("2/2"))
        #expect(rows[3].contains("1·2"))
        made.addExchange("z")
        let alone = ExchangeList.lines([exchanges[0]], style: SheetStyle(width: nil, style: .none))
        #expect(!alone[0].contains("turn"))
    }

    @Test func `what stands alone has no lines`() throws {
        add("a", 0, 100, body("x"))
        #expect(try lines().summary().isEmpty)
        #expect(try lines().attempts(of: 1).isEmpty && lines().conversation(of: 1).isEmpty)
    }
}
