import Filters
import Sessions
import StreamCore

/// Lets through what a tail was asked to show: `--where`, the rules of `--filter`, `FILE#N` and `--since`.
///
/// What an exchange shows is held back until its answer is known: with the request, with the response, or at
/// its end, as the expression needs. An expression about single events is asked for each.
struct TailGate {
    /// When an exchange is decided.
    enum Decision: Int, Comparable {
        case atOnce
        case withRequest
        case withHead
        /// The first event may name another dialect or a more exact model than the request.
        case withFirstEvent
        case withEachEvent
        case atEnd

        static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    private enum Verdict {
        case open([TailItem])
        case passes
        case fails
    }

    let decision: Decision
    private let matcher: FilterMatcher?
    private let asksEvents: Bool
    private let files: [FilterFile]
    private let selector: ExchangeSelector?
    private var verdicts: [Int: Verdict] = [:]
    /// Exchanges that begin now are too old to be shown (`--since now`).
    var skipsNewExchanges = false

    init(condition: FilterExpression? = nil, files: [FilterFile] = [], selector: ExchangeSelector? = nil) {
        let whole = Self.combined(condition, files)
        matcher = whole.map { FilterMatcher($0) }
        decision = whole?.fields.map(Self.decision).max() ?? .atOnce
        asksEvents = whole?.fields.contains { $0.phase == .event } ?? false
        self.files = files
        self.selector = selector
    }

    /// Whether single events are asked about, so that only some of a stream may be shown.
    var choosesEvents: Bool { asksEvents }

    /// Hands on what passes, with the tags of exchanges that ended.
    mutating func take(_ item: TailItem, _ body: (TailItem, [String]) -> Void) {
        guard let number = item.number else {
            verdicts = [:]
            return body(item, [])
        }
        let verdict = verdicts[number] ?? firstVerdict(of: item)
        // Taken out while it changes, so that what is held is not copied.
        verdicts[number] = nil
        let next = take(item, verdict, body)
        if case .ended = item { return }
        verdicts[number] = next
    }

    private func firstVerdict(of item: TailItem) -> Verdict {
        if skipsNewExchanges { return .fails }
        if let selector, !selector.matches(item) { return .fails }
        return matcher == nil ? .passes : .open([])
    }

    private func take(_ item: TailItem, _ verdict: Verdict, _ body: (TailItem, [String]) -> Void) -> Verdict {
        switch verdict {
        case .fails: return .fails
        case .passes:
            if asksEvents, case .event(let event, let exchange) = item {
                guard holds(ExchangeSubject(exchange, event: event)) else { return .passes }
            }
            body(item, tags(of: item))
            return .passes
        case .open(var held):
            guard let answer = answer(item) else {
                if !asksEvents || decision == .atEnd || !item.isEvent { held.append(item) }
                return .open(held)
            }
            guard answer else { return .fails }
            release(held, with: item, body)
            return .passes
        }
    }

    /// Nil when it is too early to tell.
    private func answer(_ item: TailItem) -> Bool? {
        switch item {
        case .opened(let exchange, _):
            decision <= .withRequest ? holds(ExchangeSubject(exchange)) : nil
        case .headers(let exchange, _):
            decision <= .withHead ? holds(ExchangeSubject(exchange)) : nil
        case .event(let event, let exchange):
            switch decision {
            case .withEachEvent: holds(ExchangeSubject(exchange, event: event)) ? true : nil
            case .atEnd: nil
            default: holds(ExchangeSubject(exchange))
            }
        // At the end everything is known; with events asked about, one that fits may be among the held ones.
        case .ended(let result): holds(subject(result)) || heldEventsMayHold
        case .bytes, .restarted: nil
        }
    }

    private var heldEventsMayHold: Bool { asksEvents && decision == .atEnd }

    private func release(_ held: [TailItem], with last: TailItem, _ body: (TailItem, [String]) -> Void) {
        guard heldEventsMayHold, case .ended(let result) = last else {
            for item in held { body(item, []) }
            return body(last, tags(of: last))
        }
        let tags = tags(of: last)
        let shown = held.filter { item in
            guard case .event(let event, _) = item else { return true }
            return holds(ExchangeSubject(result, event: event, tags: tags))
        }
        guard shown.contains(where: \.isEvent) || holds(subject(result)) else { return }
        for item in shown { body(item, []) }
        body(last, tags)
    }

    private func holds(_ subject: ExchangeSubject) -> Bool {
        matcher?.matches(subject) ?? true
    }

    private func subject(_ result: AnalyzedExchange) -> ExchangeSubject {
        ExchangeSubject(result, tags: tags(of: .ended(result)))
    }

    private func tags(of item: TailItem) -> [String] {
        guard case .ended(let result) = item, !files.isEmpty else { return [] }
        return files.reduce(into: []) { tags, file in
            let more = file.tags(for: ExchangeSubject(result, tags: tags))
            tags += more.filter { !tags.contains($0) }
        }
    }

    /// All that must hold: the condition, and what each file's `where` rules keep.
    private static func combined(_ condition: FilterExpression?, _ files: [FilterFile]) -> FilterExpression? {
        var parts = condition.map { [$0] } ?? []
        for rule in files.flatMap(\.rules) {
            guard case .keep(let kept) = rule.action else { continue }
            parts.append(rule.condition.map { .any([.not($0), kept]) } ?? kept)
        }
        return parts.count > 1 ? .all(parts) : parts.first
    }

    private static func decision(_ field: FilterField) -> Decision {
        switch field {
        case .named(.requestBody): .atEnd
        case .named(.dialect), .named(.model), .named(.stream): .withFirstEvent
        default:
            switch field.phase {
            case .request: .withRequest
            case .response: .withHead
            case .event: .withEachEvent
            case .end: .atEnd
            }
        }
    }
}

extension TailItem {
    fileprivate var isEvent: Bool {
        if case .event = self { true } else { false }
    }
}

extension ExchangeSelector {
    fileprivate func matches(_ item: TailItem) -> Bool {
        switch (self, item) {
        case (.number(let number), _): item.number == number
        case (.id(let id), .opened(let exchange, _)), (.id(let id), .headers(let exchange, _)),
            (.id(let id), .event(_, let exchange)), (.id(let id), .bytes(_, let exchange)):
            exchange.id == id
        case (.id(let id), .ended(let result)): result.recorded.id == id
        case (.id, .restarted): true
        }
    }
}
