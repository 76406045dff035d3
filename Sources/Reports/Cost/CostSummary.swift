internal import StreamCore

/// What the exchanges of a group cost together.
package struct CostSummary: Equatable, Sendable {
    /// Of those whose cost is known; nil when none is.
    package var dollars: Double?
    package var priced: Int
    /// Among the priced ones those that cost at least their sum, because their counts are partial.
    package var partial: Int
    /// Why others have no cost, the most common reason first.
    package var unpriced: [(why: String, count: Int)]
    /// By kind of token, in the order of a bill.
    package var parts: [ExchangeCost.Part]

    /// Nil when no prices were given.
    init?(_ samples: [ReportSample]) {
        self.init(samples.compactMap(\.cost))
    }

    /// Nil without costs.
    package init?(_ costs: [ExchangeCost]) {
        guard !costs.isEmpty else { return nil }
        let known = costs.filter { $0.dollars != nil }
        priced = known.count
        partial = known.count(where: \.isPartial)
        dollars = known.isEmpty ? nil : ExchangeCost.rounded(known.reduce(0) { $0 + ($1.dollars ?? 0) })
        let reasons = Dictionary(grouping: costs.compactMap(\.why)) { $0 }.mapValues(\.count)
        unpriced = reasons.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
        parts = Self.joined(known.flatMap(\.parts))
    }

    private static func joined(_ parts: [ExchangeCost.Part]) -> [ExchangeCost.Part] {
        var sums: [ExchangeCost.Part] = []
        for part in parts {
            if let place = sums.firstIndex(where: { $0.name == part.name }) {
                sums[place].tokens += part.tokens
                sums[place].dollars = ExchangeCost.rounded(sums[place].dollars + part.dollars)
            } else {
                sums.append(part)
            }
        }
        let order = ExchangeCost.partNames
        return sums.sorted { (order.firstIndex(of: $0.name) ?? 0) < (order.firstIndex(of: $1.name) ?? 0) }
    }

    package static func == (left: Self, right: Self) -> Bool {
        left.dollars == right.dollars && left.priced == right.priced && left.partial == right.partial
            && left.parts == right.parts && left.unpriced.elementsEqual(right.unpriced, by: ==)
    }
}

/// What providers counted for the exchanges of a group, summed up.
package struct UsageSummary: Equatable, Sendable {
    package var inputTokens = 0
    package var cachedTokens = 0
    package var cacheWriteTokens = 0
    package var outputTokens = 0
    package var reasoningTokens = 0
    /// Exchanges with counts of the provider, and those without.
    package var told = 0
    package var untold = 0
    /// Among the told ones those whose stream was cut before its last count.
    package var partial = 0
    /// What providers said that they charge, and for how many exchanges.
    package var chargedDollars = 0.0
    package var charged = 0

    init(_ samples: [ReportSample]) {
        for sample in samples {
            guard let usage = sample.usage, usage.source == .provider else {
                untold += 1
                continue
            }
            told += 1
            if sample.isUsagePartial { partial += 1 }
            add(usage)
        }
        chargedDollars = ExchangeCost.rounded(chargedDollars)
    }

    private mutating func add(_ usage: Usage) {
        inputTokens = Self.sum(inputTokens, usage.inputTokens)
        cachedTokens = Self.sum(cachedTokens, usage.cachedTokens)
        cacheWriteTokens = Self.sum(cacheWriteTokens, usage.cacheWriteTokens)
        outputTokens = Self.sum(outputTokens, usage.outputTokens)
        reasoningTokens = Self.sum(reasoningTokens, usage.reasoningTokens)
        guard let dollars = usage.chargedDollars else { return }
        chargedDollars += dollars
        charged += 1
    }

    /// A peer may count absurdly.
    private static func sum(_ total: Int, _ count: Int?) -> Int {
        total.addingReportingOverflow(count ?? 0).partialValue
    }

    /// The share of the input that came from the provider's cache; nil without input.
    package var cachedShare: Double? { inputTokens > 0 ? Double(cachedTokens) / Double(inputTokens) : nil }
}
