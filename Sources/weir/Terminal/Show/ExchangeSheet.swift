import Reports
import Sessions
import StreamCore

/// An exchange on one page, for people.
struct ExchangeSheet {
    let exchange: AnalyzedExchange
    let style: SheetStyle
    let parser: JSONParser
    /// Nil when nobody gave prices.
    var cost: ExchangeCost?
    /// Nil when nobody looked at the other exchanges.
    var links: ExchangeLinks?

    private static let indent = "  "

    func lines() -> [String] {
        var lines = head()
        if let links {
            let linked = LinkLines(links: links, style: style)
            lines += section("Attempts", linked.attempts(of: exchange.recorded.number))
            lines += section("Conversation", linked.conversation(of: exchange.recorded.number))
        }
        lines += section("Request", request())
        lines += section("Reasoning", paragraphs(exchange.answer.firstChoice?.reasoning))
        lines += answers()
        lines += section("Refusal", paragraphs(exchange.answer.firstChoice?.refusal))
        lines += section("Tool calls", ToolCallLines.lines(exchange.toolCalls, style: style))
        lines += section("Media", media())
        lines += section(exchange.state == .complete && exchange.error == nil ? "End" : "Error", error())
        lines += section("Usage", usage())
        lines += section("WebSocket", SocketLines(exchange: exchange, style: style).lines())
        lines += section("Timing", TimingLadder(exchange: exchange, style: style).lines())
        lines += section("Headers", HeaderLines(HeadersView(exchange.recorded, parser: parser), style: style).lines())
        lines += section("Findings", FindingLines.summary(exchange.findings, style: style))
        return lines
    }

    private func head() -> [String] {
        let recorded = exchange.recorded
        let request = recorded.request.map { "\($0.method) \(withoutQuery($0.url))" } ?? "(no request in this file)"
        let status = recorded.response.map { "\($0.head.status)" } ?? "no response"
        let author = recorded.response?.head.author == .weir ? " by Weir" : ""
        let right = "\(status)\(author)  \(exchange.state.title)"
        let number = "#\(recorded.number)  "
        let space = style.columns - number.count - SheetText.width(right) - 2
        let full = SheetText.line(request)
        let title = style.width == nil ? full : SheetText.shortened(full, to: space)
        let first =
            style.paint(number, .dim) + style.paint(title, .strong) + "  " + style.paint(right, exchange.state.tone)
        return [first, style.paint(subtitle, .dim)]
    }

    private var subtitle: String {
        let recorded = exchange.recorded
        var parts = [LocalTime.dateAndClock(of: exchange)]
        if exchange.dialect != "none" { parts.append(exchange.dialect) }
        if let model = exchange.model { parts.append(SheetText.line(model)) }
        if let reason = exchange.answer.firstChoice?.finishReason { parts.append("finish \(SheetText.line(reason))") }
        if exchange.isStream { parts.append(Quantity.counted(exchange.events, "event")) }
        let tunnel = exchange.tunnelDuration
        if tunnel == nil { parts.append(Quantity.bytes(recorded.body.count)) }
        if let note = exchange.storageNote { parts.append(note) }
        if let tunnel { parts.append("open for \(Quantity.time(tunnel.count))") }
        let lines = SheetText.packed(parts.filter { !$0.isEmpty }, to: style.width.map { $0 - 4 })
        return lines.map { "    \($0)" }.joined(separator: "\n")
    }

    /// The query may hold nothing of interest but `alt=sse`, and makes lines long.
    private func withoutQuery(_ url: String) -> String {
        String(url.prefix { $0 != "?" })
    }

    private func section(_ title: String, _ content: [String]) -> [String] {
        guard !content.isEmpty else { return [] }
        return ["", style.paint(title, .strong)] + content.map { $0.isEmpty ? "" : Self.indent + $0 }
    }

    private func request() -> [String] {
        let summary = RequestSummary(exchange, parser: parser)
        let facts = summary.facts + [exchange.requestStorageNote].compactMap(\.self)
        var lines = packed(facts.map(SheetText.line))
        if let text = summary.lastText, !text.isEmpty {
            let width = (style.width ?? 160) - 4
            lines.append(style.paint("“\(SheetText.shortened(SheetText.line(text), to: width - 2))”", .dim))
        }
        return lines
    }

    private func usage() -> [String] {
        UsageSection(exchange: exchange, cost: cost, style: style, parser: parser).lines()
    }

    private func answers() -> [String] {
        let choices = exchange.answer.choices
        guard choices.count > 1 else {
            let content = paragraphs(choices.first?.text)
            let note = exchange.answer.isGuessed ? [style.paint("(guessed: the dialect is unknown)", .dim)] : []
            let lead = paragraphs(choices.first?.commentary).map { style.paint($0, .dim) }
            return section("Commentary", lead) + section("Text", content.isEmpty ? [] : note + content)
        }
        return choices.flatMap { choice in
            let finish = choice.finishReason.map { " (\(SheetText.line($0)))" } ?? ""
            return section("Text of choice \(choice.index)\(finish)", paragraphs(choice.text))
        }
    }

    private func media() -> [String] {
        exchange.answer.choices.flatMap { choice in
            choice.media.map { media in
                var parts = [SheetText.line(media.kind), Quantity.counted(media.pieces, "piece")]
                parts.append(media.byteCount.map(Quantity.bytes) ?? "not in the stream")
                if exchange.answer.choices.count > 1 { parts.append("choice \(choice.index)") }
                return parts.joined(separator: " · ")
            }
        }
    }

    private func error() -> [String] {
        var lines: [String] = []
        if let error = exchange.error {
            let saysStatus = error.status.map { error.message == "HTTP status \($0)" } ?? true
            let status = saysStatus ? nil : error.status.map { "status \($0)" }
            let kind = [error.type, error.code, status].compactMap(\.self)
            lines += wrapped(SheetText.line(error.message.isEmpty ? "(no message)" : error.message))
            if !kind.isEmpty { lines.append(style.paint(SheetText.line(kind.joined(separator: " · ")), .dim)) }
        }
        if let detail = exchange.recorded.end?.ending.detail, detail != exchange.error?.message {
            lines += wrapped(SheetText.line(detail))
        }
        return lines
    }

    private func paragraphs(_ text: String?) -> [String] {
        guard let text, !text.isEmpty else { return [] }
        var lines = SheetText.lines(text).flatMap { wrapped($0) }
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    private func packed(_ facts: [String]) -> [String] {
        SheetText.packed(facts, to: style.width.map { $0 - Self.indent.count })
    }

    private func wrapped(_ line: String) -> [String] {
        guard !line.isEmpty, let width = style.width else { return line.isEmpty ? [""] : [line] }
        return SheetText.wrapped(line, to: width - Self.indent.count)
    }
}
