package import StreamCore

/// Costs and counts as `show --json`, `ls --json` and `report --format json` print them.
package enum CostJSON {
    package static func value(_ cost: ExchangeCost) -> JSONValue {
        [
            "usd": JSONValue(cost.dollars),
            "why": JSONValue(cost.why),
            "partial": .bool(cost.isPartial),
            "priced_as": JSONValue(cost.price?.name),
            "parts": parts(cost.parts),
            "notes": .array(cost.notes.map { .string($0) }),
        ]
    }

    static func value(_ cost: CostSummary) -> JSONValue {
        [
            "usd": JSONValue(cost.dollars),
            "priced": JSONValue(cost.priced),
            "partial": JSONValue(cost.partial),
            "unpriced": .array(cost.unpriced.map { ["why": .string($0.why), "n": JSONValue($0.count)] }),
            "parts": parts(cost.parts),
        ]
    }

    /// Sums of the providers' counts; null where no provider told any.
    static func value(_ usage: UsageSummary) -> JSONValue {
        let count = { (count: Int) in usage.told == 0 ? JSONValue.null : JSONValue(count) }
        return [
            "input_tokens": count(usage.inputTokens),
            "cached_tokens": count(usage.cachedTokens),
            "cache_write_tokens": count(usage.cacheWriteTokens),
            "output_tokens": count(usage.outputTokens),
            "reasoning_tokens": count(usage.reasoningTokens),
            "source": .string(usage.told == 0 ? "none" : "provider"),
            "told": JSONValue(usage.told),
            "untold": JSONValue(usage.untold),
            "partial": JSONValue(usage.partial),
            "charged_usd": usage.charged == 0 ? .null : .double(usage.chargedDollars),
            "charged": JSONValue(usage.charged),
        ]
    }

    private static func parts(_ parts: [ExchangeCost.Part]) -> JSONValue {
        .object(
            JSONObject(
                parts.map { ($0.name, ["tokens": JSONValue($0.tokens), "usd": .double($0.dollars)] as JSONValue) }
            )
        )
    }
}
