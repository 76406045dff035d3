import Sessions
import StreamCore

/// The headers that explain an exchange, in groups: ids, limits, retries, the server's own times, who stood between.
struct HeaderLines {
    let view: HeadersView
    let style: SheetStyle

    private static let titleWidth = 13

    init(_ view: HeadersView, style: SheetStyle) {
        self.view = view
        self.style = style
    }

    func lines() -> [String] {
        group("request id", fields(view.response[.requestID]) + fields(view.request[.requestID]))
            + limits()
            + group("retry", retry())
            + group("server time", times())
            + group("route", fields(view.response[.routing]) + fields(view.request[.routing]))
            + group("AWS", fields(view.response[.aws]) + fields(view.request[.aws]))
            + group("MCP", fields(view.response[.mcp]) + fields(view.request[.mcp]))
            + group("client", client())
    }

    private func fields(_ fields: [HeaderField]?) -> [String] {
        (fields ?? []).map { "\($0.name): \($0.value)" }
    }

    private func group(_ title: String, _ texts: [String]) -> [String] {
        guard !texts.isEmpty else { return [] }
        let width = (style.width ?? 10_000) - Self.titleWidth - 2
        return SheetText.packed(texts.map(SheetText.line), to: width).enumerated().map { place, line in
            style.paint(SheetText.padded(place == 0 ? title : "", to: Self.titleWidth), .dim) + line
        }
    }

    /// One limit a line, so that the numbers stand below each other.
    private func limits() -> [String] {
        let limits = view.rateLimits.filter { $0.remaining != nil || $0.limit != nil || $0.resetText != nil }
        let names = limits.map { SheetText.line($0.name.isEmpty ? "all" : $0.name) }
        let amounts = limits.map { amount($0) }
        let nameWidth = names.map { SheetText.width($0) }.max() ?? 0
        let countWidth = amounts.map { SheetText.width($0) }.max() ?? 0
        return limits.indices.map { place in
            let end = limits[place].resetText == nil ? "" : "  whole \(resetTime(limits[place]))"
            let title = SheetText.padded(place == 0 ? "rate limits" : "", to: Self.titleWidth)
            let count = SheetText.padded(left: amounts[place], to: countWidth)
            let line = "\(SheetText.padded(names[place], to: nameWidth))  \(count)\(end)"
            let width = (style.width ?? 10_000) - Self.titleWidth - 2
            return style.paint(title, .dim) + style.paint(SheetText.shortened(line, to: width), tone(limits[place]))
        }
    }

    private func amount(_ limit: RateLimit) -> String {
        let left = limit.remaining.map(grouped) ?? Quantity.unknown
        return limit.limit.map { "\(left) of \(grouped($0)) left" } ?? "\(left) left"
    }

    private func resetTime(_ limit: RateLimit) -> String {
        if let wait = view.wait(until: limit.reset) {
            return wait == .zero ? "now" : "in \(TimeText.short(wait))"
        }
        return SheetText.line("at \(limit.resetText ?? "")")
    }

    /// Little is a warning, nothing is bad.
    private func tone(_ limit: RateLimit) -> Tone? {
        guard let remaining = limit.remaining else { return nil }
        if remaining == 0 { return .bad }
        return limit.share.map { $0 < 0.1 } ?? false ? .warning : nil
    }

    private func grouped(_ count: Int) -> String {
        let digits = Array(String(count))
        return digits.enumerated().map { place, digit in
            place > 0 && (digits.count - place) % 3 == 0 ? ",\(digit)" : "\(digit)"
        }.joined()
    }

    private func retry() -> [String] {
        var texts: [String] = []
        if let count = view.retryCount, count > 0 { texts.append("the SDK's retry \(count) (x-stainless-retry-count)") }
        if let wait = view.retry.wait, let source = view.retry.source {
            let time = view.wait(until: wait).map { "after \(TimeText.short($0))" } ?? "later"
            texts.append("again \(time) (\(source))")
        }
        if let should = view.retry.shouldRetry { texts.append("x-should-retry: \(should)") }
        return texts
    }

    private func times() -> [String] {
        view.times.map { time in
            guard let duration = time.duration else { return "\(time.name): \(time.text)" }
            return "\(TimeText.short(duration)) (\(time.name))"
        }
    }

    /// Who asked: the SDK's own headers in one word.
    private func client() -> [String] {
        let fields = view.request[.client] ?? []
        let stainless = ["lang", "package-version", "os", "runtime", "runtime-version"].map { part in
            fields.first(named: "x-stainless-\(part)") ?? ""
        }
        let kit =
            stainless[0].isEmpty
            ? []
            : [
                "SDK \(stainless[0]) \(stainless[1])"
                    + (stainless[3].isEmpty ? "" : " on \(stainless[3]) \(stainless[4]), \(stainless[2])")
            ]
        let helper = fields.first(named: "x-stainless-stream-helper").map { ["stream helper \($0)"] } ?? []
        let others = fields.filter { field in
            let name = field.name.lowercased()
            return !name.hasPrefix("x-stainless-") && name != "accept"
        }
        return kit + helper + self.fields(others)
    }
}
