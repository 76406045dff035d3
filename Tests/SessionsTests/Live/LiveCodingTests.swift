import Compression
import StreamCore
import Testing

@testable import Sessions

struct LiveCodingTests {
    private let first = Array("data: {\"a\":1}\n\n".utf8)

    /// The reads of a coded body: one event each.
    private func coded(_ events: [[UInt8]]) -> [[UInt8]] {
        let encoder = ContentEncoder(.gzip)
        var reads = events.map { event in
            var read: [UInt8] = []
            encoder.encode(event, into: &read)
            encoder.flush(into: &read)
            return read
        }
        var end: [UInt8] = []
        encoder.finish(into: &end)
        reads.append(end)
        return reads
    }

    private func exchange(_ reads: [[UInt8]], reason: EndReason = .eof) -> LiveExchange {
        LiveExchange(
            responseHeaders: [
                HeaderField("content-type", "text/event-stream"), HeaderField("content-encoding", "gzip"),
            ],
            responseReads: reads,
            trailers: [HeaderField("x", "y")],
            reason: reason
        )
    }

    private func codes(_ exchange: LiveExchange) throws -> [String] {
        let recorded = try #require(try exchange.assembled().exchanges.first)
        return ExchangeAnalyzer.analyze(recorded, keeps: .nothing, parser: JSONParser()).findings.map(\.code.rawValue)
    }

    @Test func `a broken coding is a finding and the rest is recorded`() throws {
        var reads = coded([first, first])
        reads[1] = [UInt8](repeating: 0xFF, count: 40)
        let assembler = try exchange(reads).assembled()
        #expect(assembler.warnings == [])
        let recorded = try #require(assembler.exchanges.first)
        #expect(recorded.body == first)
        #expect(recorded.trailers == [HeaderField("x", "y")])
        #expect(recorded.end?.reads == 3)
        #expect(recorded.end?.rawBytes == reads.joined().count)
        #expect(recorded.notes.map(\.tag) == ["HTTP-BAD-CODING"])
        let analyzed = ExchangeAnalyzer.analyze(recorded, keeps: .nothing, parser: JSONParser())
        let finding = try #require(analyzed.findings.first { $0.code == .httpBadCoding })
        #expect(finding.severity == .error)
        #expect(finding.message.hasPrefix("the response's body could not be decoded to its end: not valid gzip: "))
    }

    @Test(arguments: [
        (LintCode.netTls, EndReason.connect), (.netClientTls, .protocolError), (.netClientTls, .clientAbort),
    ])
    func `what the relay knows of an end is told once, in its words`(finding: LintCode, reason: EndReason) throws {
        var exchange = exchange([], reason: reason)
        exchange.finding = finding
        let recorded = try #require(try exchange.assembled().exchanges.first)
        let analyzed = ExchangeAnalyzer.analyze(recorded, keeps: .nothing, parser: JSONParser())
        let told = analyzed.findings.filter { $0.code.rawValue.hasPrefix("NET-") }
        #expect(told == [Finding(finding, "about \(finding)")])
    }

    @Test func `a coding that lacks its end is broken, too`() throws {
        let reads = Array(coded([first]).dropLast())
        #expect(try codes(exchange(reads)).contains("HTTP-BAD-CODING"))
    }

    @Test(arguments: [EndReason.clientAbort, .upstreamAbort, .timeout, .proxyStop])
    func `a body that was cut short is no fault of its coding`(reason: EndReason) throws {
        let reads = Array(coded([first]).dropLast())
        #expect(try !codes(exchange(reads, reason: reason)).contains("HTTP-BAD-CODING"))
    }

    @Test func `a whole body and an empty one are as they should be`() throws {
        #expect(try !codes(exchange(coded([first, first]))).contains("HTTP-BAD-CODING"))
        #expect(try !codes(exchange([])).contains("HTTP-BAD-CODING"))
        #expect(exchange(coded([first])).lines("note").isEmpty)
    }
}
