import Sessions
import StreamCore

/// One exchange as the live view shows it: a header, and below it what the stream says.
struct StreamBlock: Sendable {
    private(set) var exchange: TailExchange
    private(set) var isOver = false
    private var segments: [StreamSegment] = []
    /// What comes next begins a segment of its own.
    private var breaksNext = false
    private var gaps = GapWatch()
    private var events = 0
    private var firstEventAt: MonotonicInstant?
    private var firstContentAt: MonotonicInstant?
    private var lastEventAt: MonotonicInstant?
    private var shownFindings: Set<Finding.Identity> = []
    /// How it ended: the state, and the figures beside it.
    private var ending: (ScreenLine.Span, StreamSegment)?
    /// Columns of content; the times stand to the left of it.
    private var width: Int

    static let gutter = 10

    init(_ exchange: TailExchange, columns: Int) {
        self.exchange = exchange
        width = Self.contentWidth(columns)
    }

    static func contentWidth(_ columns: Int) -> Int {
        max(columns - gutter - 1, 8)
    }

    mutating func take(headers exchange: TailExchange) {
        self.exchange = exchange
    }

    mutating func take(_ event: AnalyzedEvent, of exchange: TailExchange) {
        self.exchange = exchange
        if event.kind == .event {
            events += 1
            firstEventAt = firstEventAt ?? event.time
        }
        lastEventAt = event.time
        if let stall = gaps.take(event) { noteStall(stall, before: event) }
        let time = event.time - exchange.startedAt
        if firstContentAt == nil, event.deltas.contains(where: \.isContent) { firstContentAt = event.time }
        for delta in event.deltas { show(delta, at: time) }
        if event.deltas.isEmpty { showBare(event, at: time) }
        if let message = event.message { show(message, of: event, at: time) }
        let isError = event.deltas.contains { $0.kind == .error }
        for finding in event.findings {
            // An error of the stream was just shown, in its own words.
            if isError, finding.severity == .error {
                shownFindings.insert(finding.identity)
            } else {
                show(finding, at: time)
            }
        }
    }

    /// The exchange is over; the result stands below what it said.
    mutating func end(_ result: AnalyzedExchange, tags: [String]) {
        isOver = true
        exchange = TailExchange(result)
        let time = (result.recorded.end?.endedAt ?? result.recorded.lastSeenAt) - exchange.startedAt
        for delta in result.documentDeltas { show(delta, at: time) }
        let mark = result.state == .complete ? "✓" : result.state == .open ? "…" : "✗"
        let parts = TailSummary.result(result, tags: tags)
        var end = StreamSegment(.note(.dim), at: time, width: width)
        end.append(parts.dropFirst().map { " · \($0)" }.joined())
        ending = (ScreenLine.Span("\(mark) \(parts[0])", TailSummary.tone(result.state)), end)
        // The stalls stand where they happened.
        for finding in result.findings where finding.code != .netStall { show(finding, at: time) }
    }

    private mutating func noteStall(_ stall: Nanoseconds, before event: AnalyzedEvent) {
        add(.note(.warning), "⋯ nothing for \(TimeText.short(stall))", at: event.time - exchange.startedAt - stall)
        breaksNext = true
    }

    private mutating func show(_ delta: Delta, at time: Nanoseconds) {
        switch delta.kind {
        case .text: grow(.text, delta, at: time)
        case .reasoning: grow(.reasoning, delta, at: time)
        case .refusal: grow(.refusal, delta, at: time)
        case .toolStart: startTool(delta, at: time)
        case .toolArguments:
            // Values set by path come again as a whole.
            if delta.argumentPath == nil { grow(.tool(index: delta.index ?? 0), delta, at: time) }
        case .media: grow(.media, delta, at: time)
        case .error:
            let words = [delta.name, delta.text].compactMap(\.self).filter { !$0.isEmpty }
            add(.note(.bad), "✗ \(words.joined(separator: ": "))", at: time)
        case .role, .usage, .finish, .other: break
        }
    }

    private mutating func grow(_ kind: StreamSegment.Kind, _ delta: Delta, at time: Nanoseconds) {
        let piece = kind == .media ? "▪" : delta.text ?? ""
        guard !piece.isEmpty else { return }
        if !breaksNext, let place = segments.lastIndex(where: { $0.choice == delta.choice && $0.kind.grows }),
            segments[place].kind == kind
        {
            return segments[place].append(piece)
        }
        if !breaksNext, case .tool = kind,
            let place = segments.lastIndex(where: { $0.choice == delta.choice && $0.kind == kind })
        {
            return segments[place].append(piece)
        }
        breaksNext = false
        let lead = kind == .media ? "media \(delta.text.map(TerminalText.oneLine) ?? "") " : ""
        var segment = StreamSegment(kind, choice: delta.choice, at: time, lead: lead, width: width)
        segment.append(piece)
        segments.append(segment)
    }

    private mutating func startTool(_ delta: Delta, at time: Nanoseconds) {
        breaksNext = false
        let lead = "▸ \(delta.name.map(TerminalText.oneLine) ?? "tool") "
        let kind = StreamSegment.Kind.tool(index: delta.index ?? 0)
        segments.append(StreamSegment(kind, choice: delta.choice, at: time, lead: lead, width: width))
    }

    /// Streams of no known dialect show their events as they are.
    private mutating func showBare(_ event: AnalyzedEvent, at time: Nanoseconds) {
        guard event.kind == .event, ["sse", "ndjson", "mcp", "none", nil].contains(exchange.dialect),
            !event.data.isEmpty, event.data != "[DONE]"
        else { return }
        let name = event.type == "message" ? "" : "\(event.type) "
        add(.note(.dim), name + event.data.prefix(200), at: time)
    }

    /// What the client said, and what means nothing by itself; an answer that goes on stands apart from it.
    private mutating func show(_ message: AnalyzedMessage, of event: AnalyzedEvent, at time: Nanoseconds) {
        guard message.isFromClient || exchange.dialect == "websocket" || message.opcode == .close else { return }
        let isKnown = exchange.dialect != "websocket" && message.opcode.isText && event.type != "message"
        let detail = isKnown ? event.type : MessageText.detail(event, message)
        add(.note(.dim), "\(MessageText.label(message)) \(detail)", at: time)
        breaksNext = true
    }

    private mutating func show(_ finding: Finding, at time: Nanoseconds) {
        guard finding.isNotable, shownFindings.insert(finding.identity).inserted else { return }
        let place = finding.place.event.map { "event \($0): " } ?? ""
        add(
            .note(TailSummary.tone(finding.severity)),
            "! \(finding.code) \(place)\(finding.message)",
            at: time
        )
    }

    private mutating func add(_ kind: StreamSegment.Kind, _ text: String, at time: Nanoseconds) {
        var segment = StreamSegment(kind, at: time, width: width)
        segment.append(TerminalText.oneLine(text))
        segments.append(segment)
    }
}

extension StreamBlock {
    /// The header line, cut to the width; rates are shown while the stream goes on.
    ///
    /// What says least gives way first: the dialect, the rate, the end of the model's name, that of the address.
    func header(columns: Int, isFocused: Bool = false) -> ScreenLine {
        for detail in [2, 1, 0] {
            let line = header(detail: detail, isFocused: isFocused, modelRoom: .max, addressRoom: .max)
            if line.width <= columns { return line }
        }
        let model = TerminalText.width(exchange.model ?? "")
        let over = header(detail: 0, isFocused: isFocused, modelRoom: .max, addressRoom: .max).width - columns
        let modelRoom = max(model - over, min(model, 16))
        let addressRoom = max(TerminalText.width(address) - over + model - modelRoom, 12)
        return header(detail: 0, isFocused: isFocused, modelRoom: modelRoom, addressRoom: addressRoom)
            .clipped(to: columns)
    }

    private func header(detail: Int, isFocused: Bool, modelRoom: Int, addressRoom: Int) -> ScreenLine {
        var facts = [exchange.response.map { String($0.status) }, detail > 1 ? exchange.dialect : nil]
        if let first = firstContentAt, let attempt = exchange.attemptAt, !isOver {
            facts.append("TTFT \(TimeText.short(first - attempt))")
        }
        if detail > 0, !isOver { facts.append(rate) }
        let model = exchange.model.map { ScreenLine(TerminalText.oneLine($0)).clipped(to: modelRoom).text }
        return ScreenLine([
            .init("\(isFocused ? "▶ " : "")#\(exchange.number) ", .accent),
            .init("\(exchange.request.map { TerminalText.oneLine($0.method) + " " } ?? "")", .strong),
            .init(ScreenLine(address).clipped(to: addressRoom).text, .strong),
            .init(model.map { " \($0)" } ?? ""),
            .init(facts.compactMap { $0.map { " · \(TerminalText.oneLine($0))" } }.joined(), .dim),
        ])
    }

    /// The URL without its scheme and its query.
    private var address: String {
        guard let request = exchange.request else { return "?" }
        let url = request.url.isEmpty ? request.target : request.url
        let rest = url.firstRange(of: "://").map { url[$0.upperBound...] } ?? url[...]
        return TerminalText.oneLine(String(rest.prefix { $0 != "?" }))
    }

    private var rate: String? {
        guard let firstEventAt, let lastEventAt, events > 1, lastEventAt > firstEventAt else { return nil }
        let seconds = Double((lastEventAt - firstEventAt).count) / 1e9
        let rate = Double(events - 1) / seconds
        return "\(TimeText.decimal(Int64(rate * 10), unit: 10, digits: rate < 10 ? 1 : 0)) ev/s"
    }

    /// The last lines below the header.
    ///
    /// - Parameters:
    ///   - columns: the terminal's width.
    ///   - now: the time in the capture; nil when nobody is recording, so that silence means nothing.
    ///   - limit: how many lines are wanted; a long stream must not cost more than a screen of it.
    /// - Returns: the lines, times to the left of them.
    mutating func body(columns: Int, now: MonotonicInstant?, last limit: Int = .max) -> [ScreenLine] {
        width = Self.contentWidth(columns)
        // From the end to the start, each part in order.
        var parts: [[ScreenLine]] = [end(at: now)]
        var count = parts[0].count
        for place in segments.indices.reversed() where count < limit {
            let (lines, isWhole) = segments[place].lines(width: width, last: limit - count)
            parts.append(Self.beside(isWhole ? segments[place].time : nil, lines))
            count += lines.count
        }
        return parts.reversed().flatMap(\.self).suffix(limit)
    }

    /// How it ended, or why nothing comes.
    private func end(at now: MonotonicInstant?) -> [ScreenLine] {
        guard let ending else { return now.flatMap { status(at: $0) }.map { Self.beside(nil, [$0]) } ?? [] }
        let mark = ending.0
        var segment = ending.1
        var lines = segment.lines(width: max(width - TerminalText.width(mark.text), 8)).lines
        lines[0] = ScreenLine([mark] + lines[0].spans)
        return Self.beside(segment.time, lines)
    }

    /// What there is to say while nothing comes.
    private func status(at now: MonotonicInstant) -> ScreenLine? {
        guard let last = lastEventAt else {
            let waited = TimeText.short(now - (exchange.responseHeadAt ?? exchange.startedAt))
            let type = exchange.response?.headers.first(named: "content-type")
            let isDocument = type?.hasPrefix("application/json") ?? false
            let what =
                exchange.response == nil ? "for the response" : isDocument ? "for the body" : "for the first event"
            return ScreenLine("… waiting \(what), \(waited)", .dim)
        }
        if let silence = gaps.silence(at: now), now - last >= Self.shortestSilence {
            return ScreenLine("… nothing for \(TimeText.short(silence))", .warning)
        }
        return nil
    }

    /// Pings may come while the content stalls; a silence is only told when nothing at all came.
    private static let shortestSilence = Nanoseconds.seconds(1)

    /// Puts the time before the first line.
    private static func beside(_ time: Nanoseconds?, _ content: [ScreenLine]) -> [ScreenLine] {
        content.enumerated().map { place, line in
            let time =
                place == 0
                ? time.map { "\(TimeText.decimal(max($0.count, 0), unit: 1_000_000_000, digits: 2)) s" } : nil
            let label = time ?? ""
            let padding = String(repeating: " ", count: max(0, gutter - 2 - label.utf8.count))
            return ScreenLine([.init("\(padding)\(label)  ", .dim)] + line.spans)
        }
    }
}

extension StreamSegment.Kind {
    fileprivate var grows: Bool {
        if case .note = self { false } else { true }
    }
}
