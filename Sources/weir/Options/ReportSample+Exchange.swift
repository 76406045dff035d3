import Filters
import Reports
import Sessions
import StreamCore

extension ReportSample {
    /// An exchange as the reports see it.
    ///
    /// It must have been analyzed with the stall rule of the report. Labels are further values to group by:
    /// fields of expressions, or request headers.
    init(_ exchange: AnalyzedExchange, labels names: [String] = [], prices: PriceTable? = nil) {
        self.init(number: exchange.recorded.number, state: exchange.state)
        model = exchange.model
        host = exchange.host
        route = exchange.recorded.request?.route
        dialect = exchange.dialect
        path = exchange.path
        for name in names { labels[name] = Self.label(name, of: exchange) }
        usage = exchange.answer.usage
        findings = exchange.findings
        isUsagePartial = exchange.body.isUsagePartial
        cost = prices?.cost(of: exchange)
        take(exchange.metrics, of: exchange.timeline)
        // The timeline knows nothing of documents' events, and the capture knows of reads without text.
        events = exchange.events
        reads = exchange.reads
        shape.take(exchange)
    }

    /// One answer of a WebSocket that carries many.
    ///
    /// Counts of the whole connection stay with the first.
    init(_ turn: AnalyzedTurn, of exchange: AnalyzedExchange, labels: [String] = [], prices: PriceTable? = nil) {
        self.init(exchange, labels: labels, prices: turn.number == 0 ? prices : nil)
        state = turn.state
        usage = turn.usage
        take(turn.metrics, of: turn.timeline)
        events = turn.events
        if turn.number > 0 { findings = [] }
    }

    /// Takes over which attempt of a call it is, and which conversation it is part of.
    mutating func take(_ links: ExchangeLinks) {
        if let group = links.retries(of: number), let place = group.place(of: number) {
            attempt = Attempt(place: place + 1, isLast: place + 1 == group.attempts.count, lost: group.lost)
        }
        labels["conversation"] = links.turn(of: number).map { "\($0.conversation)" }
    }

    /// A field's value as text, else the request header of that name.
    private static func label(_ name: String, of exchange: AnalyzedExchange) -> String? {
        guard let field = FilterField(name) else { return exchange.recorded.request?.headers.first(named: name) }
        return switch ExchangeSubject(exchange).value(of: field) {
        case .null: nil
        case .text(let text): text
        case .texts(let texts): texts.isEmpty ? nil : texts.joined(separator: ", ")
        case .number(let number): Int(exactly: number).map(String.init) ?? "\(number)"
        case .duration(let duration): Quantity.time(duration.count)
        case .flag(let flag): flag ? "true" : "false"
        }
    }
}

extension StreamShape {
    /// What the response's head and the reads show about buffering.
    fileprivate mutating func take(_ exchange: AnalyzedExchange) {
        let headers = exchange.recorded.response?.head.headers ?? []
        // Nobody between the two ends of a WebSocket is asked not to buffer.
        guard exchange.isStream, exchange.socket == nil else { return }
        hasContentLength = headers.first(named: "content-length") != nil
        contentEncoding = headers.first(named: "content-encoding").flatMap { $0 == "identity" ? nil : $0 }
        intermediaries = headers.map { Self.intermediary($0) }.compactMap(\.self)
        let buffering = headers.first(named: "x-accel-buffering")
        let caching = headers.first(named: "cache-control")?.lowercased()
        forbidsBuffering = buffering?.lowercased() == "no" || caching?.contains("no-transform") ?? false
        markReads(exchange.recorded)
    }

    /// The name of a header that only an intermediary sends.
    private static func intermediary(_ field: HeaderField) -> String? {
        let name = field.name.lowercased()
        switch name {
        case "via", "cf-ray", "x-cache", "x-amz-cf-id", "x-varnish": return name
        case "server":
            let value = field.value.lowercased()
            let known = ["nginx", "openresty", "cloudflare", "envoy", "istio-envoy", "awselb", "cloudfront", "varnish"]
            return known.first { value.hasPrefix($0) }.map { "server: \($0)" }
        default: return nil
        }
    }

    /// A read ends inside an event when no block ends where it does.
    private mutating func markReads(_ recorded: RecordedExchange) {
        let ends = Set(recorded.blocks.map(\.bytes.upperBound))
        reads = recorded.reads.map { read in
            Read(bytes: read.bytes.count, endsMidEvent: !ends.contains(read.bytes.upperBound))
        }
    }
}
