extension Usage {
    /// The counts of a Converse answer, in which cached tokens stand beside the input.
    init(converse usage: JSONView) {
        let read = usage["cacheReadInputTokens"]?.int
        let prompt = Self.sum(usage["inputTokens"]?.int, read, usage["cacheWriteInputTokens"]?.int)
        self.init(prompt: prompt, output: usage["outputTokens"]?.int, cached: read, total: usage["totalTokens"]?.int)
    }

    /// The counts that Bedrock adds to the last chunk of every model.
    init(invocation metrics: JSONView) {
        let read = metrics["cacheReadInputTokenCount"]?.int
        let prompt = Self.sum(
            metrics["inputTokenCount"]?.int,
            read,
            metrics["cacheWriteInputTokenCount"]?.int ?? metrics["cacheCreationInputTokenCount"]?.int
        )
        self.init(prompt: prompt, output: metrics["outputTokenCount"]?.int, cached: read, total: nil)
    }

    /// The total of the wire may leave out what was cached.
    private init(prompt: Int?, output: Int?, cached: Int?, total: Int?) {
        self.init(
            inputTokens: prompt,
            outputTokens: output,
            cachedTokens: cached,
            totalTokens: prompt == nil || output == nil ? total : Self.sum(prompt, output),
            source: .provider
        )
    }
}
