import Sessions
import StreamCore

/// What an exchange asked and what became of it, in a few words; rows and the live view share it.
enum TailSummary {
    /// `POST https://api.openai.com/v1/chat/completions gpt-4o`.
    static func request(_ exchange: TailExchange) -> String {
        guard let request = exchange.request else { return "(the capture begins after its request)" }
        let url = request.url.isEmpty ? request.target : request.url
        return TerminalText.oneLine([request.method, url, exchange.model].compactMap(\.self).joined(separator: " "))
    }

    /// `200 openai.chat text/event-stream`.
    static func response(_ exchange: TailExchange) -> String {
        let type = exchange.response?.headers.first(named: "content-type")
        let dialect = exchange.dialect.flatMap { $0 == "none" ? nil : $0 }
        let words = [exchange.response.map { String($0.status) }, dialect, type]
        return TerminalText.oneLine(words.compactMap(\.self).joined(separator: " "))
    }

    /// What became of it: `complete · stop · TTFT 412 ms · 2.1 s · 18 events · 12 in, 45 out · 22 tok/s`.
    static func result(_ result: AnalyzedExchange, tags: [String]) -> [String] {
        var parts = [result.state.rawValue]
        if let reason = result.answer.firstChoice?.finishReason { parts.append(TerminalText.oneLine(reason)) }
        if let detail = result.recorded.end?.ending.detail { parts.append(TerminalText.oneLine(detail)) }
        if let time = time(result.metrics[.ttft]) { parts.append("TTFT \(time)") }
        if let end = result.recorded.end?.endedAt {
            parts.append(TimeText.short(end - result.recorded.startedAt))
        }
        if result.isStream { parts.append("\(result.events) \(result.events == 1 ? "event" : "events")") }
        let usage = DeltaText.usage(result.answer.usage)
        if !usage.isEmpty { parts.append("\(usage) tokens") }
        if let speed = result.metrics[.speed]?.double {
            parts.append(
                "\(TimeText.decimal(Int64((speed * 1000).rounded()), unit: 1000, digits: speed < 10 ? 1 : 0)) tok/s"
            )
        }
        return parts + tags.map { "#\(TerminalText.oneLine($0))" }
    }

    static func time(_ value: MetricValue?) -> String? {
        value?.double.map { TimeText.short(Nanoseconds(Int64($0.rounded()))) }
    }

    static func tone(_ state: EndState) -> Tone {
        switch state {
        case .complete: .good
        case .clientAbort, .proxyStop, .open: .warning
        case .truncated, .error, .upstreamReset, .timeout: .bad
        }
    }

    static func tone(_ severity: Finding.Severity) -> Tone {
        switch severity {
        case .error: .bad
        case .warning: .warning
        case .info: .dim
        }
    }
}
