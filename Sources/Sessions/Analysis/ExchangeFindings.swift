import StreamCore

/// What an exchange as a whole shows to be wrong.
enum ExchangeFindings {
    static func of(
        _ recorded: RecordedExchange,
        body: AnalyzedBody,
        state: EndState,
        metrics: StreamMetrics
    ) -> [Finding] {
        var findings = ofConnection(recorded) + recorded.notes.compactMap { Finding($0) }
        if let status = recorded.response?.head.status, status >= 400 {
            findings.append(Finding("HTTP-ERROR-STATUS", .error, "the response's status is \(status)"))
        }
        findings += ofEnd(of: body, state: state)
        for stall in metrics.stalls?.stalls ?? [] {
            let seconds = Double((stall.gap.count + 5_000_000) / 10_000_000) / 100
            let message = "no content came for \(seconds) s before it (cause: \(stall.attribution.rawValue))"
            findings.append(Finding("NET-STALL", .warning, event: stall.event, block: stall.block, message))
        }
        return findings
    }

    /// Whether the dialect's own end is there.
    static func ofEnd(of body: AnalyzedBody, state: EndState) -> [Finding] {
        if state == .truncated {
            return [Finding("TERM-MISSING", .error, "the stream ended with neither a finish nor a terminator")]
        }
        let outcome = body.outcome
        let isTold = body.findings.contains { $0.code == "SSE-UNTERMINATED-DONE" }
        guard state == .complete, outcome.hasEnd, outcome.isComplete, !outcome.sawTerminator, !isTold,
            let terminator = DialectRegistry.named(body.dialect)?.terminator
        else { return [] }
        return [Finding("TERM-NO-SENTINEL", .warning, "the answer is finished but \(terminator) is missing")]
    }

    private static func ofConnection(_ recorded: RecordedExchange) -> [Finding] {
        guard let ending = recorded.end?.ending else { return [] }
        let detail = ending.detail.map { ": \($0)" } ?? ""
        return switch ending.reason {
        case .eof, .proxyStop: []
        case .clientAbort: [Finding("NET-CLIENT-ABORT", .info, "the client closed the connection first")]
        case .upstreamAbort: [Finding("NET-ABRUPT-EOF", .error, "the response ended without its proper end\(detail)")]
        case .timeout: [Finding("NET-IDLE-TIMEOUT", .warning, "given up after a long silence\(detail)")]
        case .protocolError: [Finding("NET-PROTOCOL", .error, "not valid HTTP\(detail)")]
        case .connect: [Finding("NET-CONNECT", .error, "the upstream could not be reached\(detail)")]
        }
    }
}
