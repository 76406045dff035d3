import StreamCore

/// Rules about connections, heads and codings, and about when the bytes came.
enum TransportLint {
    static func findings(
        of recorded: RecordedExchange,
        body: AnalyzedBody,
        metrics: StreamMetrics,
        timeline: StreamTimeline
    ) -> [Finding] {
        var findings = ofConnection(recorded) + recorded.notes.compactMap { Finding($0) }
        if let head = recorded.response?.head { findings += HeadLint(head, recorded: recorded, body: body).findings }
        if let burst = burst(in: timeline) { findings.append(burst) }
        return findings + stalls(metrics)
    }

    /// Of a WebSocket, whose end has rules of its own.
    static func findings(ofSocket recorded: RecordedExchange) -> [Finding] {
        let told: Set<LintCode> = [.netAbruptEof, .netClientAbort]
        return ofConnection(recorded).filter { !told.contains($0.code) } + recorded.notes.compactMap { Finding($0) }
    }

    private static func ofConnection(_ recorded: RecordedExchange) -> [Finding] {
        guard let ending = recorded.end?.ending else { return [] }
        let notes = recorded.notes.compactMap { $0.tag.flatMap { FindingNote(rawValue: $0) } }
        guard !notes.contains(where: \.explainsEnd) else { return [] }
        let detail = ending.detail.map { ": \($0)" } ?? ""
        return switch ending.reason {
        case .eof, .proxyStop: []
        case .clientAbort: [Finding(.netClientAbort, "the client closed the connection first")]
        case .upstreamAbort: [Finding(.netAbruptEof, "the response ended without its proper end\(detail)")]
        case .timeout: [Finding(.netIdleTimeout, "given up after a long silence\(detail)")]
        case .protocolError: [Finding(.netProtocol, "not valid HTTP\(detail)")]
        case .connect: [Finding(.netConnect, "the upstream could not be reached\(detail)")]
        }
    }

    static func stalls(_ metrics: StreamMetrics) -> [Finding] {
        (metrics.stalls?.stalls ?? []).map { stall($0, at: LintPlace(event: $0.event, block: $0.block)) }
    }

    static func stall(_ stall: StallReport.Stall, at place: LintPlace) -> Finding {
        let seconds = Double((stall.gap.count + 5_000_000) / 10_000_000) / 100
        let message = "no content came for \(seconds) s before it (cause: \(stall.attribution.rawValue))"
        return Finding(.netStall, message, subject: "event \(place.event ?? stall.event)", at: place)
    }

    private static let burstEvents = 10

    /// One read that brought nearly all content, of a stream that had something to spread.
    static func burst(in timeline: StreamTimeline) -> Finding? {
        guard timeline.isStream, timeline.reads.count > 1 else { return nil }
        let contents = timeline.blocks.indices.filter { timeline.blocks[$0].contents.isContent }
        let counts = Dictionary(grouping: contents) { timeline.blocks[$0].read }
        guard let most = counts.values.max(by: { ($0.count, $1[0]) < ($1.count, $0[0]) }), most.count >= burstEvents,
            most.count * 5 > contents.count * 4
        else { return nil }
        let message = "\(most.count) of \(contents.count) events with content came in one read"
        return Finding(.netBurst, message, at: LintPlace(block: most[0]))
    }
}
