package import StreamCore

/// What `weir diff` tells of two exchanges.
package struct ExchangeDiff: Sendable {
    /// One number of both sides.
    package struct Figure: Sendable {
        package var key: String
        package var a: Double?
        package var b: Double?

        package var difference: Double? {
            guard let a, let b else { return nil }
            return b - a
        }
    }

    package let a: AnalyzedExchange
    package let b: AnalyzedExchange
    package let prompt: PromptDiff
    package let cache: CacheVerdict
    package let answer: AnswerDiff
    package let timing: [Figure]
    package let usage: [Figure]

    /// The figures that people compare first.
    package static let metrics: [MetricKey] = [
        .ttfb, .ttft, .ttfo, .endToEnd, .endToEndWire, .tpot, .speed, .maximumGap, .stalls,
    ]

    /// Both answers must have been kept.
    package init(_ a: AnalyzedExchange, _ b: AnalyzedExchange, parser: JSONParser) {
        self.a = a
        self.b = b
        prompt = PromptDiff(a: a.recorded.requestBody, b: b.recorded.requestBody, parser: parser)
        answer = AnswerDiff(a, b)
        let ended = a.recorded.end.map { $0.ending.lastUpstreamByteAt ?? $0.endedAt }
        // Instants of two captures have nothing in common.
        let isSame = a.recorded.originWallMicroseconds == b.recorded.originWallMicroseconds
        let situation = CacheVerdict.Situation(
            dialect: b.dialect,
            models: (a.model, b.model),
            usage: b.answer.usage,
            pause: isSame ? ended.map { b.recorded.startedAt - $0 } : nil
        )
        cache = CacheVerdict(prompt, situation)
        timing = Self.metrics.map { key in
            Figure(key: key.rawValue, a: a.metrics[key]?.double, b: b.metrics[key]?.double)
        }
        usage = Self.usage(a.answer.usage, b.answer.usage)
    }

    private static func usage(_ a: Usage, _ b: Usage) -> [Figure] {
        let counts: [(String, KeyPath<Usage, Int?>)] = [
            ("input_tokens", \.inputTokens), ("cached_tokens", \.cachedTokens),
            ("cache_write_tokens", \.cacheWriteTokens), ("output_tokens", \.outputTokens),
            ("reasoning_tokens", \.reasoningTokens), ("total_tokens", \.totalTokens),
        ]
        return counts.map { name, path in
            Figure(key: name, a: a[keyPath: path].map(Double.init), b: b[keyPath: path].map(Double.init))
        }
    }
}
