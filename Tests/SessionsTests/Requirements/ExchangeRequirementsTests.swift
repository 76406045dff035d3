import StreamCore
import Testing

@testable import Sessions

/// What gateways document about whole exchanges; each test names the requirement that it covers.
struct ExchangeRequirementsTests {
    /// A stream that counts as it goes and stops before its end.
    private func cut(by reason: EndReason) throws -> AnalyzedExchange {
        let chunk =
            #"{"object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"Par"}}],"usage":{"prompt_tokens":5,"completion_tokens":1}}"#
        var stream = CapturedStream(text: "data: \(chunk)\n\ndata: \(chunk)\n\n")
        stream.reason = reason
        return try stream.analyzed()
    }

    @Test(arguments: [
        (EndReason.clientAbort, EndState.clientAbort), (.upstreamAbort, .upstreamReset), (.timeout, .timeout),
        (.eof, .truncated),
    ])
    func `requirement S0-7, who cut a stream is known, with the last counts and the text so far`(
        reason: EndReason,
        state: EndState
    ) throws {
        let exchange = try cut(by: reason)
        #expect(exchange.state == state)
        #expect(exchange.answer.usage.outputTokens == 1)
        #expect(exchange.answer.usage.source == .provider)
        #expect(exchange.answer.firstChoice?.text == "ParPar")
    }

    @Test func `requirement S0-7, an error in the stream is neither a cut nor an end`() throws {
        let exchange = try CapturedStream("openai.chat/error-midstream.sse").analyzed()
        #expect(exchange.state == .error)
        #expect(exchange.error != nil)
    }

    @Test func `requirement S1-1, the first token is timed against the whole`() throws {
        let timing = try CapturedStream("openai.chat/text.sse").analyzed().metrics.json
        let first = try #require(timing["ttft_ns"]?.intValue)
        let whole = try #require(timing["e2e_wire_ns"]?.intValue)
        #expect(first > 0 && first < whole)
    }

    @Test func `requirement S1-2, what was asked for stands beside what was answered`() throws {
        var stream = CapturedStream(text: #"{"object":"chat.completion","choices":[]}"#)
        stream.headers = [HeaderField("content-type", "application/json")]
        let object = ExchangeJSON.object(of: try stream.analyzed(), parser: JSONParser())
        #expect(object["stream_requested"] == true)
        #expect(object["stream"] == false)
    }

    @Test func `requirement S1-4, a stream that was asked for and answered as JSON is told`() throws {
        var stream = CapturedStream(text: #"{"object":"chat.completion","choices":[]}"#)
        stream.headers = [HeaderField("content-type", "application/json")]
        #expect(try stream.analyzed().findings.contains { $0.code.rawValue == "HTTP-NOT-STREAM" })
        #expect(
            try !CapturedStream("openai.chat/text.sse").analyzed().findings.contains {
                $0.code.rawValue == "HTTP-NOT-STREAM"
            }
        )
    }

    @Test func `requirement S2-15, the last counts are the exact spend`() throws {
        let object = ExchangeJSON.object(
            of: try CapturedStream("openai.chat/usage-last.sse").analyzed(),
            parser: JSONParser()
        )
        #expect(object["usage"]?["source"] == "provider")
        #expect(object["usage"]?["output_tokens"] == object["message"]?["usage"]?["completion_tokens"])
    }

    @Test func `requirement S2-16, an answer without streaming is kept and shown`() throws {
        let body =
            #"{"object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2}}"#
        var stream = CapturedStream(text: body)
        stream.headers = [HeaderField("content-type", "application/json")]
        let exchange = try stream.analyzed()
        #expect(!exchange.isStream)
        #expect(exchange.state == .complete)
        #expect(exchange.answer.firstChoice?.text == "Hi")
        #expect(exchange.answer.usage.outputTokens == 2)
        #expect(exchange.message?["object"] == "chat.completion")
    }

    @Test func `requirement S4-4, times are those of the wire, however the client reads`() throws {
        var slow = try CapturedStream("openai.chat/text.sse")
        slow.reason = .clientAbort
        let (one, other) = (try CapturedStream("openai.chat/text.sse").analyzed(), try slow.analyzed())
        #expect(one.metrics.json["ttft_ns"] == other.metrics.json["ttft_ns"])
        #expect(one.metrics.json["gap_ns"] == other.metrics.json["gap_ns"])
    }
}
