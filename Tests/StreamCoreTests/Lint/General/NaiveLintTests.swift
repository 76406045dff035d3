import StreamCore
import Testing

@Suite struct NaiveLintTests {
    private let chunk =
        #"{"id":"1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}]}"#

    private func codes(_ text: String, path: String = "/v1/chat/completions") -> [String] {
        LintedStream(text, path: path).codes.filter { $0.hasPrefix("NAIVE") }
    }

    @Test func `what a client of a few lines trips over`() {
        let end = "data: \(chunk)\n\ndata: [DONE]\n\n"
        #expect(codes(end) == [])
        #expect(codes(": hi\n\n" + end) == ["NAIVE-COMMENT"])
        #expect(codes("data:\(chunk)\n\n" + end) == ["NAIVE-NO-SPACE"])
        #expect(codes("data: {\ndata: \"choices\":[{\"delta\":{}}]}\n\n" + end) == ["NAIVE-MULTILINE"])
        #expect(codes("data: {\"choices\":[]}\n\n" + end) == ["NAIVE-EMPTY-CHOICES"])
        #expect(
            codes("data: {\"choices\":[{\"delta\":{\"content\":\"metadata: x\"}}]}\n\n" + end) == ["NAIVE-DATA-IN-TEXT"]
        )
        #expect(codes("data: \(chunk)\n\ndata: [DONE] \n\n") == ["NAIVE-DONE-SPACE"])
    }

    @Test func `streams of other dialects have no such clients`() {
        let text =
            ": hi\n\nevent: message_start\n"
            + "data: {\"type\":\"message_start\",\"message\":{\"role\":\"assistant\",\"content\":[]}}\n\n"
        #expect(codes(text, path: "/v1/messages") == [])
        #expect(codes(": hi\n\ndata: x\n\n", path: "") == [])
    }
}
