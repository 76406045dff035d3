package import CaptureFile
package import StreamCore

/// What is known of an exchange while it goes on.
package struct TailExchange: Sendable {
    /// 1, 2, … in order of arrival.
    package var number: Int
    package var id: String
    /// The wall clock where instants are 0, in microseconds since the Unix epoch.
    package var originWallMicroseconds: Int64
    /// Where the times of a view count from: the request's first byte.
    package var startedAt: MonotonicInstant
    /// Start of the upstream attempt (METRICS: a0); nil while it is not known.
    package var attemptAt: MonotonicInstant?
    package var request: RequestHead?
    package var response: ResponseHead?
    package var responseHeadAt: MonotonicInstant?
    package var model: String?
    package var streamRequested: Bool?
    /// Nil until the response's head came; may change with the first events.
    package var dialect: String?
}

/// One thing that a view of running exchanges shows.
package enum TailItem: Sendable {
    /// The request is there.
    case opened(TailExchange, at: MonotonicInstant)
    /// The response's head is there.
    case headers(TailExchange, at: MonotonicInstant)
    case event(AnalyzedEvent, TailExchange)
    /// Body bytes as they were stored; only for those who asked for them.
    case bytes([UInt8], TailExchange)
    /// Nothing more will come; `state` is `open` when the capture ends before the exchange does.
    case ended(AnalyzedExchange)
    /// The capture began anew: another file has its name, numbers count from 1 again.
    case restarted

    /// The number of the exchange that it is about.
    package var number: Int? {
        switch self {
        case .opened(let exchange, _), .headers(let exchange, _), .event(_, let exchange), .bytes(_, let exchange):
            exchange.number
        case .ended(let exchange): exchange.recorded.number
        case .restarted: nil
        }
    }
}

/// Turns capture records into what a live view shows, one record at a time.
///
/// Only open exchanges take memory, so that a tail can run for days. No event is lost whenever the tail
/// began, because it reads the capture from its start.
package struct TailFeed {
    private var assembler = ExchangeAssembler()
    /// By the exchange's place in the assembler; those that ended are gone.
    private var open: [Int: OpenExchange] = [:]
    private let parser = JSONParser()
    private let emitsBytes: Bool

    private struct OpenExchange {
        var facts: TailExchange
        var isOpened = false
        /// How often ``settle(_:)`` found it unopened.
        var waits = 0
        var analyzer: ExchangeAnalyzer?
        var bytesEmitted = 0
    }

    /// - Parameter emitsBytes: whether body bytes are handed on, too.
    package init(emitsBytes: Bool = false) {
        self.emitsBytes = emitsBytes
    }

    /// The exchanges that are not over.
    package var openCount: Int { open.count }

    /// What is wrong with the capture so far.
    package var warnings: [CaptureWarning] { assembler.warnings }

    /// Takes one record and hands on what it means for a view.
    package mutating func consume(_ record: CaptureRecord, _ body: (TailItem) -> Void) {
        if case .header(let header) = record.kind, !assembler.headers.isEmpty, !header.isResumed,
            header.previous == nil
        {
            restart(body)
        }
        let known = assembler.exchanges.count
        guard let update = assembler.consume(record) else { return }
        let place = update.exchange
        // What comes after the end, such as a late `out` line, is not shown.
        guard place >= known || open[place] != nil else { return assembler.forget(place) }
        let exchange = assembler.exchanges[place]
        var state = open[place] ?? OpenExchange(facts: TailExchange(exchange))
        // The entry is taken out while it changes, so that nothing is copied.
        open[place] = nil
        apply(update.change, of: exchange, to: &state, body)
        if update.change == .ended {
            assembler.forget(place)
        } else {
            open[place] = state
        }
    }

    /// Opens exchanges whose request does not become whole, because it is long or its upstream does not answer.
    ///
    /// Called about every 30 ms while a capture grows.
    package mutating func settle(_ body: (TailItem) -> Void) {
        for (place, state) in open where !state.isOpened {
            var state = state
            state.waits += 1
            if state.waits >= Self.patience { open(assembler.exchanges[place], &state, body) }
            open[place] = state
        }
    }

    private static let patience = 8

    /// Tells how far the exchanges came that are still open; no record follows.
    package mutating func finish(_ body: (TailItem) -> Void) {
        for place in open.keys.sorted() {
            guard var state = open.removeValue(forKey: place) else { continue }
            end(assembler.exchanges[place], &state, body)
            assembler.forget(place)
        }
    }

    /// Another file took the capture's place.
    private mutating func restart(_ body: (TailItem) -> Void) {
        self = TailFeed(emitsBytes: emitsBytes)
        body(.restarted)
    }

    private func apply(
        _ change: ExchangeUpdate.Change,
        of exchange: RecordedExchange,
        to state: inout OpenExchange,
        _ body: (TailItem) -> Void
    ) {
        switch change {
        case .requestHead:
            state.facts.take(exchange)
        case .requestBody, .output, .trailers: break
        // Only the body tells the model: an exchange is shown as soon as its request is whole.
        case .requestEnded, .interimHead:
            state.facts.take(exchange)
            open(exchange, &state, body)
        case .responseHead:
            open(exchange, &state, body)
            begin(exchange, &state)
            body(.headers(state.facts, at: exchange.lastSeenAt))
        case .block:
            open(exchange, &state, body)
            if state.analyzer == nil { begin(exchange, &state) }
            emitBytes(exchange, &state, body)
            let analyzer = state.analyzer
            analyzer?.take(from: exchange) { event in
                state.facts.dialect = analyzer?.dialect
                if let model = analyzer?.model { state.facts.model = model }
                body(.event(event, state.facts))
            }
        case .ended:
            end(exchange, &state, body)
        }
    }

    private func open(_ exchange: RecordedExchange, _ state: inout OpenExchange, _ body: (TailItem) -> Void) {
        guard !state.isOpened else { return }
        state.isOpened = true
        state.facts.take(exchange)
        let facts = exchange.requestBody.withUnsafeBufferPointer { bytes in
            RequestFacts(
                method: exchange.request?.method ?? "POST",
                path: exchange.request?.target ?? "",
                headers: exchange.request?.headers ?? [],
                body: bytes,
                parser: parser
            )
        }
        state.facts.model = facts.model
        state.facts.streamRequested = facts.streamRequested
        body(.opened(state.facts, at: exchange.lastSeenAt))
    }

    private func begin(_ exchange: RecordedExchange, _ state: inout OpenExchange) {
        let analyzer = ExchangeAnalyzer(exchange, keeps: .answer, parser: parser)
        state.analyzer = analyzer
        state.facts.take(exchange)
        state.facts.dialect = analyzer.dialect
        state.facts.model = analyzer.model ?? state.facts.model
        state.facts.streamRequested = analyzer.streamRequested ?? state.facts.streamRequested
    }

    private func end(_ exchange: RecordedExchange, _ state: inout OpenExchange, _ body: (TailItem) -> Void) {
        open(exchange, &state, body)
        emitBytes(exchange, &state, body)
        let analyzer = state.analyzer ?? ExchangeAnalyzer(exchange, keeps: .answer, parser: parser)
        let result = analyzer.finish(exchange) { event in
            state.facts.dialect = analyzer.dialect
            body(.event(event, state.facts))
        }
        body(.ended(result))
    }

    private func emitBytes(
        _ exchange: RecordedExchange,
        _ state: inout OpenExchange,
        _ body: (TailItem) -> Void
    ) {
        guard emitsBytes, exchange.body.count > state.bytesEmitted else { return }
        let fresh = Array(exchange.body[state.bytesEmitted...])
        state.bytesEmitted = exchange.body.count
        body(.bytes(fresh, state.facts))
    }
}

extension TailExchange {
    /// What a finished exchange told while it went on.
    package init(_ result: AnalyzedExchange) {
        self.init(result.recorded)
        attemptAt = result.timeline.attemptAt
        model = result.model
        streamRequested = result.streamRequested
        dialect = result.dialect
    }

    fileprivate init(_ exchange: RecordedExchange) {
        self.init(
            number: exchange.number,
            id: exchange.id,
            originWallMicroseconds: exchange.originWallMicroseconds,
            startedAt: exchange.startedAt
        )
        take(exchange)
    }

    fileprivate mutating func take(_ exchange: RecordedExchange) {
        startedAt = exchange.startedAt
        attemptAt = exchange.delivery?.attemptAt ?? exchange.requestHeadAt
        request = exchange.request
        response = exchange.response?.head
        responseHeadAt = exchange.response?.completeAt
    }
}
