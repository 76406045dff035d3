import Compression
import Filters
import StreamCore
import TestSupport
import Testing

@testable import Sessions

/// Requests with a content coding: recorded decoded, or as they came where there is nothing to decode.
struct RequestCodingTests {
    private static let body = Array(#"{"model":"m","stream":true,"messages":[{"role":"user","content":"wörld"}]}"#.utf8)

    private static func coded(_ body: [UInt8], _ codings: [ContentCoding]) -> [UInt8] {
        codings.reduce(body) { bytes, coding in
            let encoder = ContentEncoder(coding)
            var coded: [UInt8] = []
            encoder.encode(bytes, into: &coded)
            encoder.finish(into: &coded)
            return coded
        }
    }

    private func recorded(_ reads: [[UInt8]], coding: String, rules: [Rule] = []) throws -> RecordedExchange {
        let exchange = LiveExchange(
            rules: rules,
            requestHeaders: [HeaderField("content-encoding", coding)],
            requestBytes: reads
        )
        let assembler = try exchange.assembled()
        #expect(assembler.warnings == [])
        return try #require(assembler.exchanges.first)
    }

    @Test(arguments: [[.gzip], [.deflate], [.brotli], [.zstd], [.gzip, .brotli]] as [[ContentCoding]])
    func `a coded body is recorded decoded, however it is cut`(codings: [ContentCoding]) throws {
        let coded = Self.coded(Self.body, codings)
        let header = codings.map(\.rawValue).joined(separator: ", ")
        for reads in SplitFeeding.allCuts(of: coded) {
            let exchange = try recorded(reads, coding: header)
            #expect(exchange.requestBody == Self.body)
            #expect(exchange.requestEncoding == header)
            #expect(exchange.requestRawBytes == coded.count)
            #expect(exchange.notes.isEmpty)
        }
    }

    @Test func `what it asks for is known while it is recorded, and afterwards`() throws {
        let exchange = try recorded([Self.coded(Self.body, [.zstd])], coding: "zstd")
        let analyzed = ExchangeAnalyzer.analyze(exchange, keeps: .nothing, parser: JSONParser())
        #expect(analyzed.model == "m")
        #expect(analyzed.requestStorageNote?.hasPrefix("stored decoded from zstd, ") == true)
    }

    @Test(arguments: ["gzip", "deflate", "br", "zstd", "gzip, br"])
    func `a body that is not what its head says is recorded as it came`(coding: String) throws {
        for reads in SplitFeeding.allCuts(of: Self.body) {
            let exchange = try recorded(reads, coding: coding)
            #expect(exchange.requestBody == Self.body)
            #expect(exchange.requestEncoding == nil)
            #expect(exchange.requestRawBytes == nil)
        }
    }

    @Test(arguments: ["identity", "", "dictionary-of-ours"])
    func `without a coding that Weir knows there is nothing to undo`(coding: String) throws {
        let exchange = try recorded([Self.body], coding: coding)
        #expect(exchange.requestBody == Self.body)
        #expect(exchange.requestEncoding == nil)
    }

    @Test func `a body that breaks off keeps what could be decoded, and is a finding`() throws {
        let encoder = ContentEncoder(.gzip)
        var coded: [UInt8] = []
        encoder.encode(Self.body, into: &coded)
        encoder.flush(into: &coded)
        let exchange = try recorded([coded], coding: "gzip")
        #expect(exchange.requestBody == Self.body)
        #expect(exchange.notes.map(\.tag) == ["HTTP-BAD-CODING"])
        #expect(exchange.notes.first?.text.hasPrefix("the request's body could not be decoded to its end") == true)
    }

    @Test func `a body of which nothing can be decoded is recorded as it came`() throws {
        let coded = Array(Self.coded(Self.body, [.gzip]).prefix(12))
        let exchange = try recorded([coded], coding: "gzip")
        #expect(exchange.requestBody == coded)
        #expect(exchange.requestEncoding == nil)
    }

    @Test func `rules find secrets in what was coded`() throws {
        let redaction = BodyRedaction(pattern: try Pattern("w.rld"), parts: [.requestBody], method: .mask)
        let coded = Self.coded(Self.body, [.gzip])
        for body in [coded, Self.body] {
            let exchange = try recorded([body], coding: "gzip", rules: [Rule(action: .redact(redaction))])
            #expect(String(decoding: exchange.requestBody, as: UTF8.self).contains("‹redacted:masked›"))
            #expect(exchange.redactions.count == 1)
        }
    }

    @Test func `decoded at once, it is the same`() {
        let headers = [HeaderField("content-encoding", "br")]
        let coded = Self.coded(Self.body, [.brotli])
        #expect(RequestContent.decoded(headers: headers, body: coded) == Self.body)
        #expect(RequestContent.decoded(headers: headers, body: Self.body) == Self.body)
        #expect(RequestContent.decoded(headers: [], body: coded) == coded)
        #expect(RequestContent.decoded(headers: headers, body: []) == [])
    }
}
