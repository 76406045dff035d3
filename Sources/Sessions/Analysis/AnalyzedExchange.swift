package import StreamCore

/// Everything that a capture tells of one exchange.
package struct AnalyzedExchange: Sendable {
    package let recorded: RecordedExchange
    package let body: AnalyzedBody
    package let state: EndState
    package let reads: Int
    package let timeline: StreamTimeline
    package let metrics: StreamMetrics
    package let findings: [Finding]
    /// Nil for an HTTP exchange.
    package let socket: AnalyzedSocket?

    init(_ recorded: RecordedExchange, body: AnalyzedBody, timeline: StreamTimeline, stallRule: StallRule) {
        socket = nil
        self.recorded = recorded
        self.body = body
        self.timeline = timeline
        reads = recorded.end?.reads ?? timeline.reads.count
        metrics = StreamMetrics(timeline, usage: body.answer.usage, stallRule: stallRule)
        state = EndStateRule.state(
            reason: recorded.end?.ending.reason,
            status: recorded.response?.head.status,
            author: recorded.response?.head.author ?? .upstream,
            outcome: body.outcome
        )
        findings =
            body.findings + TransportLint.findings(of: recorded, body: body, metrics: metrics, timeline: timeline)
    }

    /// A WebSocket: where it carries answers, the timing is that of the first.
    init(
        _ recorded: RecordedExchange,
        body: AnalyzedBody,
        socket analyzer: SocketAnalyzer,
        timeline: StreamTimeline,
        stallRule: StallRule
    ) {
        self.recorded = recorded
        self.body = body
        state = EndStateRule.state(
            reason: recorded.end?.ending.reason,
            status: recorded.response?.head.status,
            outcome: body.outcome
        )
        let turns = analyzer.analyzedTurns(of: recorded, state: state, stallRule: stallRule)
        var socket = analyzer.socket
        socket.turns = turns
        self.socket = socket
        self.timeline = turns.first?.timeline ?? timeline
        metrics = turns.first?.metrics ?? StreamMetrics(timeline, usage: body.answer.usage, stallRule: stallRule)
        reads = recorded.end?.reads ?? timeline.reads.count
        findings =
            body.findings + analyzer.findings(of: recorded) + TransportLint.findings(ofSocket: recorded)
            + (turns.isEmpty ? TransportLint.stalls(metrics) : analyzer.stalls(in: turns))
    }

    package var dialect: String { body.dialect }
    package var model: String? { body.model }
    package var streamRequested: Bool? { body.streamRequested }
    package var isStream: Bool { body.isStream }
    package var answer: ModelAnswer { body.answer }
    package var error: ProviderError? { body.error }
    /// In the provider's own shape without streaming; nil unless messages were kept.
    package var message: JSONValue? { body.message }
    package var events: Int { body.events }
    package var toolCalls: [AnalyzedToolCall] { body.toolCalls }
}

extension AnalyzedExchange {
    /// The host asked, without the port.
    package var host: String? { recorded.request?.host }

    /// The path asked of the upstream, without a query; the target as received when the URL is not known.
    package var path: String? { recorded.request?.path }

    /// How a body is stored that is not stored as it came, or what passed instead, as a note for people.
    package var storageNote: String? {
        if let tunnel = recorded.end?.ending.tunnel {
            return "tunnel: \(tunnel.sent) bytes sent, \(tunnel.received) received"
        }
        return Self.note(recorded.end?.encoding, recorded.end?.rawBytes)
    }

    /// The same of the request's body.
    package var requestStorageNote: String? {
        Self.note(recorded.requestEncoding, recorded.requestRawBytes)
    }

    /// How long a tunnel that was not looked into was open; nil for everything else.
    package var tunnelDuration: Nanoseconds? {
        guard let end = recorded.end, end.ending.tunnel != nil, let opened = recorded.response?.completeAt else {
            return nil
        }
        return max(end.endedAt - opened, .zero)
    }

    private static func note(_ encoding: String?, _ rawBytes: Int?) -> String? {
        guard let encoding else { return nil }
        let size = rawBytes.map { ", \($0) bytes on the wire" } ?? ""
        return "stored decoded from \(encoding)\(size)"
    }
}
