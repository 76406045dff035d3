import CaptureFile
import StreamCore
import TestSupport
import Testing

@testable import Sessions

struct ExchangeAnalyzerTests {
    static let fixtures = [
        "openai.chat/text.sse", "openai.chat/parallel-tools.sse", "openai.chat/crlf-comments.sse",
        "openai.chat/multichoice.sse", "openai.chat/error-midstream.sse", "openai.chat/truncated.sse",
        "openai.chat/no-done.sse", "openai.chat/quirk-error-field-line.sse", "anthropic.messages/text.sse",
        "anthropic.messages/thinking.sse", "anthropic.messages/error-overloaded.sse", "gemini.generate/text.sse",
        "gemini.generate/thoughts-parallel-calls.sse", "gemini.generate/json-array.json",
        "gemini.generate/truncated.sse",
    ]

    private func expectation(of fixture: String) throws -> JSONValue {
        let stem = fixture.split(separator: ".").dropLast().joined(separator: ".")
        let bytes = try Fixtures.bytes("\(stem).expected.json")
        let parser = JSONParser()
        return withExtendedLifetime(parser) {
            bytes.withUnsafeBufferPointer { parser.view(of: $0)?.value } ?? .null
        }
    }

    @Test(arguments: fixtures)
    func `the message, the events and the state are those of the fixture`(fixture: String) throws {
        let exchange = try CapturedStream(fixture).analyzed()
        let expected = try expectation(of: fixture)
        #expect((exchange.message ?? .null).comparable == (expected["final"] ?? .null).comparable)
        #expect(exchange.events == expected["events"]?.intValue)
        #expect((exchange.error?.raw ?? .null).comparable == (expected["error"] ?? .null).comparable)
        let states: [String: EndState] = [
            "complete": .complete, "complete-no-terminator": .complete, "truncated": .truncated, "error": .error,
        ]
        #expect(exchange.state == states[expected["outcome"]?.stringValue ?? ""])
        #expect(exchange.isStream)
        #expect(exchange.dialect == fixture.split(separator: "/").first.map(String.init))
    }

    @Test(arguments: fixtures)
    func `following block by block tells the same as reading at once`(fixture: String) throws {
        let exchange = try CapturedStream(fixture).exchange()
        var whole: [AnalyzedEvent] = []
        let parser = JSONParser()
        let result = ExchangeAnalyzer.analyze(exchange, keeps: .message, parser: parser) { whole.append($0) }
        var followed: [AnalyzedEvent] = []
        var growing = exchange
        growing.blocks = []
        let analyzer = ExchangeAnalyzer(growing, keeps: .message, parser: parser)
        for block in exchange.blocks {
            growing.blocks.append(block)
            analyzer.take(from: growing) { followed.append($0) }
        }
        let late = analyzer.finish(growing) { followed.append($0) }
        #expect(followed.map(\.data) == whole.map(\.data))
        #expect(followed.map(\.ordinal) == whole.map(\.ordinal))
        #expect(followed.map(\.time) == whole.map(\.time))
        #expect(late.message == result.message)
        #expect(late.metrics == result.metrics)
        #expect(late.findings == result.findings)
    }

    @Test func `a long block whose parts come one after another is read whole`() throws {
        let exchange = try CapturedStream("openai.chat/text.sse").exchange()
        var growing = exchange
        let analyzer = ExchangeAnalyzer(exchange, keeps: .answer, parser: JSONParser())
        let first = exchange.blocks[0]
        growing.blocks = [first]
        growing.blocks[0].bytes = first.bytes.lowerBound..<(first.bytes.lowerBound + 20)
        var events: [AnalyzedEvent] = []
        analyzer.take(from: growing) { events.append($0) }
        #expect(events.isEmpty)
        let result = analyzer.finish(exchange) { events.append($0) }
        #expect(result.state == .complete)
        #expect(events.count == exchange.blocks.count)
        #expect(result.answer.firstChoice?.text == "Hello, wörld 🌍")
    }

    @Test func `firsts, gaps and ends count from the upstream attempt`() throws {
        let exchange = try CapturedStream("openai.chat/text.sse").analyzed(keeps: .nothing)
        let metrics = exchange.metrics
        #expect(metrics[.ttfb] == .whole(48_000_000))
        #expect(metrics[.timeToHead] == .whole(58_000_000))
        #expect(metrics[.ttfe] == .whole(98_000_000))
        // The first chunk only names the role.
        #expect(metrics[.ttft] == .whole(108_000_000))
        #expect(metrics[.ttftAtClient] == .whole(110_070_000))
        #expect(metrics[.endToEndWire] == .whole(158_000_000))
        #expect(metrics[.proxyLatency] == .list(Array(repeating: 70_000, count: exchange.reads)))
        #expect(exchange.metrics.isReused == true)
    }

    @Test func `a gap over the threshold is a stall with its event`() throws {
        var stream = try CapturedStream("openai.chat/parallel-tools.sse")
        stream.pause = (block: 5, milliseconds: 1500)
        let exchange = try stream.analyzed()
        let stalls = exchange.findings.filter { $0.code == .netStall }
        #expect(stalls.map(\.place.event) == [6])
        #expect(stalls.map(\.place.block) == [5])
        #expect(stalls.first?.message == "no content came for 1.51 s before it (cause: upstream)")
        let patient = ExchangeAnalyzer.analyze(
            try stream.exchange(),
            keeps: .nothing,
            stallRule: StallRule(minimum: .seconds(2)),
            parser: JSONParser()
        )
        #expect(patient.metrics.stalls?.stalls.isEmpty == true)
        #expect(!patient.findings.contains { $0.code == .netStall })
    }

    @Test func `ends map to states`() throws {
        var stream = try CapturedStream("openai.chat/truncated.sse")
        let states: [(EndReason?, EndState)] = [
            (.eof, .truncated), (.clientAbort, .clientAbort), (.upstreamAbort, .upstreamReset), (.timeout, .timeout),
            (.proxyStop, .proxyStop), (.protocolError, .error), (nil, .open),
        ]
        for (reason, state) in states {
            stream.reason = reason
            #expect(try stream.analyzed().state == state)
        }
        var whole = try CapturedStream("openai.chat/text.sse")
        whole.reason = .clientAbort
        #expect(try whole.analyzed().state == .complete)
    }

    @Test func `a loose end is the sender's fault only when the sender ended the body`() throws {
        var stream = CapturedStream(text: "data: {\"choices\":[]}\n\ndata: {\"cho")
        #expect(try stream.analyzed().findings.map(\.code.rawValue).contains("SSE-TAIL"))
        for reason in [EndReason.clientAbort, nil] {
            stream.reason = reason
            #expect(try !stream.analyzed().findings.map(\.code.rawValue).contains("SSE-TAIL"))
        }
    }

    @Test func `an upstream that could not be reached has no response and no stream`() throws {
        var stream = CapturedStream(text: "")
        stream.upstream = false
        stream.reason = .connect
        let exchange = try stream.analyzed()
        #expect(exchange.state == .error)
        #expect(exchange.findings.map(\.code.rawValue) == ["NET-CONNECT"])
        #expect(!exchange.isStream)
        #expect(exchange.model == "asked-model")
        #expect(exchange.metrics[.ttft] == nil)
    }

    @Test func `an error document is an error with the response's status`() throws {
        var stream = CapturedStream(text: #"{"error":{"message":"slow down","type":"requests"}}"#)
        stream.status = 429
        stream.headers = [HeaderField("content-type", "application/json")]
        let exchange = try stream.analyzed()
        #expect(exchange.state == .error)
        #expect(exchange.error?.message == "slow down")
        #expect(exchange.error?.status == 429)
        #expect(exchange.message == nil)
        #expect(exchange.findings.map(\.code.rawValue) == ["HTTP-ERROR-STATUS"])
    }

    @Test func `a compressed body is stored decoded and says so`() throws {
        var stream = try CapturedStream("openai.chat/text.sse")
        stream.headers.append(HeaderField("Content-Encoding", "gzip"))
        stream.encoding = "gzip"
        let exchange = try stream.analyzed()
        #expect(exchange.state == .complete)
        #expect(exchange.storageNote == "stored decoded from gzip, 321 bytes on the wire")
        stream.encoding = nil
        #expect(try stream.analyzed().storageNote == nil)
    }

    @Test func `a coding that nobody knows is not looked into`() throws {
        var stream = CapturedStream(text: "data: {\"choices\":\u{1}")
        stream.headers.append(HeaderField("content-encoding", "exotic"))
        let exchange = try stream.analyzed()
        #expect(!exchange.isStream)
        #expect(exchange.events == 0)
        #expect(exchange.findings.isEmpty)
        #expect(exchange.state == .complete)
    }

    @Test func `an event stream without events is still a stream`() throws {
        let exchange = try CapturedStream(text: "").analyzed()
        #expect(exchange.isStream)
        #expect(exchange.state == .truncated)
    }

    @Test func `lines added by hand are decoded in their place`() throws {
        let added =
            #"{"k":"ev","x":"\#(CapturedStream.id)","t":1200000000,"d":"data: {\"choices\":[{\"index\":0,"#
            + #"\"delta\":{\"content\":\"!!\"}}]}\n\n"}"#
        let exchange = try CapturedStream("openai.chat/text.sse").analyzed { lines in
            var parts = String(decoding: lines, as: UTF8.self).split(separator: "\n").map { String($0) }
            let finish = parts.firstIndex { $0.contains(#"finish_reason\":\"stop"#) }
            parts.insert(added, at: finish ?? parts.count)
            return Array((parts.joined(separator: "\n") + "\n").utf8)
        }
        #expect(exchange.answer.firstChoice?.text == "Hello, wörld 🌍!!")
        #expect(exchange.state == .complete)
        // The read that the line stands for is one more, at its own time.
        #expect(exchange.timeline.reads.count == exchange.recorded.blocks.count)
        #expect(exchange.timeline.reads.contains { $0.time == MonotonicInstant(nanoseconds: 1_200_000_000) })
        #expect(exchange.metrics[.endToEnd] == .whole(1_198_000_000))
    }

    @Test func `frames of a WebSocket are no part of the stream`() throws {
        var exchange = try CapturedStream("openai.chat/text.sse").exchange()
        for place in exchange.blocks.indices {
            exchange.blocks[place].kind = .frame(.init(opcode: 1, direction: .upstream))
        }
        let result = ExchangeAnalyzer.analyze(exchange, keeps: .message, parser: JSONParser())
        #expect(result.events == 0)
    }
}
