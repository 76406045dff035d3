/// Rules about what breaks clients written by hand in a few lines.
extension LintRule {
    static let naiveEmptyChoices = LintRule(
        .info,
        "a chunk without a choice",
        "Usage and filter chunks are so. `chunk.choices[0]` raises.",
        example: #"{"choices":[],"usage":{…}}"#,
        breaks: [.handWritten],
        client: "Skip chunks whose choices are empty."
    )

    static let naiveComment = LintRule(
        .info,
        "comment lines",
        "A client that parses each line that is not empty fails on them.",
        example: ": keep-alive",
        breaks: [.handWritten],
        client: "Skip lines that begin with a colon."
    )

    static let naiveNoSpace = LintRule(
        .info,
        "`data:` without a space",
        "Removing `data: ` finds nothing, and the line is no JSON.",
        example: #"data:{"choices":[…]}"#,
        breaks: [.handWritten],
        client: "Remove `data:`, then one space if there is one."
    )

    static let naiveMultiline = LintRule(
        .info,
        "one event in several data lines",
        "Each line alone is no JSON.",
        example: #"""
            data: {
            data: "choices":[]}
            """#,
        breaks: [.handWritten],
        client: "Join the data lines of a block."
    )

    static let naiveDataInText = LintRule(
        .info,
        "the payload contains `data: `",
        "A removal of `data: ` everywhere in the line changes the text.",
        example: #"data: {"content":"metadata: none"}"#,
        breaks: [.handWritten],
        client: "Remove it at the start of the line only."
    )

    static let naiveDoneSpace = LintRule(
        .info,
        "the terminator is not exactly `[DONE]`",
        "A comparison for equality fails, and the rest is no JSON; mistralai raises, openai-python does not mind.",
        example: "data: [DONE] with a space behind it",
        breaks: [.mistralAI, .handWritten],
        server: "Send exactly `data: [DONE]`.",
        client: "Trim before comparing."
    )
}
