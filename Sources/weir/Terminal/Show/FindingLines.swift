import StreamCore

/// Findings, one a line, the gravest first.
enum FindingLines {
    /// Those that are no mere quirks, and the quirks' codes; nothing where there are only quirks.
    static func summary(_ findings: [Finding], style: SheetStyle) -> [String] {
        let notable = findings.filter(\.isNotable)
        guard !notable.isEmpty else { return [] }
        let quirks = Set(findings.filter { !$0.isNotable }.map(\.code.rawValue)).sorted()
        let rest = quirks.isEmpty ? [] : ["also \(quirks.joined(separator: ", "))"]
        let width = style.width.map { max($0 - 2, 20) } ?? .max
        return lines(notable, style: style)
            + rest.flatMap { SheetText.wrapped($0, to: width) }.map { style.paint($0, .dim) }
    }

    static func lines(_ findings: [Finding], style: SheetStyle) -> [String] {
        let ordered = Finding.Severity.allCases.flatMap { severity in findings.filter { $0.severity == severity } }
        let codeWidth = ordered.map(\.code.rawValue.count).max() ?? 0
        return ordered.flatMap { finding in
            let place = finding.place.event.map { "event \($0): " } ?? finding.place.block.map { "block \($0): " } ?? ""
            let severity = SheetText.padded(finding.severity.rawValue, to: 9)
            let lead = "\(severity)\(SheetText.padded(finding.code.rawValue, to: codeWidth))  "
            let width = (style.width ?? 10_000) - lead.count - 2
            let text = SheetText.line(place + finding.message) + finding.repetition
            return SheetText.wrapped(text, to: max(width, 20)).enumerated().map { index, line in
                index == 0
                    ? style.paint(lead, finding.severity.tone) + line
                    : String(repeating: " ", count: lead.count) + line
            }
        }
    }
}

extension Finding {
    /// How often the same was found again.
    var repetition: String {
        count > 1 ? " … and \(count == 2 ? "once" : "\(Quantity.grouped(count - 1)) times") more" : ""
    }
}
