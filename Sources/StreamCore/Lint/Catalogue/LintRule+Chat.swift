/// Rules about OpenAI's Chat Completions.
extension LintRule {
    static let chatObject = LintRule(
        .warning,
        #"`object` is not "chat.completion.chunk""#,
        """
        Azure's first chunk has it empty, Copilot leaves it out. Helpers that go by it drop the chunk.
        """,
        example: #"{"object":"","choices":[],"prompt_filter_results":[…]}"#,
        breaks: [.openAIPython],
        server: #"Send `"object": "chat.completion.chunk"` in each chunk."#,
        client: "Go by `choices`, not by `object`."
    )

    static let chatNullChoices = LintRule(
        .error,
        "`choices` is null or missing in a chunk that should have it",
        "Clients iterate over it.",
        example: #"{"id":"1","object":"chat.completion.chunk","choices":null}"#,
        breaks: [.openAIPython],
        server: "Send an empty array where there is no choice."
    )

    static let chatRoleMissing = LintRule(
        .info,
        "the first delta of a choice has no role",
        "Rebuilt messages lack the role, which the next request needs.",
        example: #"{"delta":{"content":"Hi"}}"#,
        server: #"Send `"role": "assistant"` with the first delta of each choice."#,
        client: "Assume `assistant`."
    )

    static let chatRoleRepeated = LintRule(
        .info,
        "later deltas repeat the role",
        #"SDKs that join strings make "assistantassistant" of it."#,
        example: #"{"delta":{"role":"assistant","content":"b"}}"#,
        breaks: [.openAIPython],
        server: "Send the role once."
    )

    static let chatFirstIndex = LintRule(
        .warning,
        "the first chunk's choice is not choice 0",
        "Accumulators that make a list of the first chunk's choices fail on the next one.",
        example: #"{"choices":[{"index":1,"delta":{}}]}"#,
        breaks: [.openAIPython],
        server: "Begin with choice 0."
    )

    static let chatIndexGap = LintRule(
        .warning,
        "the choices' indexes are not 0 … n−1, or there are more than were asked for",
        "Clients that keep choices in a list read the wrong one, or fail.",
        example: #"{"choices":[{"index":2,"delta":{}}]}"#,
        server: "Number the choices from 0."
    )

    static let chatFinishMissing = LintRule(
        .error,
        "a choice began and never finished",
        "The stream came to its end, but this choice did not: its text may be cut off.",
        example: "data: [DONE] without any finish_reason",
        server: "Send a `finish_reason` for each choice.",
        client: "Check each choice's `finish_reason`."
    )

    static let chatFinishTwice = LintRule(
        .warning,
        "a choice finishes a second time",
        "Clients keep the last reason; which one is true, nobody can say.",
        example: #"{"finish_reason":"tool_calls"} and then {"finish_reason":"stop"}"#,
        server: "Send one `finish_reason` for each choice."
    )

    static let chatDeltaAfterFinish = LintRule(
        .warning,
        "text or a tool call after the choice's finish",
        "Clients that stop at the finish lose it.",
        example: #"{"delta":{"content":"!"}} after finish_reason"#,
        server: "Send the finish with or after the last piece."
    )

    static let chatFinishMismatch = LintRule(
        .warning,
        #"tool calls but finish "stop", or finish "tool_calls" without one"#,
        """
        Agents go by the reason: they end their loop although tools were called, or wait for calls that are \
        not there.
        """,
        example: #"{"finish_reason":"stop"} after tool_calls"#,
        server: "Finish with `tool_calls` exactly when there are calls.",
        client: "Look at the calls, not at the reason."
    )

    static let chatFinishUnknown = LintRule(
        .info,
        "a finish reason outside the known ones",
        """
        `error`, `eos`, `abort` and others come from engines behind gateways. Strict clients refuse them.
        """,
        example: #"{"finish_reason":"eos"}"#,
        server: "Translate to `stop`, `length`, `tool_calls`, `content_filter` or `function_call`."
    )

    static let chatTruncatedLength = LintRule(
        .info,
        "the answer was cut by the token limit or by a filter",
        """
        Finish `length` or `content_filter`. The text is not whole, and the SDK's helper for final answers \
        raises although the text is there.
        """,
        example: #"{"finish_reason":"length"}"#,
        breaks: [.openAIPython],
        client: "Raise `max_completion_tokens`; reasoning counts, too."
    )

    static let chatEmpty = LintRule(
        .warning,
        #"finish "stop" and nothing was said"#,
        """
        No text, no tool call, no refusal. Often the model's template is wrong, or all tokens were hidden \
        reasoning.
        """,
        example: #"{"delta":{},"finish_reason":"stop"} as the only chunk"#,
        client: "Retry; look at the usage for hidden reasoning."
    )

    static let chatCumulative = LintRule(
        .error,
        "each chunk repeats all of the text so far",
        "Clients add the pieces up and show the text many times over.",
        example: #""He" and then "Hello" and then "Hello you""#,
        breaks: [.openAIPython, .handWritten],
        server: "Send what is new, not the whole."
    )

    static let chatThinkTags = LintRule(
        .info,
        "reasoning stands inside the content, between `<think>` tags",
        "Clients show it to users and send it back in the next request. Weir shows it apart.",
        example: #"{"delta":{"content":"<think>Hm"}}"#,
        server: """
            Turn on the server's reasoning parser: `reasoning` or `reasoning_content` are the usual fields.
            """,
        client: "Cut it from the content before the next request."
    )

    static let chatDoubleReasoning = LintRule(
        .info,
        "`reasoning` and `reasoning_content` are both set",
        "They say the same under two names, for older and newer clients.",
        example: #"{"delta":{"reasoning":"Hm","reasoning_content":"Hm"}}"#,
        client: "Read one of them, do not add both."
    )

    static let chatReasoningAfterContent = LintRule(
        .info,
        "reasoning comes after visible text",
        """
        The model thinks between parts of its answer. Views that fold reasoning above the answer put it in \
        the wrong place.
        """,
        example: #"{"delta":{"reasoning":"But"}} after content"#
    )

    static let chatRefusalAndContent = LintRule(
        .info,
        "a choice has both a refusal and content",
        "Which one is the answer, the client has to decide.",
        example: #"{"delta":{"refusal":"I can't"}} after content"#
    )

    static let chatJsonMode = LintRule(
        .error,
        "JSON was asked for and the content is none, or breaks its schema",
        "`response_format` promises JSON. The caller's parser will fail.",
        example: "Sure! Here is the JSON: {…}",
        server: "Constrain decoding, or fail.",
        client: "Check `finish_reason` first: a cut answer is never JSON."
    )

    static let chatAudioPadding = LintRule(
        .info,
        "a piece of base64 audio ends with padding before the last one",
        "Each piece was encoded by itself. Joined as text they are no base64 any more.",
        example: #"{"audio":{"data":"AAECAw=="}}"#,
        breaks: [.openAIPython],
        client: "Decode each piece, then join the bytes."
    )

    static let azureLateFilter = LintRule(
        .warning,
        "an asynchronous filter flags text that was sent already",
        "The user has read what the filter would have kept back.",
        example: #"{"content_filter_results":{"hate":{"filtered":true}}}"#,
        client: "Retract the text, or turn asynchronous filtering off."
    )
}
