import StreamCore

/// Findings, one a line, the gravest first.
enum FindingLines {
    static func lines(_ findings: [Finding], style: SheetStyle) -> [String] {
        let ordered = Finding.Severity.allCases.flatMap { severity in findings.filter { $0.severity == severity } }
        let codeWidth = ordered.map(\.code.count).max() ?? 0
        return ordered.flatMap { finding in
            let place = finding.event.map { "event \($0): " } ?? finding.block.map { "block \($0): " } ?? ""
            let severity = SheetText.padded(finding.severity.rawValue, to: 9)
            let lead = "\(severity)\(SheetText.padded(finding.code, to: codeWidth))  "
            let width = (style.width ?? 10_000) - lead.count - 2
            return SheetText.wrapped(SheetText.line(place + finding.message), to: max(width, 20)).enumerated()
                .map { index, line in
                    index == 0
                        ? style.paint(lead, finding.severity.tone) + line
                        : String(repeating: " ", count: lead.count) + line
                }
        }
    }
}
