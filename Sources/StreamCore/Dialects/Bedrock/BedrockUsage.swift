extension Usage {
    /// The counts of a Converse answer, in which cached tokens stand beside the input.
    ///
    /// `holder` has them in `usage`, and the class of service beside them.
    init?(converse holder: JSONView) {
        guard let usage = holder["usage"], usage.isObject else { return nil }
        self.init(
            beside: usage["inputTokens"]?.int,
            read: usage["cacheReadInputTokens"]?.int,
            written: usage["cacheWriteInputTokens"]?.int,
            output: usage["outputTokens"]?.int,
            total: usage["totalTokens"]?.int
        )
        usage["cacheDetails"]?.forEachElement { detail in
            guard detail["ttl"].isText("1h") else { return }
            longCacheWriteTokens = Self.sum(longCacheWriteTokens, detail["inputTokens"]?.int)
        }
        serviceTier = holder["serviceTier"]?["type"]?.string
    }

    /// The counts that Bedrock adds to the last chunk of every model.
    init(invocation metrics: JSONView) {
        self.init(
            beside: metrics["inputTokenCount"]?.int,
            read: metrics["cacheReadInputTokenCount"]?.int,
            written: metrics["cacheWriteInputTokenCount"]?.int ?? metrics["cacheCreationInputTokenCount"]?.int,
            output: metrics["outputTokenCount"]?.int,
            total: nil
        )
    }

    /// The counts that Bedrock writes into the head of an answer that came whole; nil when there are none.
    init?(bedrock headers: [HeaderField]) {
        let count = { (name: String) in headers.first(named: name).flatMap { Int($0) } }
        guard let input = count("x-amzn-bedrock-input-token-count"),
            let output = count("x-amzn-bedrock-output-token-count")
        else { return nil }
        self.init(
            beside: input,
            read: count("x-amzn-bedrock-cache-read-input-token-count"),
            written: count("x-amzn-bedrock-cache-write-input-token-count"),
            output: output,
            total: nil
        )
    }

    /// The total of the wire may leave out what was cached.
    private init(beside input: Int?, read: Int?, written: Int?, output: Int?, total: Int?) {
        let prompt = Self.sum(input, read, written)
        self.init(
            inputTokens: prompt,
            outputTokens: output,
            cachedTokens: read,
            totalTokens: prompt == nil || output == nil ? total : Self.sum(prompt, output),
            source: .provider
        )
        cacheWriteTokens = written
    }
}
