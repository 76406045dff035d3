import StreamCore
import Testing

@Suite struct JSONLintTests {
    private func codes(_ data: String, path: String = "/v1/chat/completions") -> [String] {
        let end =
            #"data: {"id":"1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"role":"assistant","content":"a"},"finish_reason":"stop"}]}"#
        return LintedStream("data: \(data)\n\n\(end)\n\ndata: [DONE]\n\n", path: path).codes.filter {
            $0.hasPrefix("JSON") || $0.hasPrefix("PLAIN")
        }
    }

    @Test func `JSON-INVALID where the dialect needs JSON`() {
        #expect(codes("{\"a\":") == ["JSON-INVALID"])
        #expect(codes("hello") == ["JSON-INVALID"])
        #expect(codes("{\"a\":1}") == [])
        #expect(LintedStream("data: hello\n\ndata: [1]\n\ndata: 7\n\n").codes == [])
    }

    @Test func `JSON-CONCATENATED says where the second value begins`() throws {
        #expect(codes("{\"a\":1}{\"b\":2}") == ["JSON-CONCATENATED"])
        #expect(codes("{\"a\":\"}{\"}") == [])
        #expect(codes("{\"a\":1}}") == ["JSON-INVALID"])
        let stream = LintedStream("data: {\"a\":1} {\"b\":2}\n\n", path: "/v1/chat/completions")
        let finding = try #require(stream.finding(.jsonConcatenated))
        #expect(finding.message == "a second JSON value begins at byte 8 of the event's data")
    }

    @Test func `JSON-NOT-OBJECT`() {
        for data in ["[1]", "null", "true", "7", "-1.5", "\"text\""] {
            #expect(codes(data) == ["JSON-NOT-OBJECT"], "\(data)")
        }
    }

    @Test func `JSON-DUP-KEY in any object, but not across them`() {
        #expect(codes("{\"a\":1,\"a\":2}") == ["JSON-DUP-KEY"])
        #expect(codes("{\"a\":[{\"b\":1,\"c\":2,\"b\":3}]}") == ["JSON-DUP-KEY"])
        #expect(codes("{\"a\":{\"b\":1},\"b\":{\"a\":1}}") == [])
        let many = (0..<100).map { "\"k\($0)\":1" }.joined(separator: ",")
        #expect(codes("{\(many)}") == [])
        #expect(codes("{\(many),\"k99\":1}") == ["JSON-DUP-KEY"])
        #expect(codes("{\(many),\"k0\":1}") == ["JSON-DUP-KEY"])
    }

    @Test func `JSON-LONE-SURROGATE is half of a pair`() {
        #expect(codes(#"{"a":"\ud83d"}"#) == ["JSON-LONE-SURROGATE"])
        #expect(codes(#"{"a":"\ud83d\ude00"}"#) == [])
    }

    @Test func `PLAIN-TEXT-PING`() {
        for data in ["ping", "keep-alive", "heartbeat", ": ping"] {
            #expect(codes(data) == ["PLAIN-TEXT-PING"], "\(data)")
        }
        #expect(codes("pingpong table") == ["JSON-INVALID"])
    }
}
