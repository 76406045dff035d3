/// Rules about token counts that hold in all dialects.
struct UsageLint: StreamLint {
    mutating func finish(_ end: LintedEnd, into report: inout LintReport) {
        let hasText = end.answer.choices.contains { !($0.text ?? "").isEmpty }
        if end.answer.usage.source == .provider, end.answer.usage.outputTokens == 0, hasText {
            report.add(.usageZero, "usage says that 0 tokens were generated, but there is text")
        }
    }
}
