internal import StreamCore

/// Sentences about tokens, money and time spent in vain, for people.
package enum SpendingText {
    /// `12,345 in (8,000 cached, 65%) · 2,345 out (800 reasoning)`; nil when no provider told any.
    static func tokens(_ usage: UsageSummary) -> String? {
        guard usage.told > 0 else { return nil }
        var inside: [String] = []
        if usage.cachedTokens > 0 {
            let share = usage.cachedShare.map { ", \(NumberText.percent($0))" } ?? ""
            inside.append("\(NumberText.grouped(usage.cachedTokens)) cached\(share)")
        }
        if usage.cacheWriteTokens > 0 { inside.append("\(NumberText.grouped(usage.cacheWriteTokens)) cache writes") }
        let cached = inside.isEmpty ? "" : " (\(inside.joined(separator: "; ")))"
        let thought = usage.reasoningTokens > 0 ? " (\(NumberText.grouped(usage.reasoningTokens)) reasoning)" : ""
        var parts = [
            "\(NumberText.grouped(usage.inputTokens)) in\(cached)",
            "\(NumberText.grouped(usage.outputTokens)) out\(thought)",
        ]
        let all = usage.told + usage.untold
        parts.append(usage.untold == 0 ? "told by the provider" : "told for \(usage.told) of \(all)")
        if usage.partial > 0 { parts.append("\(usage.partial) cut before the last count") }
        return parts.joined(separator: " · ")
    }

    /// `$0.0123 (input $0.004, output $0.0083) · 2 without: no price for m`.
    package static func cost(_ cost: CostSummary) -> String {
        let reasons = cost.unpriced.map { $0.count == 1 ? $0.why : "\($0.why) (\($0.count))" }
        let missing = cost.unpriced.reduce(0) { $0 + $1.count }
        let without = missing == 0 ? [] : ["\(missing) unknown: \(reasons.joined(separator: "; "))"]
        guard let dollars = cost.dollars else { return (["unknown"] + reasons).joined(separator: " · ") }
        let bill = cost.parts.map { "\($0.name.replacingUnderscores) \(MoneyText.dollars($0.dollars))" }
        let bound = cost.partial > 0 || missing > 0 ? "at least " : ""
        let sum = "\(bound)\(MoneyText.dollars(dollars))"
        let detail = bill.count > 1 ? " (\(bill.joined(separator: ", ")))" : ""
        let each = cost.priced > 1 ? ["\(MoneyText.dollars(dollars / Double(cost.priced))) each"] : []
        let cut = cost.partial > 0 ? ["\(cost.partial) cut before the last count"] : []
        return ([sum + detail] + each + cut + without).joined(separator: " · ")
    }

    /// `3 retries of 2 calls, 4.1 s lost`; nil when nothing was sent again.
    static func retries(_ retries: RetrySummary) -> String? {
        guard retries.retries > 0 else { return nil }
        let count = retries.retries == 1 ? "1 retry" : "\(retries.retries) retries"
        let calls = retries.calls == 0 ? "" : " of \(NumberText.counted(retries.calls, "call"))"
        return "\(count)\(calls), \(NumberText.time(Double(retries.lost.count))) lost"
    }

    /// What providers themselves say that they charge; nil when none does.
    static func charged(_ usage: UsageSummary) -> String? {
        guard usage.charged > 0 else { return nil }
        let all = usage.told + usage.untold
        let share = usage.charged == all ? "" : " for \(usage.charged) of \(all)"
        return "\(MoneyText.dollars(usage.chargedDollars)) charged, says the provider\(share)"
    }
}

extension String {
    /// `cache_write` for people.
    var replacingUnderscores: String { String(map { $0 == "_" ? " " : $0 }) }
}
