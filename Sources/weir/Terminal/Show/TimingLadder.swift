import Sessions
import StreamCore

/// The firsts of one exchange as bars on one scale, and the figures that need no bar.
struct TimingLadder {
    let exchange: AnalyzedExchange
    let style: SheetStyle

    private static let nameWidth = 17
    private static let timeWidth = 8
    private static let rungs: [(key: MetricKey, title: String)] = [
        (.timeToHead, "headers"), (.ttfe, "first event"), (.firstReasoning, "first reasoning"),
        (.firstText, "first text"), (.firstTool, "first tool call"), (.firstArguments, "first arguments"),
        (.firstMedia, "first media"), (.endToEnd, "last content"), (.endToEndWire, "end"),
    ]

    private var metrics: StreamMetrics { exchange.metrics }

    func lines() -> [String] {
        let rungs = Self.rungs.compactMap { rung in
            metrics[rung.key]?.double.map { (title: rung.title, time: Int64($0)) }
        }
        let longest = rungs.map(\.time).max() ?? 0
        return rungs.map { line($0.title, $0.time, of: longest) } + figures()
    }

    private func line(_ title: String, _ time: Int64, of longest: Int64) -> String {
        // Beside the bar stand an indent, two blanks and the mark of the TTFT.
        let width = max(10, min(style.columns, 100) - Self.nameWidth - Self.timeWidth - 9)
        let isFirst = metrics[.ttft]?.double == Double(time) && title.hasPrefix("first") && title != "first event"
        let bar = Self.bar(longest > 0 ? Double(time) / Double(longest) : 0, width: width)
        return style.paint(SheetText.padded(title, to: Self.nameWidth), .dim)
            + style.paint(SheetText.padded(left: Quantity.time(time), to: Self.timeWidth), .strong) + "  "
            + style.paint(bar, .accent) + (isFirst ? style.paint(" TTFT", .strong) : "")
    }

    /// A bar in eighths of a column; something above zero shows at least a sliver.
    private static func bar(_ share: Double, width: Int) -> String {
        let eighths = Int((min(max(share, 0), 1) * Double(width * 8)).rounded())
        let drawn = share > 0 ? max(1, eighths) : 0
        let partial = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][drawn % 8]
        return String(repeating: "█", count: drawn / 8) + partial
    }

    private func figures() -> [String] {
        let all = [
            ("connection", connection), ("server says", server), ("speed", speed), ("gaps", gaps), ("Weir itself", own),
        ]
        return all.flatMap { name, text -> [String] in
            guard let text else { return [] }
            let width = style.width.map { max($0 - Self.nameWidth - 3, 20) } ?? .max
            return SheetText.wrapped(text, to: width).enumerated().map { place, line in
                style.paint(SheetText.padded(place == 0 ? name : "", to: Self.nameWidth + 1), .dim) + line
            }
        }
    }

    private var connection: String? {
        let proxy = exchange.recorded.upstream?.facts.proxy.map { "through \(SheetText.line($0))" }
        if metrics.isReused == true { return ["reused", proxy].compactMap(\.self).joined(separator: " · ") }
        let steps = [(MetricKey.dns, "DNS"), (.tcp, "TCP"), (.via, "proxy"), (.tls, "TLS")].compactMap { key, name in
            metrics[key].map { "\(name) \(Quantity.time($0))" }
        }
        return steps.isEmpty ? proxy : (steps + [proxy].compactMap(\.self)).joined(separator: " · ")
    }

    /// What the server measured itself, and told in its answer; headers are told elsewhere.
    private var server: String? {
        let times = exchange.body.serverTimes.map { time in
            "\(SheetText.line(time.title ?? time.name)) \(Quantity.time(time.duration?.count))"
        }
        return times.isEmpty ? nil : times.joined(separator: " · ")
    }

    private var speed: String? {
        guard let perToken = metrics[.tpot], let rate = metrics[.speed]?.double else { return nil }
        let tokens = metrics[.tokensVisible]?.double.map { " (\(Int($0)) tokens)" } ?? ""
        return "\(Quantity.fixed(rate, 1)) tokens/s · TPOT \(Quantity.time(perToken))\(tokens)"
    }

    private var gaps: String? {
        guard case .list(let gaps)? = metrics[.arrivalGaps], !gaps.isEmpty else { return nil }
        let median = gaps.sorted()[gaps.count / 2]
        let stalls = metrics.stalls?.stalls ?? []
        let causes = Set(stalls.map(\.attribution.rawValue)).sorted().joined(separator: ", ")
        let tail = stalls.isEmpty ? "no stalls" : "\(Quantity.counted(stalls.count, "stall")) (\(causes))"
        let most = metrics[.maximumGap]
        return "median \(Quantity.time(median)) · longest \(Quantity.time(most)) · \(tail)"
    }

    private var own: String? {
        guard case .list(let lags)? = metrics[.proxyLatency], !lags.isEmpty else { return nil }
        let median = lags.sorted()[lags.count / 2]
        var text = "added \(Quantity.time(median)) to a read (median), \(Quantity.time(lags.max())) at most"
        if let blocked = metrics[.clientBlocked]?.double, blocked > 0 {
            text += " · client blocked for \(Quantity.time(Int64(blocked)))"
        }
        return text
    }
}
