internal import StreamCore

/// The report for a terminal: tiles, the ladder of firsts, a table of times, and who caused what.
package struct TextReport {
    private let report: LatencyReport
    private let style: ReportStyle
    private var lines: [String] = []

    package static func text(_ report: LatencyReport, style: ReportStyle = .plain) -> String {
        var text = TextReport(report: report, style: style)
        text.render()
        return text.lines.map(TextLayout.trimmed).joined(separator: "\n") + "\n"
    }

    private init(report: LatencyReport, style: ReportStyle) {
        self.report = report
        self.style = style
    }

    private mutating func render() {
        let source =
            report.captures.count == 1 ? report.captures[0] : NumberText.counted(report.captures.count, "capture")
        let place = report.captures.isEmpty ? "" : "  \(TextLayout.shortened(source, to: style.width - 13))"
        lines.append(style.paint("Weir report", .heading) + style.paint(place, .quiet))
        guard !report.groups.isEmpty else {
            let advice = "No exchanges. Send some requests through `weir proxy` or `weir run -- CMD` first."
            lines += [""] + TextLayout.wrapped(advice, width: style.width - 2).map { "  \($0)" }
            return
        }
        if report.groups.count > 1 {
            lines += [""] + GroupTable(report: report, style: style).lines()
            section(total())
        }
        for group in report.groups {
            lines += [""] + heading(group)
            lines += [""] + TileRow(group: group, style: style).lines()
            section(FirstsLadder(group: group, style: style).lines())
            section(TimesTable(group: group, style: style).lines())
            section(StallSection(group: group, style: style).lines())
            section(FindingSection(group: group, style: style).lines())
            section(VerdictSection(group: group, style: style).lines())
        }
        lines += [""] + footnotes()
    }

    /// Tokens and cost of all groups together.
    private func total() -> [String] {
        let cost = report.cost.map { [("Cost", SpendingText.cost($0))] } ?? []
        let tokens = SpendingText.tokens(report.usage).map { [("Tokens", $0)] } ?? []
        return (cost + tokens).flatMap { name, text in
            TextLayout.wrapped(text, width: style.width - 11).enumerated().map { place, line in
                style.paint(TextLayout.left(place == 0 ? "  \(name)" : "", 11), .heading) + line
            }
        }
    }

    private mutating func section(_ content: [String]) {
        if !content.isEmpty { lines += [""] + content }
    }

    private func heading(_ group: LatencyReport.Group) -> [String] {
        let count = NumberText.counted(group.count, "exchange")
        let states = group.states.map { "\($0.count) \($0.state.rawValue.replacingUnderscores)" }.joined(
            separator: ", "
        )
        let role: ReportStyle.Role = group.failures > 0 ? .warning : .quiet
        if group.states.map(\.state) == [.complete] { return [heading(group.title, count, role)] }
        // Many states and a long name do not fit together; the states then get a line for themselves.
        guard group.title.count + count.count + states.count + 8 > style.width else {
            return [heading(group.title, "\(count): \(states)", role)]
        }
        let wrapped = TextLayout.wrapped(states, width: style.width - 2)
        return [heading(group.title, count, role)] + wrapped.map { "  " + style.paint($0, role) }
    }

    private func heading(_ title: String, _ right: String, _ role: ReportStyle.Role) -> String {
        let title = TextLayout.shortened(title, to: style.width - right.count - 4)
        let rule = String(repeating: "─", count: style.width - title.count - right.count - 2)
        return [style.paint(title, .heading), style.paint(rule, .quiet), style.paint(right, role)].joined(
            separator: " "
        )
    }

    private func footnotes() -> [String] {
        var note = "n: exchanges that completed (gaps: all of theirs). Percentiles interpolate (type 7)"
        let smallest = report.groups.compactMap { $0["ttft_ns"]?.count }.min() ?? 0
        note += smallest < 368 ? "; a p95 below n 72 and a p99 below n 368 are only hints." : "."
        return TextLayout.wrapped(note, width: style.width).map { style.paint($0, .quiet) }
    }
}
