extension Usage {
    /// The counts of an OpenAI-like `usage` object.
    ///
    /// xAI counts reasoning beside completion tokens; then the total tells.
    init(openAI usage: JSONView, serviceTier: JSONView? = nil) {
        // Transcriptions and Realtime write `token` in the singular.
        let promptDetails =
            usage["prompt_tokens_details"] ?? usage["input_tokens_details"] ?? usage["input_token_details"]
        let outputDetails =
            usage["completion_tokens_details"] ?? usage["output_tokens_details"] ?? usage["output_token_details"]
        self.init(
            inputTokens: (usage["prompt_tokens"] ?? usage["input_tokens"])?.int,
            outputTokens: (usage["completion_tokens"] ?? usage["output_tokens"])?.int,
            reasoningTokens: outputDetails?["reasoning_tokens"]?.int ?? usage["reasoning_tokens"]?.int,
            cachedTokens: promptDetails?["cached_tokens"]?.int ?? usage["prompt_cache_hit_tokens"]?.int
                ?? usage["cached_tokens"]?.int,
            totalTokens: usage["total_tokens"]?.int,
            source: .provider
        )
        addReasoningBeside()
        addDetails(of: usage, prompt: promptDetails, output: outputDetails)
        if let serviceTier { self.serviceTier = serviceTier.string }
    }

    /// Adds reasoning to the output where the total, or its size, shows that it is not inside.
    private mutating func addReasoningBeside() {
        guard let visible = outputTokens, let reasoning = reasoningTokens, reasoning > 0 else { return }
        let all = Self.sum(visible, reasoning)
        let isBeside = totalTokens.map { $0 == Self.sum(inputTokens, all) } ?? (reasoning > visible)
        if isBeside { outputTokens = all }
    }

    /// The counts of Gemini's `usageMetadata`, in which thoughts stand beside the candidates' tokens.
    init(gemini usage: JSONView) {
        let thoughts = usage["thoughtsTokenCount"]?.int
        self.init(
            inputTokens: Self.sum(usage["promptTokenCount"]?.int, usage["toolUsePromptTokenCount"]?.int),
            outputTokens: Self.sum(usage["candidatesTokenCount"]?.int, thoughts),
            reasoningTokens: thoughts,
            cachedTokens: usage["cachedContentTokenCount"]?.int,
            totalTokens: usage["totalTokenCount"]?.int,
            source: .provider
        )
        let (prompt, candidates) = (usage["promptTokensDetails"], usage["candidatesTokensDetails"])
        audioInputTokens = Self.tokens(of: "AUDIO", in: prompt)
        audioOutputTokens = Self.tokens(of: "AUDIO", in: candidates)
        imageInputTokens = Self.tokens(of: "IMAGE", in: prompt)
        imageOutputTokens = Self.tokens(of: "IMAGE", in: candidates)
    }

    /// The counts of Gemini's Interactions API, in which thoughts stand beside the output, too.
    init(interactions usage: JSONView) {
        let thoughts = usage["total_thought_tokens"]?.int
        self.init(
            inputTokens: Self.sum(usage["total_input_tokens"]?.int, usage["total_tool_use_tokens"]?.int),
            outputTokens: Self.sum(usage["total_output_tokens"]?.int, thoughts),
            reasoningTokens: thoughts,
            cachedTokens: usage["total_cached_tokens"]?.int,
            totalTokens: usage["total_tokens"]?.int,
            source: .provider
        )
    }

    /// The counts of two answers.
    func adding(_ other: Usage) -> Usage {
        guard source != .none else { return other }
        guard other.source != .none else { return self }
        var sum = self
        sum.inputTokens = Self.sum(inputTokens, other.inputTokens)
        sum.outputTokens = Self.sum(outputTokens, other.outputTokens)
        sum.reasoningTokens = Self.sum(reasoningTokens, other.reasoningTokens)
        sum.cachedTokens = Self.sum(cachedTokens, other.cachedTokens)
        sum.totalTokens = Self.sum(totalTokens, other.totalTokens)
        sum.cacheWriteTokens = Self.sum(cacheWriteTokens, other.cacheWriteTokens)
        sum.longCacheWriteTokens = Self.sum(longCacheWriteTokens, other.longCacheWriteTokens)
        sum.audioInputTokens = Self.sum(audioInputTokens, other.audioInputTokens)
        sum.audioOutputTokens = Self.sum(audioOutputTokens, other.audioOutputTokens)
        sum.serviceTier = other.serviceTier ?? serviceTier
        let charges = [chargedDollars, other.chargedDollars].compactMap(\.self)
        sum.chargedDollars = charges.isEmpty ? nil : charges.reduce(0, +)
        return sum
    }

    /// The sum of what is known; nil when nothing is.
    static func sum(_ counts: Int?...) -> Int? {
        let known = counts.compactMap(\.self)
        return known.isEmpty ? nil : known.reduce(0) { $0.addingReportingOverflow($1).partialValue }
    }
}
