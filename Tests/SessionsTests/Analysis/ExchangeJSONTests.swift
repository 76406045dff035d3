import StreamCore
import Testing

@testable import Sessions

struct ExchangeJSONTests {
    private let parser = JSONParser()

    private static let keys = [
        "exchange", "id", "started", "request", "response", "headers_view", "dialect", "model", "stream_requested",
        "stream", "state", "end", "message", "text", "text_guessed", "reasoning", "refusal", "choices", "tool_calls",
        "media", "usage", "finish_reason", "error", "events", "reads", "bytes", "timing", "findings",
        "server_times",
    ]

    private func object(_ stream: CapturedStream) throws -> JSONObject {
        ExchangeJSON.object(of: try stream.analyzed(), parser: parser)
    }

    @Test func `every key of the contract is there in its order`() throws {
        let object = try object(CapturedStream("openai.chat/parallel-tools.sse"))
        #expect(object.names == Self.keys)
        let request = object["request"]?.objectValue?.names
        #expect(request == ["method", "url", "target", "http_version", "headers", "body"])
        #expect(object["response"]?.objectValue?.names == ["status", "http_version", "headers", "body", "by"])
        #expect(object["end"]?.objectValue?.names == ["why", "at_event", "detail"])
        let call = object["tool_calls"]?.arrayValue?.first?.objectValue
        #expect(call?.names == ["choice", "index", "id", "name", "arguments", "arguments_json", "complete"])
        #expect(
            object["choices"]?.arrayValue?.first?.objectValue?.names == [
                "index", "text", "reasoning", "refusal", "tool_calls", "finish_reason",
            ]
        )
        #expect(
            object["usage"]?.objectValue?.names == [
                "input_tokens", "output_tokens", "reasoning_tokens", "cached_tokens", "total_tokens", "source",
                "partial", "cache_write_tokens", "audio_input_tokens", "audio_output_tokens", "image_input_tokens",
                "image_output_tokens", "web_searches", "service_tier",
                "charged_usd",
            ]
        )
    }

    @Test func `an exchange in figures`() throws {
        let object = try object(CapturedStream("openai.chat/text.sse"))
        #expect(object["exchange"] == 1)
        #expect(object["started"] == "2026-02-02T02:40:00.123456Z")
        #expect(object["request"]?["url"] == "https://api.example.com/v1/chat/completions?key=1")
        #expect(object["request"]?["target"] == "/example/v1/chat/completions?key=1")
        #expect(object["request"]?["headers"] == [["host", "localhost"], ["X-Team", "blue"]])
        #expect(object["request"]?["body"]?["model"] == "asked-model")
        #expect(object["response"]?["body"] == .null)
        #expect(object["response"]?["by"] == "upstream")
        #expect(object["stream_requested"] == true)
        #expect(object["end"] == ["why": "eof", "at_event": nil, "detail": nil])
        #expect(object["text"] == "Hello, wörld 🌍")
        #expect(object["reasoning"] == "")
        #expect(object["refusal"] == .null)
        #expect(object["finish_reason"] == "stop")
        #expect(object["error"] == .null)
        #expect(object["timing"]?["ttft_ns"] == 108_000_000)
        #expect(object["timing"]?["ttf_tool_ns"] == .null)
        #expect(object["timing"]?["why"]?["ttf_tool_ns"] == "no such event")
        let size = try CapturedStream("openai.chat/text.sse").body.count
        #expect(object["bytes"]?.intValue == size)
    }

    @Test func `an end before the stream's own names its event`() throws {
        var stream = try CapturedStream("openai.chat/truncated.sse")
        stream.reason = .upstreamAbort
        let object = try object(stream)
        let events = object["events"] ?? .null
        #expect(object["end"] == ["why": "upstream_abort", "at_event": events, "detail": "why it ended"])
        stream.reason = nil
        let open = try self.object(stream)
        #expect(open["state"] == "open")
        #expect(open["end"] == ["why": nil, "at_event": nil, "detail": nil])
    }

    @Test func `what is not there is null`() throws {
        var stream = CapturedStream(text: "")
        stream.upstream = false
        stream.reason = .connect
        stream.requestBody = ""
        let object = try object(stream)
        #expect(object.names == Self.keys)
        for key in ["response", "message", "text", "reasoning", "refusal", "finish_reason", "error", "model"] {
            #expect(object[key] == .null, "\(key)")
        }
        #expect(object["request"]?["body"] == .null)
        #expect(object["stream_requested"] == .null)
        #expect(object["choices"] == [])
        #expect(object["tool_calls"] == [])
        #expect(object["usage"]?["source"] == "none")
        #expect(object["usage"]?["input_tokens"] == .null)
    }

    @Test func `the list's object has neither message nor bodies nor headers`() throws {
        let exchange = try CapturedStream("openai.chat/text.sse").analyzed()
        let summary = ExchangeJSON.summary(of: exchange)
        let full = ExchangeJSON.object(of: exchange, parser: parser)
        #expect(summary.names == Self.keys.filter { !["message", "headers_view", "server_times"].contains($0) })
        #expect(summary["request"]?.objectValue?.names == ["method", "url", "target", "http_version"])
        #expect(summary["response"]?.objectValue?.names == ["status", "http_version", "by"])
        for key in summary.names where key != "request" && key != "response" {
            #expect(summary[key] == full[key], "\(key)")
        }
    }

    @Test func `a decoded body has neither request nor timing`() throws {
        let analyzer = BodyAnalyzer(DecodingContext(), keeps: .message, parser: parser)
        let bytes = try CapturedStream("anthropic.messages/thinking.sse").body
        bytes.withUnsafeBufferPointer { analyzer.consume($0) { _ in } }
        let object = ExchangeJSON.object(of: analyzer.finish { _ in }, byteCount: bytes.count)
        #expect(object.names == Self.keys.filter { !["request", "headers_view", "timing"].contains($0) })
        #expect(object["dialect"] == "anthropic.messages")
        #expect(object["text"] == "Four.")
        #expect(object["reasoning"] == "First, add.")
        #expect(object["state"] == "complete")
        #expect(object["reads"] == .null)
        #expect(object["bytes"]?.intValue == bytes.count)
    }

    @Test func `text from a channel that was guessed says so`() throws {
        var stream = CapturedStream(text: "data: {\"answer\":\"a\"}\n\n")
        stream.path = "/events"
        let guessed = try object(stream)
        #expect(guessed["text"] == "a")
        #expect(guessed["text_guessed"] == true)
        #expect(try object(CapturedStream("openai.chat/text.sse"))["text_guessed"] == false)
        #expect(try object(CapturedStream("generic/dify.sse"))["text_guessed"] == false)
    }

    @Test func `bodies are JSON, text or base64`() {
        func body(_ bytes: [UInt8]) -> JSONValue { RequestResponseJSON.body(bytes, parser: parser) }
        #expect(body([]) == .null)
        #expect(body(Array(#"{"b":1,"a":[]}"#.utf8)).text() == #"{"b":1,"a":[]}"#)
        #expect(body(Array("12".utf8)) == "12")
        #expect(body(Array("{oops".utf8)) == "{oops")
        #expect(body([0xFF, 0x00]) == ["base64": "/wA="])
    }

    @Test func `a document is the response's body`() throws {
        var stream = CapturedStream(text: #"{"object":"list","data":[]}"#)
        stream.headers = [HeaderField("content-type", "application/json")]
        let object = try object(stream)
        #expect(object["stream"] == false)
        #expect(object["response"]?["body"] == ["object": "list", "data": []])
    }

    @Test func `tool arguments stay as they came beside their JSON`() throws {
        let object = try object(CapturedStream("openai.chat/parallel-tools.sse"))
        let calls = object["tool_calls"]?.arrayValue ?? []
        #expect(calls.map { $0["name"] } == ["get_weather", "get_time"])
        #expect(calls.first?["arguments_json"] == ["city": "Oslo"])
        #expect(calls.first?["arguments"]?.stringValue?.contains("Oslo") == true)
        #expect(calls.allSatisfy { $0["complete"] == true })
        #expect(object["choices"]?.arrayValue?.first?["tool_calls"] == object["tool_calls"])
    }
}
