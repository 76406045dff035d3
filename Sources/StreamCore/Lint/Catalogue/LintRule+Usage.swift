/// Rules about token counts, in all dialects.
extension LintRule {
    static let usageMissing = LintRule(
        .warning,
        "token counts were asked for and none came",
        "Costs are unknown. Some upstreams do not support it (then it is only a note).",
        example: "stream_options.include_usage and no usage in any chunk",
        server: "Send the usage in a last chunk with empty choices."
    )

    static let usageUnasked = LintRule(
        .info,
        "token counts came although they were not asked for",
        "Harmless; some gateways always add them.",
        example: "usage without stream_options.include_usage"
    )

    static let usageOnChoice = LintRule(
        .info,
        "usage on a chunk that has choices, or inside a choice",
        """
        OpenAI sends it alone in the last chunk. Clients that skip chunks with choices when they look for \
        usage miss it.
        """,
        example: #"{"choices":[{"finish_reason":"stop"}],"usage":{…}}"#,
        client: "Take usage from wherever it comes, the last one counts."
    )

    static let usageErased = LintRule(
        .warning,
        "a chunk after the usage has none",
        "SDKs that overwrite the message with each chunk lose the counts.",
        example: #"{"usage":{…}} and then {"usage":null}"#,
        breaks: [.openAIPython],
        server: "Send the usage last.",
        client: "Keep the last usage that is not null."
    )

    static let usageDecreases = LintRule(
        .warning,
        "a running count goes down",
        "Counts are totals so far; one that falls was reset or belongs to another request.",
        example: #""completion_tokens":9 and then "completion_tokens":4"#
    )

    static let usageSum = LintRule(
        .warning,
        "the total is not the sum of its parts",
        """
        Prompt and completion do not add up, even with reasoning and tool tokens counted beside them.
        """,
        example: #""prompt_tokens":5,"completion_tokens":3,"total_tokens":9"#,
        server: "Compute the total from the parts."
    )

    static let usageZero = LintRule(
        .warning,
        "0 tokens were counted and there is text",
        "The counter was never filled in: costs would be too low.",
        example: #""completion_tokens":0 with text"#
    )

    static let usageVsEvents = LintRule(
        .info,
        "far fewer or far more tokens than were streamed",
        """
        Fewer than there were pieces is impossible; many more means reasoning that was not shown, which is \
        billed all the same.
        """,
        example: #""completion_tokens":900 for ten words"#
    )
}
