internal import Filters
internal import StreamCore

/// The sentences at the end of a group: buffering, Weir's own part, load, tokens, cost, objective.
struct VerdictSection {
    let group: LatencyReport.Group
    let style: ReportStyle

    private static let nameWidth = 13

    func lines() -> [String] {
        var lines = entry("Buffering", buffering, group.buffering.level == .none ? nil : .warning)
        lines += entry("Weir itself", own, group.own.lostRecords > 0 ? .bad : nil)
        if let load { lines += entry("Load", load, nil) }
        if let retries = SpendingText.retries(group.retries) { lines += entry("Retries", retries, .warning) }
        if let tokens = SpendingText.tokens(group.usage) { lines += entry("Tokens", tokens, nil) }
        if let cost = group.cost { lines += entry("Cost", SpendingText.cost(cost), nil) }
        if let charged = SpendingText.charged(group.usage) { lines += entry("Charged", charged, nil) }
        if let goodput = group.goodput { lines += entry("Objective", text(goodput), nil) }
        return lines
    }

    private func entry(_ name: String, _ text: String, _ role: ReportStyle.Role?) -> [String] {
        TextLayout.wrapped(text, width: style.width - 2 - Self.nameWidth).enumerated().map { index, line in
            let label = TextLayout.left(index == 0 ? name : "", Self.nameWidth)
            return "  " + style.paint(label, .heading) + (role.map { style.paint(line, $0) } ?? line)
        }
    }

    private var buffering: String {
        let summary = group.buffering
        guard summary.level != .none else {
            return summary.streams == 0
                ? "no streams to judge" : "none seen in \(NumberText.counted(summary.streams, "stream"))"
        }
        let reasons = BufferingVerdict.Reason.allCases.compactMap { reason in
            summary.reasons[reason].map { "\(reason.title) (\($0))" }
        }
        let certain = summary.certain > 0 ? ["certain in \(summary.certain)"] : []
        let suspected = summary.suspected > 0 ? ["suspected in \(summary.suspected)"] : []
        let found = (certain + suspected).joined(separator: ", ")
        return "\(found) of \(NumberText.counted(summary.streams, "stream")): \(reasons.joined(separator: "; "))"
    }

    private var own: String {
        let reads = group.own.reads
        var parts: [String] = []
        if let median = reads[.p50] {
            let tail = reads[.p99].map { ", p99 \(NumberText.time($0))" } ?? ""
            parts.append("added p50 \(NumberText.time(median))\(tail) (n \(reads.count) reads)")
        } else {
            parts.append("own latency not recorded")
        }
        let lost = group.own.lostRecords
        parts.append(
            lost == 0 ? "no records lost" : "\(NumberText.counted(lost, "record")) lost: figures are incomplete"
        )
        return parts.joined(separator: "; ")
    }

    private var load: String? {
        var parts: [String] = []
        if let rate = group.load.requestRate { parts.append("\(NumberText.rate(rate)) requests/s") }
        if let most = group.load.maximumConcurrency { parts.append("at most \(most) at once") }
        if let rate = group.load.tokenRate {
            parts.append(
                "\(group.load.isTokenRatePartial ? "at least " : "")\(NumberText.rate(rate)) tokens/s together"
            )
        }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    private func text(_ goodput: Goodput) -> String {
        let limits = goodput.objective.limits.map { limit in
            let name = limit.metric.key.hasSuffix("_ns") ? String(limit.metric.key.dropLast(3)) : limit.metric.key
            return "\(name) ≤ \(limit.limit.shortText)"
        }
        let share = goodput.share.map(NumberText.percent) ?? NumberText.unknown
        let rate = goodput.rate.map { ", \(NumberText.rate($0)) good/s" } ?? ""
        return "\(limits.joined(separator: ", ")): met by \(goodput.good) of \(goodput.attempted) (\(share))\(rate)"
    }
}
