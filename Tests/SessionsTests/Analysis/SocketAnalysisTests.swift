import CaptureFile
import StreamCore
import TestSupport
import Testing

@testable import Sessions

struct SocketAnalysisTests {
    /// The messages of a fixture, one read each.
    private func socket(_ fixture: String, target: String = "/v1/realtime?model=gpt-realtime") throws -> LiveSocket {
        var socket = LiveSocket(target: target)
        for line in try Fixtures.bytes("\(fixture).messages").split(separator: 0x0A) {
            let sender: WebSocketSender = line.first == UInt8(ascii: ">") ? .client : .upstream
            socket.reads.append(LiveSocket.frame(sender, .text, Array(line.dropFirst(2))))
        }
        return socket
    }

    @Test func `messages are events in both directions, with what they say`() throws {
        var socket = LiveSocket(target: "/echo")
        socket.reads = [
            LiveSocket.text(.client, #"{"type":"greet"}"#), LiveSocket.frame(.upstream, .binary, [1, 2, 3]),
            LiveSocket.frame(.client, .ping, Array("p".utf8)), LiveSocket.close(.upstream, 1001, "later"),
        ]
        var events: [AnalyzedEvent] = []
        let result = try socket.analyzed { events.append($0) }
        #expect(events.map(\.type) == ["greet", "binary", "ping", "close"])
        #expect(events.map(\.kind) == [.event, .event, .control, .control])
        #expect(events.map(\.ordinal) == [1, 2, nil, nil])
        #expect(events.map { $0.message?.sender } == [.client, .upstream, .client, .upstream])
        #expect(events.map(\.data) == [#"{"type":"greet"}"#, "", "p", "1001 going away: later"])
        #expect(events.map { $0.message?.byteCount } == [16, 3, 1, 7])
        #expect(events.map(\.time) == (0..<4).map { LiveExchange.instant(of: socket.time(of: $0)) })
        #expect(result.dialect == "websocket" && result.state == .complete && result.isStream)
        #expect(result.streamRequested == true && result.findings == [])
        let facts = try #require(result.socket)
        #expect(facts.sent.text == 1 && facts.sent.pings == 1 && facts.received.binary == 1)
        #expect(facts.closing?.sender == .upstream && facts.closing?.close.code == 1001)
        #expect(facts.turns.isEmpty)
    }

    @Test func `each answer is measured from its own question`() throws {
        var socket = try socket("openai.realtime/text-and-tool")
        // The user thinks for an hour before the second question; the model is slow once.
        socket.pauses = [6: 1000, 12: 500, 22: 3_600_000]
        socket.reads.append(LiveSocket.close(.client))
        let result = try socket.analyzed()
        let turns = try #require(result.socket?.turns)
        #expect(turns.map(\.number) == [0, 1])
        #expect(turns.map(\.state) == [.complete, .complete])
        #expect(turns.map(\.finishReason) == ["completed", "tool_calls"])
        #expect(turns.map(\.usage.outputTokens) == [10, 16])
        // Asked by read 6, first text in read 11; the pause comes before read 12.
        #expect(turns[0].metrics[.ttft]?.double == 5e6)
        #expect(turns[0].metrics[.maximumGap]?.double == 501e6)
        #expect(turns[1].metrics[.ttft]?.double == 2e6)
        #expect(result.metrics[.ttft] == turns[0].metrics[.ttft])
        #expect(result.answer.usage.outputTokens == 26)
        #expect(result.answer.choices.map(\.text) == ["Hello wörld.", nil])
        #expect(result.toolCalls.map(\.call.name) == ["get_weather"])
        #expect(!result.findings.contains { $0.code == .netStall })
    }

    @Test func `what a voice asks for begins when it stops`() throws {
        var socket = try socket("openai.realtime/voice-interrupted")
        socket.reads.append(LiveSocket.close(.upstream))
        let result = try socket.analyzed()
        let turn = try #require(result.socket?.turns.first)
        #expect(turn.askedAt == LiveExchange.instant(of: socket.time(of: 4)))
        #expect(turn.metrics[.ttft]?.double == 8e6)
        #expect(turn.metrics[.firstMedia]?.double == 9e6)
        #expect(result.model == "gpt-4o-realtime-preview")
    }

    @Test func `a stall inside an answer is told where it stands`() throws {
        var socket = try socket("openai.realtime/text-and-tool")
        socket.pauses = [12: 5000]
        socket.reads.append(LiveSocket.close(.client))
        let result = try socket.analyzed()
        let stall = try #require(result.findings.first { $0.code == .netStall })
        #expect(stall.place.block == 12 && stall.place.event == 13)
    }

    @Test func `a connection that breaks off in an answer is no whole one`() throws {
        var socket = try socket("openai.realtime/parallel-truncated")
        socket.ending = .upstreamAbort
        let result = try socket.analyzed()
        #expect(result.state == .upstreamReset)
        #expect(result.socket?.turns.map(\.state) == [.complete, .upstreamReset])
        #expect(result.findings.map(\.code) == [.wsAbnormalClose])
        socket.reads.append(LiveSocket.close(.upstream))
        #expect(try socket.analyzed().state == .truncated)
    }

    @Test func `findings of frames stand with their message and in the exchange`() throws {
        var socket = LiveSocket(target: "/echo")
        socket.reads = [
            LiveSocket.text(.upstream, "fine"), LiveSocket.frame(.upstream, .text, [0xFF]),
            LiveSocket.close(.upstream, 1011, "boom"),
        ]
        var events: [AnalyzedEvent] = []
        let result = try socket.analyzed { events.append($0) }
        #expect(events.map { $0.findings.map(\.code) } == [[], [.wsBadUtf8], [.wsCloseError]])
        #expect(result.findings.map(\.code) == [.wsBadUtf8, .wsCloseError])
        #expect(result.state == .error && result.error?.code == "1011")
    }

    @Test func `a message in fragments is one event, in the read that ended it`() throws {
        var socket = LiveSocket(target: "/echo")
        socket.reads = [
            LiveSocket.frame(.upstream, .text, Array("Hel".utf8), final: false), LiveSocket.text(.client, "between"),
            LiveSocket.frame(.upstream, .continuation, Array("lo".utf8)), LiveSocket.close(.client),
        ]
        var events: [AnalyzedEvent] = []
        let result = try socket.analyzed { events.append($0) }
        #expect(events.map(\.data) == ["between", "Hello", "1000 normal closure"])
        #expect(events.map(\.read) == [0, 1, 1])
        #expect(result.socket?.received.frames == 2 && result.socket?.received.text == 1)
    }

    @Test func `a long frame that takes several lines is one event, however the file grows`() throws {
        var socket = LiveSocket(target: "/echo")
        let long = [UInt8](repeating: UInt8(ascii: "x"), count: 3 << 20)
        socket.reads = [LiveSocket.frame(.upstream, .text, long), LiveSocket.text(.upstream, "next")]
        socket.ending = nil
        var feed = TailFeed()
        var events: [AnalyzedEvent] = []
        try socket.recorded().withUnsafeBufferPointer { bytes in
            try CaptureDecoder().consume(bytes) { record in
                feed.consume(record) { if case .event(let event, _) = $0 { events.append(event) } }
            }
        }
        #expect(events.map(\.data.utf8.count) == [3 << 20, 4])
    }
}
