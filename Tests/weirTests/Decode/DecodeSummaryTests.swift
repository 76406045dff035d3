import Sessions
import StreamCore
import Testing

@testable import weir

struct DecodeSummaryTests {
    private func lines(_ text: String, width: Int? = nil) -> [String] {
        let analyzer = BodyAnalyzer(DecodingContext(), keeps: .answer, parser: JSONParser())
        Array(text.utf8).withUnsafeBufferPointer { analyzer.consume($0) { _ in } }
        let body = analyzer.finish { _ in }
        return DecodeSummary.lines(body, byteCount: text.utf8.count, style: SheetStyle(width: width, style: .none))
    }

    @Test func `a whole stream is told in a line`() {
        let text = HandMadeCapture.answer.joined()
        #expect(lines(text) == ["complete · openai.chat · m-1 · 5 events · \(text.utf8.count) B · finish stop"])
    }

    @Test func `what is wrong follows`() {
        let found = lines(HandMadeCapture.answer[1])
        #expect(found.first?.hasPrefix("truncated · openai.chat") == true)
        #expect(
            found.dropLast().last == "  error    TERM-MISSING  the stream ended with neither a finish nor a terminator"
        )
    }

    @Test func `lines fit`() {
        let wrapped = lines(HandMadeCapture.answer.joined(), width: 40)
        #expect(wrapped.count > 1)
        #expect(wrapped.allSatisfy { $0.count <= 40 })
    }

    @Test func `nothing is no stream`() {
        #expect(lines("") == ["complete · no known dialect · one document · 0 B"])
    }
}
