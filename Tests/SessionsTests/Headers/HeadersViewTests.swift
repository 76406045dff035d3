import CaptureFile
import StreamCore
import Testing

@testable import Sessions

struct HeadersViewTests {
    private func view(
        asked: [HeaderField] = [],
        answered: [HeaderField] = [],
        status: Int = 200,
        body: String = "{}"
    ) throws -> HeadersView {
        var stream = CapturedStream(text: body)
        stream.headers = answered
        stream.status = status
        var exchange = try stream.exchange()
        exchange.request?.headers = asked
        return HeadersView(exchange, parser: JSONParser())
    }

    @Test func `resets are lengths of time, whatever the header says`() throws {
        let view = try view(answered: [
            HeaderField("x-ratelimit-reset-tokens", "6m0s"),
            HeaderField("anthropic-ratelimit-requests-reset", "2026-02-02T02:40:10Z"),
        ])
        let limits = try #require(view.json["response"]?["rate_limits"]?.arrayValue)
        #expect(limits[0]["reset_ns"] == 360_000_000_000)
        #expect(limits[0]["reset_at"] == "2026-02-02T02:46:00.183456Z")
        #expect(limits[1]["reset_ns"] == 9_816_544_000)
        #expect(limits[1]["reset_at"] == "2026-02-02T02:40:10.000000Z")
    }

    @Test func `advice to retry comes from headers or from the body`() throws {
        let headers = try view(answered: [
            HeaderField("retry-after", "20"), HeaderField("retry-after-ms", "1500"),
            HeaderField("X-Should-Retry", "false"),
        ])
        #expect(headers.json["response"]?["retry"]?["after_ns"] == 1_500_000_000)
        #expect(headers.json["response"]?["retry"]?["source"] == "retry-after-ms")
        #expect(headers.json["response"]?["retry"]?["should_retry"] == false)
        let gemini = #"{"error":{"details":[{"@type":"x"},{"retryDelay":"17s"}]}}"#
        #expect(try view(status: 429, body: gemini).retry.wait == .after(.seconds(17)))
        #expect(try view(status: 429, body: "[\(gemini)]").retry.source == "error.details.retryDelay")
        #expect(try view(status: 200, body: gemini).retry.isEmpty)
        #expect(try view().json["response"]?["retry"] == .null)
    }

    @Test func `server times have their unit where it is known`() throws {
        let view = try view(answered: [
            HeaderField("openai-processing-ms", "412"), HeaderField("x-compute-time", "0.5"),
            HeaderField("Server-Timing", #"a;desc="x y", total;dur=1.5"#),
        ])
        #expect(view.times.map(\.duration?.count) == [412_000_000, 500_000_000, nil, 1_500_000])
        #expect(view.times.map(\.name).last == "server-timing total")
    }

    @Test func `groups hold both sides and no secrets`() throws {
        let view = try view(
            asked: [
                HeaderField("Authorization", "Bearer s"), HeaderField("User-Agent", "kit/1"),
                HeaderField("x-stainless-retry-count", "2"), HeaderField("traceparent", "00-a"),
                HeaderField("mcp-session-id", "m"), HeaderField("x-amzn-api-key", "s"),
            ],
            answered: [HeaderField("Request-Id", "r"), HeaderField("set-cookie", "s"), HeaderField("via", "1.1 a")]
        )
        let json = view.json
        #expect(json["request"]?["client"] == [["name": "user-agent", "value": "kit/1"]])
        #expect(json["request"]?["retry_count"] == 2)
        #expect(json["request"]?["mcp"]?.arrayValue?.count == 1)
        #expect(json["response"]?["request_id"] == [["name": "request-id", "value": "r"]])
        #expect(json["response"]?["routing"] == [["name": "via", "value": "1.1 a"]])
        #expect(!json.text().contains("\"s\""))
    }
}
