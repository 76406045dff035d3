import Reports
import Sessions
import StreamCore

/// Prints one part of an exchange, as text or as JSON.
struct PartPrinter {
    let recorded: RecordedExchange
    let style: SheetStyle
    let parser: JSONParser
    /// Nil when nobody gave prices.
    var prices: PriceTable?

    /// The part as text that ends with a line feed; empty when there is none.
    func text(_ part: ShowPart) -> String {
        let exchange = ExchangeAnalyzer.analyze(recorded, keeps: .message, parser: parser)
        switch part {
        case .request: return HeadText.request(of: exchange, style: style, parser: parser)
        case .response: return HeadText.response(of: exchange, style: style, parser: parser)
        case .headers: return HeadText.heads(of: recorded, style: style)
        case .events: return joined(EventTable.lines(events(), from: start, style: style))
        case .message: return exchange.message.map { $0.text(.pretty) + "\n" } ?? ""
        case .text: return plain(exchange.answer.firstChoice?.text)
        case .tools: return joined(ToolCallLines.lines(exchange.toolCalls, style: style))
        case .usage: return joined(usage(exchange))
        case .timing: return joined(TimingText(exchange: exchange, style: style).lines())
        case .findings: return joined(FindingLines.lines(exchange.findings, style: style))
        case .curl: return CurlCommand(exchange)?.text() ?? ""
        }
    }

    func json(_ part: ShowPart) -> JSONValue {
        if part == .events {
            return .array(events().map { .object(ExchangeJSON.event($0, of: recorded, from: start)) })
        }
        let exchange = ExchangeAnalyzer.analyze(recorded, keeps: .message, parser: parser)
        let object = ExchangeJSON.object(of: exchange, parser: parser)
        switch part {
        case .usage:
            var usage = object["usage"] ?? .null
            if let prices { usage["cost"] = CostJSON.value(prices.cost(of: exchange)) }
            return usage
        case .tools: return object["tool_calls"] ?? .null
        case .headers:
            let heads = ["request", "response"].map { ($0, object[$0]?["headers"] ?? .null) }
            return .object(JSONObject(heads + [("view", object["headers_view"] ?? .null)]))
        case .curl: return JSONValue(CurlCommand(exchange)?.text())
        default: return object[part.rawValue] ?? .null
        }
    }

    /// What the times of events count from: as TTFT does, from the start of the upstream attempt.
    private var start: MonotonicInstant {
        let head = recorded.requestHeadAt
        let attempt = recorded.delivery?.attemptAt
        return head.map { max($0, attempt ?? $0) } ?? attempt ?? recorded.startedAt
    }

    private func events() -> [AnalyzedEvent] {
        var events: [AnalyzedEvent] = []
        _ = ExchangeAnalyzer.analyze(recorded, keeps: .nothing, parser: parser) { events.append($0) }
        return events
    }

    private func usage(_ exchange: AnalyzedExchange) -> [String] {
        let cost = prices?.cost(of: exchange)
        let lines = UsageSection(exchange: exchange, cost: cost, style: style, parser: parser).lines()
        return lines.isEmpty ? ["no usage was told"] : lines
    }

    private func joined(_ lines: [String]) -> String {
        lines.map { $0 + "\n" }.joined()
    }

    /// For a pipe the exact text; a terminal must not obey what a peer sent.
    private func plain(_ text: String?) -> String {
        guard let text, !text.isEmpty else { return "" }
        let shown = style.width == nil ? text : SheetText.lines(text).joined(separator: "\n")
        return shown.hasSuffix("\n") ? shown : shown + "\n"
    }
}
