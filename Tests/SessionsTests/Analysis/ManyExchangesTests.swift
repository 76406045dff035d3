import StreamCore
import Testing

@testable import Sessions

struct ManyExchangesTests {
    private func exchanges(_ count: Int) throws -> [RecordedExchange] {
        var stream = CapturedStream(text: "")
        return try (0..<count).map { number in
            stream.body = Array("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\(number)\"}}]}\n\n".utf8)
            return try stream.exchange()
        }
    }

    /// More than a batch, so that batches keep their order, too.
    @Test(arguments: [0, 1, 3, 700])
    func `results come in the order of the exchanges`(count: Int) throws {
        let texts = ManyExchanges.map(try exchanges(count)) { recorded, parser in
            ExchangeAnalyzer.analyze(recorded, keeps: .answer, parser: parser).answer.firstChoice?.text
        }
        #expect(texts == (0..<count).map { String($0) })
    }

    @Test func `what each core finds is what one would find`() throws {
        let recorded = try [
            "openai.chat/parallel-tools.sse", "anthropic.messages/thinking.sse", "openai.chat/azure.sse",
        ]
        .map { try CapturedStream($0).exchange() }
        let many = (0..<60).map { recorded[$0 % recorded.count] }
        let parser = JSONParser()
        let findings = recorded.map { ExchangeAnalyzer.analyze($0, keeps: .answer, parser: parser).findings }
        let found = ManyExchanges.map(many) { ExchangeAnalyzer.analyze($0, keeps: .answer, parser: $1).findings }
        #expect(found == (0..<60).map { findings[$0 % findings.count] })
    }
}
