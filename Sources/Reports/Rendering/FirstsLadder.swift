/// The ladder of firsts as bars: how long until the first byte, event, reasoning, text, tool call.
struct FirstsLadder {
    let group: LatencyReport.Group
    let style: ReportStyle

    private static let rungs = [
        "ttfb_ns", "tth_ns", "ttfe_ns", "ttf_reasoning_ns", "ttf_text_ns", "ttf_tool_ns", "ttf_args_ns", "ttf_media_ns",
    ]
    private static let nameWidth = 21
    private static let valueWidth = 11
    private static let countWidth = 8

    func lines() -> [String] {
        let rungs = group.metrics.filter { Self.rungs.contains($0.metric.key) }
        let steps = rungs.compactMap { rung in
            rung.distribution[.p50].map { (rung.metric, $0, rung.distribution.count) }
        }
        .sorted { $0.1 < $1.1 }
        guard let longest = steps.last?.1, longest > 0 else { return [] }
        let width = min(48, style.width - 4 - Self.nameWidth - Self.valueWidth - Self.countWidth)
        return [style.paint("  Ladder of firsts", .heading) + style.paint(", medians", .quiet)]
            + steps.map { metric, value, count in
                "    " + TextLayout.left(metric.title, Self.nameWidth)
                    + style.paint(TextLayout.bar(value / longest, width: width), .bar)
                    + TextLayout.right(NumberText.time(value), Self.valueWidth)
                    + style.paint(TextLayout.right("n \(count)", Self.countWidth), .quiet)
            }
    }
}
