/// Rules about token counts, in all dialects.
extension LintRule {
    static let usageMissing = LintRule(
        .warning,
        "token counts were asked for, or are always sent, and none came",
        """
        What the answer costs is unknown. Some upstreams behind gateways cannot count while they stream: where the \
        host is not one that does, it is only a note.
        """,
        example: #""stream_options":{"include_usage":true} in the request and no usage in any chunk"#,
        server: "Send the usage in a last chunk with empty `choices`, before `[DONE]`.",
        client: "Ask for it (`stream_options.include_usage`); count tokens yourself where the upstream cannot."
    )

    static let usageUnasked = LintRule(
        .info,
        "token counts came although they were not asked for",
        "Some gateways always add them. Clients that read `choices[0]` of every chunk fail on the extra chunk.",
        example: #"{"choices":[],"usage":{…}} without stream_options.include_usage in the request"#,
        client: "Skip chunks without choices."
    )

    static let usageOnChoice = LintRule(
        .info,
        "usage on a chunk that has choices, inside a choice, or in x_groq",
        """
        OpenAI sends it alone in the last chunk, with empty `choices`. Clients that look only there miss it; \
        openai-python loses what stands inside a choice.
        """,
        example: #"{"choices":[{"delta":{},"finish_reason":"stop"}],"usage":{…}}"#,
        client: "Take usage from wherever it comes; the last one counts."
    )

    static let usageErased = LintRule(
        .warning,
        "a chunk after the usage has none",
        "openai-python overwrites the message's usage with each chunk's, so that the counts are gone at the end.",
        example: #"{"choices":[],"usage":{…}} and then {"choices":[],"usage":null}"#,
        breaks: [.openAIPython],
        server: "Send the usage with the last chunk, or with every chunk from there on.",
        client: "Keep the last usage that is not null."
    )

    static let usageDecreases = LintRule(
        .warning,
        "a running count goes down",
        """
        Each count is the total so far. One that falls was reset, belongs to another request, or is only what is \
        new since the last event.
        """,
        example: #"{"usage":{"completion_tokens":9}} and then {"usage":{"completion_tokens":4}}"#,
        server: "Send totals that only grow.",
        client: "Take the last count, and never add counts up; compare it with the bill here."
    )

    static let usageSum = LintRule(
        .warning,
        "the total is not the sum of its parts",
        """
        Input and output do not add up to the total, even with reasoning, cached and tool tokens counted beside \
        them. One of the three is wrong, and so may be the bill.
        """,
        example: #"{"prompt_tokens":5,"completion_tokens":3,"total_tokens":9}"#,
        server: "Compute the total from the parts."
    )

    static let usageZero = LintRule(
        .warning,
        "0 tokens were counted and there is text",
        "The counter was never filled in: costs that go by it are too low, and limits never reached.",
        example: #"{"usage":{"completion_tokens":0}} after text"#,
        server: "Count, or leave `usage` out: unknown is not 0."
    )

    static let usageVsEvents = LintRule(
        .info,
        "fewer tokens than pieces were streamed, or tokens of reasoning that was not",
        """
        Fewer tokens than pieces cannot be: a piece is a token or more. Reasoning that is counted and not shown is \
        billed all the same, and makes tokens per second look too high where it is not taken off.
        """,
        example: #"{"completion_tokens":900,"completion_tokens_details":{"reasoning_tokens":880}} for ten words"#,
        client: "Take reasoning off before computing a rate; Weir does."
    )
}
