/// The prices of one model, in US dollars a token.
package struct ModelPrice: Equatable, Sendable {
    /// Its name in the price file.
    package var name: String
    package var provider: String?
    /// What it does: `chat`, `embedding` and so on.
    var mode: String?
    var rates: [PriceKey: Double] = [:]
    /// What else it is priced by, which providers' counts do not tell: `second`, `image`, `character`, ….
    var units: Set<String> = []

    /// The price that holds for a request with so much input in that class of service.
    ///
    /// Above a threshold its prices are those of every token of the request, not only of those beyond it.
    func rate(_ kind: PriceKey.Kind, inputTokens: Int, tier: String) -> Double? {
        for threshold in thresholds(of: kind) where inputTokens > threshold || threshold == 0 {
            if let rate = rates[PriceKey(kind, threshold: threshold, tier: tier)] { return rate }
            if let rate = rates[PriceKey(kind, threshold: threshold)] { return rate }
        }
        return nil
    }

    /// Whether the class of service has prices of its own.
    func has(tier: String) -> Bool {
        tier.isEmpty || rates.keys.contains { $0.tier == tier }
    }

    /// Models that answer without tokens.
    var hasNoOutput: Bool {
        mode == "embedding" || mode == "rerank" || mode == "moderation" || rates[PriceKey(.output)] == 0
    }

    /// From the highest.
    private func thresholds(of kind: PriceKey.Kind) -> [Int] {
        Set(rates.keys.filter { $0.kind == kind }.map(\.threshold)).sorted(by: >)
    }
}
