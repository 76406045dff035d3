/// Rules about token counts, in all dialects.
extension LintRule {
    static let usageMissing = LintRule(
        .warning,
        "include_usage asked (or dialect always sends) and none came (S3-7: I if upstream is unknown)"
    )

    static let usageUnasked = LintRule(.info, "usage though not asked (S2-8)")

    static let usageOnChoice = LintRule(.info, "usage on a chunk with choices / inside a choice / in x_groq")

    static let usageErased = LintRule(
        .warning,
        "a later chunk lacks usage: oa loses it (quirk-usage-then-chunk, llamacpp-timings is fine)"
    )

    static let usageDecreases = LintRule(.warning, "running counter goes down")

    static let usageSum = LintRule(.warning, "total ≠ prompt + completion (allow Gemini thoughts/tool, xAI reasoning)")

    static let usageZero = LintRule(.warning, "completion 0 with text")

    static let usageVsEvents = LintRule(.info, "completion tokens < streamed increments or ≫ (hidden reasoning)")
}
