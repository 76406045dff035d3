import StreamCore

/// Token counts in a line.
enum UsageLine {
    /// Nil when the provider told nothing.
    static func text(_ usage: Usage, isPartial: Bool = false) -> String? {
        guard usage.source != .none else { return nil }
        var parts = [
            "\(Quantity.count(usage.inputTokens)) in"
                + details([
                    (usage.cachedTokens, "cached"), (usage.cacheWriteTokens, "cache write"),
                    (usage.audioInputTokens, "audio"), (usage.imageInputTokens, "image"),
                ]),
            "\(Quantity.count(usage.outputTokens)) out"
                + details([
                    (usage.reasoningTokens, "reasoning"), (usage.audioOutputTokens, "audio"),
                    (usage.imageOutputTokens, "image"),
                ]),
        ]
        if let total = usage.totalTokens { parts.append("\(total) total") }
        if let searches = usage.webSearches, searches > 0 { parts.append(Quantity.searches(searches)) }
        if let tier = usage.serviceTier, tier != "default", tier != "standard" {
            parts.append("\(SheetText.line(tier)) tier")
        }
        parts.append(usage.source == .provider ? "told by the provider" : "by \(usage.source.rawValue)")
        if isPartial { parts.append("partial") }
        return parts.joined(separator: " · ")
    }

    /// ` (800 cached, 20 audio)`; what is unknown or none is left out.
    private static func details(_ counts: [(count: Int?, name: String)]) -> String {
        let told = counts.compactMap { count, name in count.flatMap { $0 > 0 ? "\($0) \(name)" : nil } }
        return told.isEmpty ? "" : " (\(told.joined(separator: ", ")))"
    }
}
