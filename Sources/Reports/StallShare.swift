package import StreamCore

/// How much of the stalled time one cause has to answer for.
package struct StallShare: Equatable, Sendable {
    package var cause: StallReport.Attribution
    package var count: Int
    package var total: Nanoseconds
    package var longest: Nanoseconds
    /// The number of the exchange with the longest one, and the event that ended it.
    package var longestExchange: Int
    package var longestEvent: Int?
    /// Of the stalled time of all causes, 0 to 1.
    package var share: Double

    /// One entry for each cause that occurs, the guiltiest first.
    static func shares(of samples: [ReportSample]) -> [StallShare] {
        var shares: [StallReport.Attribution: StallShare] = [:]
        for sample in samples {
            for stall in sample.stalls {
                let none = StallShare(
                    cause: stall.cause,
                    count: 0,
                    total: .zero,
                    longest: Nanoseconds(-1),
                    longestExchange: 0,
                    longestEvent: nil,
                    share: 0
                )
                shares[stall.cause, default: none].add(stall, of: sample.number)
            }
        }
        let total = shares.values.reduce(Nanoseconds.zero) { $0 + $1.total }
        return StallReport.Attribution.allCases.compactMap { shares[$0] }
            .map { $0.with(totalOfAll: total) }
            .sorted { $0.total > $1.total }
    }

    private mutating func add(_ stall: ReportSample.Stall, of exchange: Int) {
        count += 1
        total = total + stall.gap
        guard stall.gap > longest else { return }
        longest = stall.gap
        longestExchange = exchange
        longestEvent = stall.event
    }

    private func with(totalOfAll: Nanoseconds) -> StallShare {
        var result = self
        result.share = totalOfAll > .zero ? Double(total.count) / Double(totalOfAll.count) : 0
        return result
    }
}
