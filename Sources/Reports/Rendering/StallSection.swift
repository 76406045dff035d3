internal import StreamCore

/// The long pauses and who caused them.
struct StallSection {
    let group: LatencyReport.Group
    let style: ReportStyle

    func lines() -> [String] {
        guard let worst = group.stalls.max(by: { $0.longest < $1.longest }) else { return [] }
        let event = worst.longestEvent.map { ", before event \($0)" } ?? ""
        let longest = NumberText.time(Double(worst.longest.count))
        let full = "longest \(longest) in exchange \(worst.longestExchange)\(event)"
        let place = TextLayout.shortened(full, to: style.width - 19)
        return [style.paint("  Stalls by cause", .heading) + style.paint(", \(place)", .quiet)] + group.stalls.map(line)
    }

    private func line(_ share: StallShare) -> String {
        let barWidth = max(8, min(30, style.width - 50))
        return "    " + TextLayout.left(share.cause.rawValue, 12)
            + style.paint(TextLayout.bar(share.share, width: barWidth), .bar)
            + TextLayout.right(NumberText.percent(share.share), 8)
            + style.paint(TextLayout.right("n \(share.count)", 7), .quiet)
            + TextLayout.right(NumberText.time(Double(share.total.count)), 13)
    }
}
