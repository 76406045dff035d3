package import StreamCore

extension ExchangeLinks {
    /// The links between recorded exchanges; only answers that are needed are decoded, and read if they were not.
    package init(of capture: LoadedCapture, parser: JSONParser) {
        let exchanges = capture.exchanges
        let facts = exchanges.map { CallFacts($0, parser: parser) }
        let places = Dictionary(exchanges.enumerated().map { ($1.number, $0) }) { first, _ in first }
        var whole: [RecordedExchange]?
        self.init(facts) { number in
            guard let place = places[number] else { return AnswerFacts() }
            var recorded = exchanges[place]
            if recorded.isPassedOver {
                if whole == nil { whole = (try? CaptureReader.load(capture.source))?.exchanges ?? [] }
                guard let whole, place < whole.count else { return AnswerFacts() }
                recorded = whole[place]
            }
            let exchange = ExchangeAnalyzer.analyze(recorded, keeps: .answer, parser: parser)
            return AnswerFacts(exchange, parser: parser)
        }
    }

    /// The links between exchanges whose answers were kept.
    package init(of exchanges: [AnalyzedExchange], parser: JSONParser) {
        let facts = exchanges.map { CallFacts($0.recorded, parser: parser) }
        let places = Dictionary(exchanges.enumerated().map { ($1.recorded.number, $0) }) { first, _ in first }
        self.init(facts) { number in
            places[number].map { AnswerFacts(exchanges[$0], parser: parser) } ?? AnswerFacts()
        }
    }
}
