/// Rules about token counts that hold in all dialects.
struct UsageLint: StreamLint {
    private var last: Usage?
    /// Events that brought content.
    private var increments = 0
    private var streamedReasoning = false

    /// Providers that send counts with every answer, asked or not.
    private static let always: Set<String> = [
        "anthropic.messages", "gemini.generate", "ollama.chat", "ollama.generate", "cohere.chat", "openai.responses",
    ]

    mutating func check(_ event: LintedEvent, into report: inout LintReport) {
        if event.deltas.contains(where: \.isContent) { increments += 1 }
        streamedReasoning = streamedReasoning || event.deltas.contains { $0.kind == .reasoning && $0.isContent }
        for case let usage? in event.deltas.lazy.map(\.usage) {
            checkOrder(usage, dialect: event.dialect?.name, into: &report)
            last = usage
        }
    }

    mutating func finish(_ end: LintedEnd, into report: inout LintReport) {
        let usage = end.answer.usage
        guard usage.source == .provider else { return checkMissing(end, into: &report) }
        if end.isStream, end.dialect?.name == "openai.chat", end.request.body != nil,
            end.request.facts.includesUsage != true
        {
            report.add(.usageUnasked, "usage came although stream_options.include_usage was not asked for")
        }
        checkSum(usage, into: &report)
        guard let output = usage.outputTokens else { return }
        let hasText = end.answer.choices.contains { !($0.text ?? "").isEmpty }
        if output == 0, hasText {
            return report.add(.usageZero, "usage says that 0 tokens were generated, but there is text")
        }
        if end.isStream, end.state == .complete { checkEvents(usage, output: output, into: &report) }
    }

    /// Counts that run along with the answer only grow.
    ///
    /// Anthropic's output has a rule of its own.
    private func checkOrder(_ usage: Usage, dialect: String?, into report: inout LintReport) {
        guard let last else { return }
        let output = dialect == "anthropic.messages" ? nil : (last.outputTokens, usage.outputTokens)
        for (name, (before, now)) in [
            ("input", (last.inputTokens, usage.inputTokens)), ("output", output ?? (nil, nil)),
        ] {
            guard let before, let now, now < before else { continue }
            report.add(.usageDecreases, "\(name) tokens go down from \(before) to \(now)", subject: name)
        }
    }

    private func checkMissing(_ end: LintedEnd, into report: inout LintReport) {
        guard end.isStream, end.state == .complete, let dialect = end.dialect?.name else { return }
        if end.request.facts.includesUsage == true {
            let counts = end.request.host.map { CountingProviders.contains(host: $0) } ?? false
            report.add(
                .usageMissing,
                "stream_options.include_usage was asked for but no usage came",
                severity: counts ? nil : .info
            )
        } else if Self.always.contains(dialect) {
            report.add(.usageMissing, "no usage came, which \(dialect) always sends")
        }
    }

    private func checkSum(_ usage: Usage, into report: inout LintReport) {
        guard let input = usage.inputTokens, let output = usage.outputTokens, let total = usage.totalTokens,
            let sum = Usage.sum(input, output), total != sum
        else { return }
        report.add(.usageSum, "total tokens are \(total), but \(input) in and \(output) out make \(sum)")
    }

    private func checkEvents(_ usage: Usage, output: Int, into report: inout LintReport) {
        if output < increments {
            let message = "usage says \(output) output tokens, but \(increments) events brought content"
            report.add(.usageVsEvents, message)
        } else if let reasoning = usage.reasoningTokens, reasoning > 0, !streamedReasoning {
            let message = "\(reasoning) of \(output) output tokens are reasoning that was not streamed"
            report.add(.usageVsEvents, message)
        }
    }
}
