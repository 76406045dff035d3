internal import StreamCore

/// What is wrong with the streams of a group.
struct FindingSection {
    let group: LatencyReport.Group
    let style: ReportStyle

    private static let most = 8

    func lines() -> [String] {
        let notable = group.findings.filter(\.isNotable)
        guard !notable.isEmpty else { return [] }
        let rest = notable.count - Self.most
        let more = rest > 0 ? ["    " + style.paint("and \(NumberText.counted(rest, "more code"))", .quiet)] : []
        let heading = style.paint("  Findings", .heading) + style.paint(", `weir lint` tells more", .quiet)
        return [heading] + notable.prefix(Self.most).map(line) + more
    }

    private func line(_ finding: FindingSummary) -> String {
        let role: ReportStyle.Role = finding.severity == .error ? .bad : .warning
        let times = finding.count > finding.exchanges ? ", \(finding.count) times" : ""
        let count = "\(NumberText.counted(finding.exchanges, "exchange"))\(times)"
        let title = TextLayout.shortened(finding.code.rule.title, to: max(style.width - 60, 12))
        return "    " + style.paint(TextLayout.left(finding.code.rawValue, 26), role) + TextLayout.left(count, 28)
            + style.paint(title, .quiet)
    }
}
