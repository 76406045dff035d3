import Sessions
import StreamCore

/// The table of `weir ls`.
enum ExchangeList {
    private static let columns: [SheetTable.Column] = [
        .init(title: "#", isRight: true),
        .init(title: "time", expendability: 3),
        .init(title: "method", expendability: 9),
        .init(title: "host", minimum: 14, expendability: 6),
        .init(title: "path", minimum: 14, keepsEnd: true, expendability: 4),
        .init(title: "code", isRight: true),
        .init(title: "dialect", minimum: 10, expendability: 7),
        .init(title: "model", minimum: 16),
        .init(title: "state"),
        .init(title: "events", isRight: true, expendability: 8),
        .init(title: "TTFT", isRight: true),
        .init(title: "total", isRight: true, expendability: 2),
        .init(title: "in/out", isRight: true, expendability: 5),
        .init(title: "findings", minimum: 13, expendability: 1),
    ]

    static func lines(_ exchanges: [AnalyzedExchange], style: SheetStyle) -> [String] {
        var table = SheetTable(columns)
        for exchange in exchanges { table.add(row(exchange)) }
        return table.lines(style)
    }

    private static func row(_ exchange: AnalyzedExchange) -> [SheetTable.Cell] {
        let recorded = exchange.recorded
        let status = recorded.response?.head.status
        return [
            .init("\(recorded.number)", .strong),
            .init(LocalTime.clock(of: exchange), .dim),
            .init(SheetText.line(recorded.request?.method ?? "")),
            .init(SheetText.line(exchange.host ?? "")),
            .init(SheetText.line(exchange.path ?? "")),
            .init(status.map(String.init) ?? Quantity.unknown, (status ?? 200) >= 400 ? .bad : nil),
            .init(exchange.dialect == "none" ? "" : exchange.dialect, .dim),
            .init(SheetText.line(exchange.model ?? Quantity.unknown), .accent),
            .init(exchange.state.title, exchange.state.tone),
            .init(exchange.isStream ? "\(exchange.events)" : ""),
            .init(exchange.isStream ? Quantity.time(exchange.metrics[.ttft]) : ""),
            .init(Quantity.time(exchange.duration?.count)),
            .init(tokens(exchange.answer.usage)),
            .init(findings(exchange), exchange.findings.tone),
        ]
    }

    private static func tokens(_ usage: Usage) -> String {
        guard usage.inputTokens != nil || usage.outputTokens != nil else { return "" }
        return "\(Quantity.count(usage.inputTokens))/\(Quantity.count(usage.outputTokens))"
    }

    /// The gravest one by its code, how many more kinds there are, and how a body is stored.
    private static func findings(_ exchange: AnalyzedExchange) -> String {
        var codes: [LintCode] = []
        for severity in [Finding.Severity.error, .warning] {
            for finding in exchange.findings
            where finding.severity == severity && !codes.contains(finding.code) {
                codes.append(finding.code)
            }
        }
        let more = codes.count > 1 ? ["+\(codes.count - 1)"] : []
        let note = exchange.storageNote.map { ["(\($0))"] } ?? []
        return (codes.prefix(1).map(\.rawValue) + more + note).joined(separator: " ")
    }
}

extension AnalyzedExchange {
    /// From the upstream attempt, or the request's head, to the last byte; to the end where it was cut short.
    var duration: Nanoseconds? {
        guard let end = recorded.end else { return nil }
        let last = end.ending.reason == .eof ? end.ending.lastUpstreamByteAt : nil
        return max((last ?? end.endedAt) - (timeline.attemptAt ?? recorded.startedAt), .zero)
    }
}

extension EndState {
    /// The state for people.
    var title: String { String(rawValue.map { $0 == "_" ? " " : $0 }) }

    var tone: Tone? {
        switch self {
        case .complete: .good
        case .clientAbort, .proxyStop, .open: .warning
        case .truncated, .error, .upstreamReset, .timeout: .bad
        }
    }
}

extension Finding.Severity {
    var tone: Tone {
        switch self {
        case .error: .bad
        case .warning: .warning
        case .info: .dim
        }
    }
}

extension [Finding] {
    /// The tone of the gravest one; nil where there are only quirks.
    var tone: Tone? {
        let severities = Set(filter(\.isNotable).map(\.severity))
        return Finding.Severity.allCases.first { severities.contains($0) }?.tone
    }
}
