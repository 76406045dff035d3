/// Rules about OpenAI's Chat Completions.
extension LintRule {
    static let chatObject = LintRule(
        .warning,
        #"`object` is not "chat.completion.chunk""#,
        """
        Azure's filter chunks have it empty, Copilot leaves it out of all. openai-python's `.stream()` helper drops \
        such chunks: with Copilot the whole answer.
        """,
        example: #"{"object":"","choices":[],"prompt_filter_results":[…]}"#,
        breaks: [.openAIPython],
        server: #"Send `"object": "chat.completion.chunk"` in each chunk."#,
        client: "Go by `choices`, not by `object`."
    )

    static let chatNullChoices = LintRule(
        .error,
        "`choices` is null or missing in a chunk that should have it",
        "Clients iterate over it without looking: openai-python raises a TypeError, mistralai a validation error.",
        example: #"{"id":"1","object":"chat.completion.chunk","choices":null}"#,
        breaks: [.openAIPython, .mistralAI],
        server: "Send an empty array where there is no choice.",
        client: "Take null and missing for empty."
    )

    static let chatRoleMissing = LintRule(
        .info,
        "the first delta of a choice has no role",
        "Rebuilt messages have no role (openai-python leaves it None), which the next request needs.",
        example: #"{"delta":{"content":"Hi"}}"#,
        server: #"Send `"role": "assistant"` with the first delta of each choice."#,
        client: "Assume `assistant`."
    )

    static let chatRoleRepeated = LintRule(
        .info,
        "later deltas repeat the role",
        #"openai-python joins strings and makes "assistantassistant" of it, which providers refuse in the next request."#,
        example: #"{"delta":{"role":"assistant","content":"b"}}"#,
        breaks: [.openAIPython],
        server: "Send the role once.",
        client: "Set the role, do not append."
    )

    static let chatFirstIndex = LintRule(
        .warning,
        "the first chunk's choice is not choice 0",
        "openai-python makes its list of choices from the first chunk and raises an IndexError on the next.",
        example: #"{"choices":[{"index":1,"delta":{}}]}"#,
        breaks: [.openAIPython],
        server: "Begin with choice 0.",
        client: "Key choices by their index."
    )

    static let chatIndexGap = LintRule(
        .warning,
        "the choices' indexes are not 0 … n−1, or there are more than were asked for",
        "Clients that keep choices in a list read the wrong one; openai-python raises an IndexError.",
        example: #"{"choices":[{"index":2,"delta":{"content":"Hi"}}]} without a choice 1"#,
        breaks: [.openAIPython],
        server: "Number the choices from 0, and send as many as `n` says.",
        client: "Key choices by their index."
    )

    static let chatFinishMissing = LintRule(
        .error,
        "a choice began and never finished",
        """
        The stream came to its end, but this choice did not: its text may be cut off. openai-python returns it with \
        `finish_reason` None.
        """,
        example: "data: [DONE] without any finish_reason before it",
        server: "Send a `finish_reason` for each choice.",
        client: "Check each choice's `finish_reason`."
    )

    static let chatFinishTwice = LintRule(
        .warning,
        "a choice finishes a second time",
        "Clients keep the last reason; which one is true, nobody can say. Two layers may each have added one.",
        example: #"{"finish_reason":"tool_calls"} and then {"finish_reason":"stop"}"#,
        server: "Send one `finish_reason` for each choice.",
        client: "Run the tools if there are calls, whatever the last reason says."
    )

    static let chatDeltaAfterFinish = LintRule(
        .warning,
        "text or a tool call after the choice's finish",
        "Clients that stop at the finish lose it; SDKs add it.",
        example: #"{"delta":{"content":"!"}} after "finish_reason":"stop""#,
        server: "Send the finish with or after the last piece.",
        client: "Read on until `[DONE]`."
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
        `error`, `eos`, `abort`, `model_length` and others come from engines behind gateways. Clients with a closed \
        list of reasons refuse them, or take them for success.
        """,
        example: #"{"finish_reason":"eos"}"#,
        server: "Translate to `stop`, `length`, `tool_calls`, `content_filter` or `function_call`.",
        client: "Take an unknown reason for a stop, and note it."
    )

    static let chatTruncatedLength = LintRule(
        .info,
        "the answer was cut by the token limit or by a filter",
        """
        Finish `length` or `content_filter`. The text is not whole, and openai-python's `get_final_completion()` \
        raises LengthFinishReasonError or ContentFilterFinishReasonError although the text is there.
        """,
        example: #"{"finish_reason":"length"}"#,
        breaks: [.openAIPython],
        client: "Raise `max_completion_tokens` (reasoning counts, too), and take the text from the chunks."
    )

    static let chatEmpty = LintRule(
        .warning,
        #"finish "stop" and nothing was said"#,
        """
        No text, no tool call, no refusal. Often the server's chat template is wrong, or the model thought and said \
        nothing.
        """,
        example: #"{"delta":{},"finish_reason":"stop"} as the only chunk"#,
        server: "Check the chat template and the stop sequences.",
        client: "Retry; look at the usage for reasoning that was not shown."
    )

    static let chatCumulative = LintRule(
        .error,
        "each chunk repeats all of the text so far",
        "Clients add the pieces up and show the text many times over. DashScope's own streams are so by default.",
        example: #"{"content":"He"} and then {"content":"Hello"} and then {"content":"Hello you"}"#,
        breaks: [.openAIPython, .handWritten],
        server: "Send what is new, not the whole.",
        client: "Replace the text instead of appending, for this server."
    )

    static let chatThinkTags = LintRule(
        .info,
        "reasoning stands inside the content, between `<think>` tags",
        """
        Clients show it to users and send it back in the next request. Weir tells it apart as reasoning, and leaves \
        the rebuilt message as it came.
        """,
        example: #"{"delta":{"content":"<think>Hm"}}"#,
        server: """
            Turn on the server's reasoning parser; `reasoning_content` or `reasoning` are the usual fields.
            """,
        client: "Cut it from the content before the next request."
    )

    static let chatDoubleReasoning = LintRule(
        .info,
        "`reasoning` and `reasoning_content` are both set",
        "They say the same under two names, for older and newer clients: who adds both shows everything twice.",
        example: #"{"delta":{"reasoning":"Hm","reasoning_content":"Hm"}}"#,
        client: "Read one of them, do not add both."
    )

    static let chatReasoningAfterContent = LintRule(
        .info,
        "reasoning comes after visible text",
        """
        The model thinks between parts of its answer. Views that fold all reasoning above the answer put it in the \
        wrong place.
        """,
        example: #"{"delta":{"reasoning":"But"}} after {"delta":{"content":"Yes."}}"#,
        client: "Keep the order in which reasoning and text came."
    )

    static let chatRefusalAndContent = LintRule(
        .info,
        "a choice has both a refusal and content",
        "The model began to answer and then refused, or a gateway copies the refusal into the content.",
        example: #"{"delta":{"refusal":"I can't"}} after {"delta":{"content":"Sure"}}"#,
        client: "Show the refusal, and do not use the content as an answer."
    )

    static let chatJsonMode = LintRule(
        .error,
        "JSON was asked for and the content is none, or breaks its schema",
        """
        `response_format` promises JSON. The server ignores the option, or the model only tries to keep it; the \
        caller's parser will fail. Answers that were cut off (`length`) are not told here.
        """,
        example: "Sure! Here is the JSON: {…}",
        server: "Constrain decoding to the schema, or refuse the option.",
        client: "Validate, and ask again with the violation; check `finish_reason` first, a cut answer is never JSON."
    )

    static let chatAudioPadding = LintRule(
        .info,
        "a piece of base64 audio ends with padding before the last one",
        "Each piece was encoded by itself. openai-python joins them as text, which is no base64 any more.",
        example: #"{"audio":{"data":"AAECAw=="}}"#,
        breaks: [.openAIPython],
        client: "Decode each piece, then join the bytes."
    )

    static let azureLateFilter = LintRule(
        .warning,
        "an asynchronous filter flags text that was sent already",
        """
        Azure's asynchronous filter judges text after it was streamed: the user has read what the filter would have \
        kept back. openai-python's helper drops the verdict, whose `object` is empty.
        """,
        example: #"{"content_filter_results":{"hate":{"filtered":true}},"content_filter_offsets":{…}}"#,
        server: "Choose the default (blocking) filter where that must not happen.",
        client: "Read the filter's chunks, and retract the text that `content_filter_offsets` names."
    )
}
