import StreamCore
import Testing

/// Whole answers, and streams that are fetched again.
@Suite struct OpenAIResponsesDocumentTests {
    private func document(_ text: String, path: String = "/v1/responses") -> (decoder: StreamDecoder, deltas: [Delta]) {
        let context = DecodingContext(path: path, contentType: "application/json", status: 200)
        var decoder = StreamDecoder(context: context, keeps: .message, parser: JSONParser())
        var deltas: [Delta] = []
        Array(text.utf8).withUnsafeBufferPointer { decoder.consumeDocument($0, into: &deltas) }
        return (decoder, deltas)
    }

    private static let answer = """
        {"id":"resp_1","object":"response","status":"completed","model":"m","error":null,"output":[
        {"id":"r","type":"reasoning","summary":[{"type":"summary_text","text":"think"}]},
        {"id":"msg","type":"message","role":"assistant","content":[{"type":"output_text","text":"Hello"}]},
        {"id":"f","type":"function_call","call_id":"c","name":"f","arguments":"{}"}],
        "usage":{"input_tokens":1,"output_tokens":2,"total_tokens":3}}
        """

    @Test(arguments: ["/v1/responses", "/other"])
    func `a whole response is read like a stream's`(path: String) {
        let (decoder, _) = document(Self.answer, path: path)
        #expect(decoder.dialect == "openai.responses")
        #expect(decoder.answer.firstChoice?.text == "Hello")
        #expect(decoder.answer.firstChoice?.reasoning == "think")
        #expect(decoder.answer.firstChoice?.toolCalls.first?.name == "f")
        #expect(decoder.answer.firstChoice?.finishReason == "tool_calls")
        #expect(decoder.answer.usage.totalTokens == 3)
        #expect(decoder.model == "m")
        #expect(decoder.isComplete)
        #expect(decoder.message == json(Self.answer))
    }

    @Test func `a response in the background is not finished`() {
        let (decoder, _) = document(#"{"id":"r","object":"response","status":"queued","output":[]}"#)
        #expect(!decoder.isComplete)
        #expect(decoder.error == nil)
    }

    @Test func `a response that failed reports its error`() {
        let (decoder, deltas) = document(
            #"{"object":"response","status":"failed","error":{"code":"server_error","message":"m"},"output":[]}"#
        )
        #expect(decoder.error?.code == "server_error")
        #expect(deltas.count { $0.kind == .error } == 1)
    }

    @Test(arguments: [
        ("/v1/responses/resp_1?stream=true&starting_after=5", true), ("/v1/responses/resp_1?stream=false", false),
        ("/v1/responses/resp_1", false), ("/openai/responses/resp_1?api-version=1&stream=true", true),
    ])
    func `a stored response is asked for with GET, and whether as a stream stands in the query`(
        target: String,
        asksForStream: Bool
    ) {
        let facts = RequestFacts(method: "GET", path: target, body: nil)
        #expect(facts.streamRequested == asksForStream)
        #expect(DialectRegistry.proposed(method: "GET", path: target, bodyKeys: nil)?.name == "openai.responses")
    }

    @Test func `other methods and deeper paths ask for no response`() {
        for (method, path) in [
            ("DELETE", "/v1/responses/r"), ("GET", "/v1/responses/r/input_items"), ("GET", "/v1/responses"),
        ] {
            #expect(DialectRegistry.proposed(method: method, path: path, bodyKeys: nil) == nil)
        }
        #expect(DialectRegistry.proposed(method: "POST", path: "/responses", bodyKeys: ["model"]) == nil)
    }

    @Test func `a request's tools are named where they stand`() {
        let body =
            #"{"model":"m","input":"hi","stream":true,"tools":[{"type":"function","name":"f","parameters":{}},{"type":"web_search"},{"type":"mcp","server_label":"dice"},{"type":"custom","name":"py"}]}"#
        let facts = withView(body) { RequestFacts(method: "POST", path: "/v1/responses", body: $0) }
        #expect(facts?.toolNames == ["f", "web_search", "dice", "py"])
        #expect(facts?.streamRequested == true)
        #expect(facts?.model == "m")
    }
}
