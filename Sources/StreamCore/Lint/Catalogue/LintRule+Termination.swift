/// Rules about how a stream ends, who it says it is, how it reports errors.
extension LintRule {
    static let termMissing = LintRule(.error, "no finish signal and no terminator")

    static let termNoSentinel = LintRule(.warning, "finish seen, terminator absent")

    static let termDataAfter = LintRule(.warning, "events after the terminator")

    static let termDoneAfterError = LintRule(.info, "error then [DONE]")

    static let termForeignDone = LintRule(.warning, "[DONE] in a dialect without it")

    static let termDuplicate = LintRule(.warning, "two terminators / two terminal events")

    static let idChanged = LintRule(.warning, "id/created/model changes mid-stream")

    static let idEmpty = LintRule(.info, "empty id on content chunk")

    static let errMidstream = LintRule(.error, "error payload after 200")

    static let errFirst = LintRule(.error, "error is the first event with HTTP 200")

    static let errShape = LintRule(
        .warning,
        "error in a non-standard shape (string, object:'error', double wrap, nested vs flat Responses error)"
    )
}
