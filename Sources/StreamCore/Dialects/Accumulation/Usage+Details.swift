/// The counts and figures of which only some providers tell.
extension Usage {
    /// The details of an OpenAI-like `usage` object, as OpenAI and those who speak like it write them.
    mutating func addDetails(of usage: JSONView, prompt: JSONView?, output: JSONView?) {
        audioInputTokens = prompt?["audio_tokens"]?.int
        audioOutputTokens = output?["audio_tokens"]?.int
        imageInputTokens = prompt?["image_tokens"]?.int
        imageOutputTokens = output?["image_tokens"]?.int
        // OpenRouter passes Anthropic's count on; Perplexity has its own.
        webSearches = usage["server_tool_use"]?["web_search_requests"]?.int ?? usage["num_search_queries"]?.int
        // Gateways before Anthropic pass its name on; OpenRouter has one of its own.
        cacheWriteTokens =
            prompt?["cache_write_tokens"]?.int ?? prompt?["cache_creation_tokens"]?.int
            ?? usage["cache_creation_input_tokens"]?.int
        serviceTier = usage["service_tier"]?.string
        chargedDollars = Self.chargedDollars(usage)
    }

    /// OpenRouter tells `cost`, Perplexity `cost.total_cost`, xAI ten-billionths of a dollar.
    private static func chargedDollars(_ usage: JSONView) -> Double? {
        if let cost = usage["cost"] { return cost.double ?? cost["total_cost"]?.double }
        return usage["cost_in_usd_ticks"]?.double.map { $0 / 1e10 }
    }

    /// Gemini counts by modality: `[{modality: "AUDIO", tokenCount: 12}]`.
    static func tokens(of modality: StaticString, in details: JSONView?) -> Int? {
        var count: Int?
        details?.forEachElement { detail in
            if detail["modality"].isText(modality) { count = sum(count, detail["tokenCount"]?.int) }
        }
        return count
    }
}
