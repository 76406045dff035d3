import Sessions
import StreamCore

/// What `weir lint` says of one exchange or body after the other, and of all of them.
struct LintPrinter {
    let minimum: Finding.Severity
    let style: SheetStyle
    private var counts: [Finding.Severity: Int] = [:]
    private var hidden = 0
    private var subjects = 0
    private var affected = 0

    init(minimum: Finding.Severity, style: SheetStyle) {
        self.minimum = minimum
        self.style = style
    }

    /// Whether something at or above the minimum was found.
    var hasFailed: Bool { affected > 0 }

    /// The lines about one subject; none when nothing is wrong with it.
    mutating func lines(of subject: LintSubject) -> [String] {
        subjects += 1
        let shown = subject.findings.shown(from: minimum)
        hidden += subject.findings.count - shown.count
        for finding in shown { counts[finding.severity, default: 0] += 1 }
        guard !shown.isEmpty else { return [] }
        let isFirst = affected == 0
        affected += 1
        let width = shown.map(\.code.rawValue.count).max() ?? 0
        return (isFirst ? [] : [""]) + [title(of: subject)]
            + shown.flatMap { lines(of: $0, in: subject, codeWidth: width) }
    }

    /// The closing line.
    var summary: String {
        let noun = subjects == 1 ? "" : " in \(affected) of \(subjects) exchanges"
        let parts = Finding.Severity.allCases.compactMap { severity in
            counts[severity].map { severity == .info ? "\($0) info" : Quantity.counted($0, severity.rawValue) }
        }
        let found = parts.isEmpty ? "no findings" + (minimum == .info ? "" : " of severity \(minimum.orAbove)") : ""
        let rest = hidden > 0 ? "; \(Quantity.counted(hidden, "finding")) below it (--min-severity info)" : ""
        let text = (parts.isEmpty ? found : parts.joined(separator: ", ") + noun) + rest
        return style.paint(text, parts.isEmpty ? .good : .strong)
    }

    private func title(of subject: LintSubject) -> String {
        guard let exchange = subject.exchange else {
            let parts = [subject.source == "-" ? "standard input" : subject.source, subject.body.dialect]
            return style.paint(parts[0], .strong) + style.paint("  \(parts[1])  ", .dim)
                + style.paint(subject.state.title, subject.state.tone)
        }
        let recorded = exchange.recorded
        let request = recorded.request.map { "\($0.method) \(exchange.host ?? "")\(exchange.path ?? "")" }
        let status = recorded.response.map { "\($0.head.status)" } ?? "no response"
        let dialect = exchange.dialect == "none" ? "" : "  \(exchange.dialect)"
        return style.paint("#\(recorded.number)  ", .accent)
            + style.paint(SheetText.line(request ?? "(no request in this file)"), .strong)
            + style.paint("  \(status)\(dialect)  ", .dim) + style.paint(exchange.state.title, exchange.state.tone)
    }

    private func lines(of finding: Finding, in subject: LintSubject, codeWidth: Int) -> [String] {
        let number = subject.exchange?.recorded.number
        let lead = "  \(SheetText.padded(finding.severity.rawValue, to: 9))"
        let code = SheetText.padded(finding.code.rawValue, to: codeWidth)
        let more = finding.count > 1 ? "and \(Quantity.grouped(finding.count - 1)) more" : nil
        let place = [finding.placeText(exchange: number), more].compactMap(\.self).joined(separator: " · ")
        var lines = [style.paint(lead + code, finding.severity.tone) + style.paint("  \(place)", .dim)]
        lines += indented(SheetText.line(finding.message), nil)
        if let evidence = finding.evidence, !evidence.isEmpty, !finding.message.contains(evidence) {
            let width = style.width.map { max($0 - Self.indent.count - 2, 20) } ?? .max
            lines.append(
                Self.indent + style.paint("› " + SheetText.shortened(SheetText.line(evidence), to: width), .dim)
            )
        }
        let breaks = finding.code.rule.breaks(in: subject.body.dialect).map(\.rawValue)
        if !breaks.isEmpty { lines += indented("breaks \(breaks.joined(separator: ", "))", .dim) }
        return lines
    }

    private static let indent = String(repeating: " ", count: 11)

    private func indented(_ text: String, _ tone: Tone?) -> [String] {
        let width = style.width.map { max($0 - Self.indent.count, 20) } ?? .max
        return SheetText.wrapped(text, to: width).map { Self.indent + style.paint($0, tone) }
    }
}

extension Finding {
    /// Where it is; what the whole body shows is at its end, and what a connection shows is nowhere in it.
    fileprivate func placeText(exchange: Int?) -> String? {
        if let text = place.text(exchange: exchange) { return text }
        guard !LintSection.transport.codes.contains(code) else { return exchange.map { "#\($0)" } }
        return (exchange.map { "#\($0) " } ?? "") + "at the end"
    }
}

extension LintPlace {
    /// `#3 event 17 · byte 5,120`; nil where nothing is known.
    func text(exchange: Int?) -> String? {
        let number = exchange.map { "#\($0) " } ?? ""
        let unit = event.map { "event \($0)" } ?? block.map { "block \($0)" }
        guard let unit else { return offset.map { "\(number)byte \(Quantity.grouped($0))" } }
        return number + unit + (offset.map { " · byte \(Quantity.grouped($0))" } ?? "")
    }
}

extension [Finding] {
    /// Those at or above a severity, the gravest first.
    func shown(from minimum: Finding.Severity) -> [Finding] {
        Finding.Severity.allCases.filter { $0 >= minimum }.flatMap { severity in
            filter { $0.severity == severity }
        }
    }
}

extension Finding.Severity {
    fileprivate var orAbove: String { self == .error ? "error" : "\(rawValue) or above" }
}
