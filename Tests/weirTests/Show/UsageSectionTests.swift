import Reports
import Sessions
import StreamCore
import Testing

@testable import weir

struct UsageSectionTests {
    private let parser = JSONParser()
    private let made = HandMadeCapture()

    private func lines(prices: String? = nil) throws -> [String] {
        let exchange = try made.analyzed()[0]
        let bytes = Array((prices ?? "").utf8)
        let table = try prices.map { _ in
            try bytes.withUnsafeBufferPointer { try PriceTable.parse($0, parser: JSONParser()) }
        }
        let style = SheetStyle(width: nil, style: .none)
        let cost = table?.cost(of: exchange)
        return UsageSection(exchange: exchange, cost: cost, style: style, parser: parser).lines()
    }

    private func usage(_ text: String) -> String {
        #"data: {"choices":[],"usage":"# + text + "}\n\n"
    }

    private let prices = #"{"m": {"input_cost_per_token": 1e-06, "output_cost_per_token": 2e-06}}"#

    @Test func `counts name their source, and the bill its parts`() throws {
        var events = HandMadeCapture.answer
        events.insert(
            usage(#"{"prompt_tokens":100,"completion_tokens":10,"prompt_tokens_details":{"cached_tokens":40}}"#),
            at: 4
        )
        made.addExchange("a", events: events)
        #expect(try lines() == ["100 in (40 cached) · 10 out · told by the provider"])
        #expect(
            try lines(prices: prices) == [
                "100 in (40 cached) · 10 out · told by the provider",
                "$0.00012 = input $0.00006 + cached $0.00004 + output $0.00002 · priced as m",
                "(no price for cached input: priced as input)",
            ]
        )
    }

    @Test func `a cut stream shows its last counts and how much came`() throws {
        let events = [
            HandMadeCapture.chunk(#"{"content":"Hi "}"#), usage(#"{"prompt_tokens":100,"completion_tokens":1}"#),
            HandMadeCapture.chunk(#"{"content":"you"}"#),
        ]
        made.addExchange("a", events: events, end: "client_abort")
        #expect(
            try lines(prices: prices) == [
                "100 in · 1 out · told by the provider · partial",
                "the last counts before the stream was cut; 6 characters of text came in all",
                "at least $0.000102 = input $0.0001 + output $0.000002 · priced as m",
            ]
        )
        let json = ExchangeJSON.summary(of: try made.analyzed()[0])
        #expect(json["usage"]?["partial"] == true && json["usage"]?["output_tokens"] == 1)
    }

    @Test func `nothing told is unknown, with what to do about it`() throws {
        made.addExchange("a")
        let advice = "unknown: the provider told none; ask for it with `\"stream_options\": {\"include_usage\": true}`"
        #expect(try lines(prices: prices) == [advice, "cost unknown: no usage told"])
    }

    @Test func `what the provider charges is its own word`() throws {
        var events = HandMadeCapture.answer
        events.insert(usage(#"{"prompt_tokens":1,"completion_tokens":1,"cost":0.25}"#), at: 4)
        made.addExchange("a", events: events)
        #expect(try lines().last == "$0.25 charged, says the provider")
    }

    @Test func `an error is no answer without usage`() throws {
        made.addExchange("a", status: 500, events: [])
        #expect(try lines().isEmpty)
    }
}
