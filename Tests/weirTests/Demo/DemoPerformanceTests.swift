import Sessions
import StreamCore
import Testing

@testable import weir

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The demo, played fast through the real proxy; once for all tests.
private enum PlayedDemo {
    struct Result: Sendable {
        /// One per stream and in their order, which on a busy machine is not the order of arrival.
        var exchanges: [AnalyzedExchange]
        var lines: [UInt8]
        var isClosed: Bool
    }

    static let result = Task { try await play() }

    private static func play() async throws -> Result {
        let path = "/tmp/weir-demo-\(getpid()).weir.jsonl"
        defer { remove(path) }
        let demo = DemoPerformance(streams: DemoStream.all, speed: 25)
        let (capture, wasInterrupted) = try await demo.perform(recording: .file(path), tail: nil)
        #expect(capture == path && !wasInterrupted)
        let loaded = try CaptureReader.load(.file(path: path))
        #expect(loaded.warnings.isEmpty)
        let parser = JSONParser()
        #expect(loaded.exchanges.count == DemoStream.all.count)
        let exchanges = try DemoStream.all.map { stream in
            let recorded = try #require(loaded.exchanges.first { $0.requestBody == stream.request.body })
            return ExchangeAnalyzer.analyze(recorded, keeps: .message, parser: parser)
        }
        return Result(exchanges: exchanges, lines: try bytes(of: path), isClosed: loaded.isClosed)
    }

    private static func bytes(of path: String) throws -> [UInt8] {
        let file = try #require(fopen(path, "r"))
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        return Array(bytes.prefix(count))
    }
}

struct DemoPerformanceTests {
    private func exchanges() async throws -> [AnalyzedExchange] {
        try await PlayedDemo.result.value.exchanges
    }

    @Test func `every stream is what it claims to be`() async throws {
        let exchanges = try await exchanges()
        #expect(exchanges.map(\.recorded.number).sorted() == Array(1...8))
        #expect(
            exchanges.map(\.dialect) == [
                "openai.chat", "anthropic.messages", "gemini.generate", "openai.chat", "openai.chat", "openai.chat",
                "anthropic.messages", "openai.chat",
            ]
        )
        #expect(
            exchanges.map(\.state) == [
                .complete, .complete, .complete, .complete, .complete, .complete, .truncated, .error,
            ]
        )
        #expect(exchanges.map(\.model) == DemoStream.all.map(\.request.model))
        #expect(exchanges.allSatisfy { $0.streamRequested == true })
    }

    @Test func `only what is meant to be wrong is found`() async throws {
        let expected: [Int: [String]] = [6: ["ANTH-NO-MESSAGE-STOP", "TERM-MISSING"], 7: ["HTTP-ERROR-STATUS"]]
        for (place, exchange) in try await exchanges().enumerated() {
            // A machine that is busy may stall on its own.
            let codes = exchange.findings.filter { $0.isNotable && $0.code != .netStall }.map(\.code.rawValue)
            #expect(codes == expected[place, default: []])
        }
    }

    @Test func `texts arrive whole, characters that were cut too`() async throws {
        let exchanges = try await exchanges()
        let texts = exchanges.map { $0.answer.firstChoice?.text ?? "" }
        #expect(texts[0].hasPrefix("A weir is a low dam across a river,"))
        #expect(texts[2].contains("川") && texts[2].hasSuffix("🌊"))
        #expect(texts[5] == "Still water, and then\na pause the length of a breath:\nthe river goes on.")
        #expect(texts[6].hasSuffix("was counted, and"))
        let reasoning = exchanges.map { $0.answer.firstChoice?.reasoning != nil }
        #expect(reasoning == [false, true, true, false, true, false, false, false])
    }

    @Test func `tool calls are put together, interleaved ones too`() async throws {
        let exchanges = try await exchanges()
        let gauge = exchanges[1].toolCalls
        #expect(gauge.map(\.call.name) == ["read_gauge"])
        #expect(gauge.first?.arguments == ["place": "Warszawa", "unit": "cm", "hours": 24])
        let tides = exchanges[3].toolCalls
        #expect(tides.map(\.call.id) == ["call_demo1", "call_demo2"])
        #expect(tides.map { $0.arguments?["place"]?.stringValue } == ["Brest", "Saint-Malo"])
        #expect(tides.allSatisfy { $0.isComplete })
    }

    @Test func `usage is told wherever a finish is`() async throws {
        for exchange in try await exchanges() where exchange.state == .complete {
            #expect(exchange.answer.usage.outputTokens != nil)
            #expect(exchange.answer.usage.inputTokens != nil)
        }
    }

    @Test func `nothing leaves this machine, and no key is written down`() async throws {
        let result = try await PlayedDemo.result.value
        #expect(result.exchanges.allSatisfy { $0.host == "127.0.0.1" })
        let text = String(decoding: result.lines, as: UTF8.self)
        #expect(!text.contains("demo-000"))
        #expect(text.contains("redacted"))
        #expect(result.isClosed)
    }
}
