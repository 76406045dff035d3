import StreamCore

/// Token counts in a line.
enum UsageLine {
    /// Nil when the provider told nothing.
    static func text(_ usage: Usage) -> String? {
        guard usage.source != .none else { return nil }
        let cached = usage.cachedTokens.flatMap { $0 > 0 ? " (\($0) cached)" : nil } ?? ""
        let reasoning = usage.reasoningTokens.flatMap { $0 > 0 ? " (\($0) reasoning)" : nil } ?? ""
        let total = usage.totalTokens.map { " · \($0) total" } ?? ""
        let source = usage.source == .provider ? "" : " · by \(usage.source.rawValue)"
        return
            "\(Quantity.count(usage.inputTokens)) in\(cached) · \(Quantity.count(usage.outputTokens)) out\(reasoning)"
            + total + source
    }
}
