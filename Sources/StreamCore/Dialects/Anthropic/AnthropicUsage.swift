/// Anthropic's running counts: each report is cumulative and names only what changed.
struct AnthropicUsage: Sendable {
    private var input: Int?
    private var cacheCreation: Int?
    private var cacheRead: Int?
    private var output: Int?
    private var thinking: Int?
    private var longCacheCreation: Int?
    private var serviceTier: String?
    private var webSearches: Int?

    mutating func update(_ usage: JSONView) {
        input = usage["input_tokens"]?.int ?? input
        cacheCreation = usage["cache_creation_input_tokens"]?.int ?? cacheCreation
        cacheRead = usage["cache_read_input_tokens"]?.int ?? cacheRead
        output = usage["output_tokens"]?.int ?? output
        thinking = usage["output_tokens_details"]?["thinking_tokens"]?.int ?? thinking
        longCacheCreation = usage["cache_creation"]?["ephemeral_1h_input_tokens"]?.int ?? longCacheCreation
        serviceTier = usage["service_tier"]?.string ?? serviceTier
        webSearches = usage["server_tool_use"]?["web_search_requests"]?.int ?? webSearches
    }

    /// Cached tokens stand beside the input on the wire and inside it here; the provider sends no total.
    var normalised: Usage {
        let prompt = Usage.sum(input, cacheCreation, cacheRead)
        var usage = Usage(
            inputTokens: prompt,
            outputTokens: output,
            reasoningTokens: thinking,
            cachedTokens: cacheRead,
            totalTokens: prompt == nil || output == nil ? nil : Usage.sum(prompt, output),
            source: .provider
        )
        usage.cacheWriteTokens = cacheCreation
        usage.longCacheWriteTokens = longCacheCreation
        usage.serviceTier = serviceTier
        usage.webSearches = webSearches
        return usage
    }
}
