import StreamCore

/// What an exchange as a whole shows to be wrong.
enum ExchangeFindings {
    static func of(
        _ recorded: RecordedExchange,
        metrics: StreamMetrics
    ) -> [Finding] {
        var findings = ofConnection(recorded) + recorded.notes.compactMap { Finding($0) }
        if let status = recorded.response?.head.status, status >= 400 {
            findings.append(Finding(.httpErrorStatus, "the response's status is \(status)"))
        }
        for stall in metrics.stalls?.stalls ?? [] {
            let seconds = Double((stall.gap.count + 5_000_000) / 10_000_000) / 100
            let message = "no content came for \(seconds) s before it (cause: \(stall.attribution.rawValue))"
            findings.append(Finding(.netStall, message, at: LintPlace(event: stall.event, block: stall.block)))
        }
        return findings
    }

    private static func ofConnection(_ recorded: RecordedExchange) -> [Finding] {
        guard let ending = recorded.end?.ending else { return [] }
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
}
