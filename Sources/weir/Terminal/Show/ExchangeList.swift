import Reports
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

    /// Columns that only some lists have, each with what it tells of an exchange; they stand before the findings.
    private typealias Extra = (column: SheetTable.Column, cell: (AnalyzedExchange) -> SheetTable.Cell)

    /// With prices each row tells its cost, with links its turn and its attempt where there are such.
    static func lines(
        _ exchanges: [AnalyzedExchange],
        style: SheetStyle,
        prices: PriceTable? = nil,
        links: ExchangeLinks? = nil
    ) -> [String] {
        var extras: [Extra] = []
        if let prices { extras.append((.init(title: "cost", isRight: true), { cost(prices.cost(of: $0)) })) }
        if let links, !links.conversations.isEmpty {
            extras.append((.init(title: "turn", isRight: true, expendability: 2), { turn($0, links) }))
        }
        if let links, !links.retries.isEmpty {
            extras.append((.init(title: "try", isRight: true, expendability: 2), { attempt($0, links) }))
        }
        let place = columns.count - 1
        var table = SheetTable(Array(columns[..<place]) + extras.map { $0.column } + Array(columns[place...]))
        for exchange in exchanges {
            let cells = row(exchange)
            table.add(Array(cells[..<place]) + extras.map { $0.cell(exchange) } + Array(cells[place...]))
        }
        return table.lines(style)
    }

    /// `2·3`: the third turn of the second conversation.
    private static func turn(_ exchange: AnalyzedExchange, _ links: ExchangeLinks) -> SheetTable.Cell {
        guard let turn = links.turn(of: exchange.recorded.number) else { return .init("") }
        return .init("\(turn.conversation)·\(turn.turn)")
    }

    /// `1/3`: the first of three attempts.
    private static func attempt(_ exchange: AnalyzedExchange, _ links: ExchangeLinks) -> SheetTable.Cell {
        let number = exchange.recorded.number
        guard let group = links.retries(of: number), let place = group.place(of: number) else { return .init("") }
        let isLast = place + 1 == group.attempts.count
        return .init("\(place + 1)/\(group.attempts.count)", isLast ? nil : .warning)
    }

    /// `≥` where the stream was cut before its last count.
    private static func cost(_ cost: ExchangeCost) -> SheetTable.Cell {
        guard let dollars = cost.dollars else { return .init(Quantity.unknown, .dim) }
        return .init((cost.isPartial ? "≥" : "") + MoneyText.dollars(dollars))
    }

    private static func row(_ exchange: AnalyzedExchange) -> [SheetTable.Cell] {
        let recorded = exchange.recorded
        let status = recorded.response?.head.status
        return [
            .init("\(recorded.number)", .strong),
            .init(LocalTime.clock(of: exchange), .dim),
            .init(SheetText.line(recorded.request?.method ?? "")),
            .init(SheetText.line(exchange.host ?? "")),
            .init(SheetText.line(place(exchange))),
            .init(status.map(String.init) ?? Quantity.unknown, (status ?? 200) >= 400 ? .bad : nil),
            .init(exchange.dialect == "none" ? "" : exchange.dialect, .dim),
            .init(SheetText.line(exchange.model ?? Quantity.unknown), .accent),
            .init(exchange.state.title, exchange.state.tone),
            .init(exchange.isStream ? "\(exchange.events)" : ""),
            .init(exchange.isStream ? Quantity.time(exchange.metrics[.ttft]) : ""),
            .init(Quantity.time(exchange.duration?.count)),
            .init(tokens(exchange)),
            .init(findings(exchange), exchange.findings.tone),
        ]
    }

    /// The path; of a tunnel the port, as the host stands beside it.
    private static func place(_ exchange: AnalyzedExchange) -> String {
        let path = exchange.path ?? ""
        guard exchange.recorded.request?.method == "CONNECT", let colon = path.lastIndex(of: ":") else { return path }
        return String(path[colon...])
    }

    /// `≥` where the stream was cut before its last count.
    private static func tokens(_ exchange: AnalyzedExchange) -> String {
        let usage = exchange.answer.usage
        guard usage.inputTokens != nil || usage.outputTokens != nil else { return "" }
        let bound = exchange.body.isUsagePartial ? "≥" : ""
        return "\(Quantity.count(usage.inputTokens))/\(bound)\(Quantity.count(usage.outputTokens))"
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
        if socket != nil { return max(end.endedAt - recorded.startedAt, .zero) }
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
