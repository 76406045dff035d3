/// Rules about tool calls, in all dialects.
extension LintRule {
    static let toolNoIndex = LintRule(
        .error,
        "a piece of a tool call has no index",
        """
        Pieces are joined by their index. Without one openai-python raises a TypeError, and other clients put all \
        calls into one. Gemini behind OpenAI's interface is known for it.
        """,
        example: #"{"tool_calls":[{"id":"call_1","function":{"name":"f","arguments":"{}"}}]}"#,
        breaks: [.openAIPython],
        server: "Number the calls of a message from 0 and repeat the index in each piece.",
        client: "Treat a piece with a new id as a new call, one without an id as more of the last call."
    )

    static let toolIndexReused = LintRule(
        .error,
        "a new call comes under a used index",
        """
        SDKs join the two calls: the arguments of both stand in one string, and the second call is lost. Gateways \
        that translate parallel calls often give all of them index 0.
        """,
        example: #"""
            {"tool_calls":[{"index":0,"id":"call_a",…}]}
            {"tool_calls":[{"index":0,"id":"call_b",…}]}
            """#,
        breaks: [.openAIPython],
        server: "Give each call its own index.",
        client: "Open a new call when the id changes."
    )

    static let toolIndexGap = LintRule(
        .warning,
        "the indexes of tool calls skip a number",
        "Lists that are filled by index have holes; openai-python raises an IndexError.",
        example: #"{"tool_calls":[{"index":2,…}]} right after index 0"#,
        breaks: [.openAIPython],
        server: "Number the calls without gaps.",
        client: "Key calls by their index."
    )

    static let toolIdRepeated = LintRule(
        .warning,
        "later pieces repeat the call's id or name",
        #"openai-python joins them to "call_zcall_z" and "pingping"; no tool has that name."#,
        example: #"{"tool_calls":[{"index":0,"id":"call_z","function":{"name":"ping","arguments":"}"}}]} again"#,
        breaks: [.openAIPython],
        server: "Send id and name with the first piece only.",
        client: "Set id and name, do not append."
    )

    static let toolNoId = LintRule(
        .warning,
        "a call was finished without an id",
        "The result cannot be sent back: a tool message must name the call's id.",
        example: #"{"tool_calls":[{"index":0,"function":{"name":"f","arguments":"{}"}}]}"#,
        server: "Make up an id for each call.",
        client: "Make one up, and use it in the assistant's message and in the tool's."
    )

    static let toolDupId = LintRule(
        .warning,
        "two calls share an id",
        "Results cannot be told apart, and most providers refuse the next request.",
        example: #"{"index":0,"id":"call_1",…} and {"index":1,"id":"call_1",…}"#,
        server: "Make ids unique, within the conversation at best."
    )

    static let toolNoName = LintRule(
        .error,
        "a call without a name",
        "Nothing can be called.",
        example: #"{"tool_calls":[{"index":0,"id":"call_1","function":{"arguments":"{}"}}]}"#,
        breaks: [.openAIPython],
        server: "Send the name with the first piece of the call.",
        client: "Answer the call with an error, so that the model tries again."
    )

    static let toolUnknownName = LintRule(
        .warning,
        "a call of a tool that the request did not offer",
        "The model invented it, or a gateway renamed the tools.",
        example: #"{"function":{"name":"search_web"}} where only get_weather was offered"#,
        client: "Answer with an error result that lists the tools; the model usually corrects itself."
    )

    static let toolArgsInvalid = LintRule(
        .error,
        "the arguments are no JSON object",
        """
        The call cannot be carried out. anthropic-python raises a ValueError for the whole message; others hand on \
        the text, and parsing it fails later.
        """,
        example: #"{"city": }"#,
        breaks: [.anthropicPython],
        server: "Constrain the decoding of tool calls to the schema.",
        client: "Catch the parser's error, and give it to the model as the call's result."
    )

    static let toolArgsTruncated = LintRule(
        .warning,
        "the arguments are cut off, because the answer was",
        """
        The token limit, or the end of the stream, fell into the call. anthropic-python yields the members that \
        are whole, or `{}`, as if that were all.
        """,
        example: #"{"city": "Os and then "finish_reason":"length""#,
        client: "Raise the token limit; never run such a call."
    )

    static let toolArgsDouble = LintRule(
        .error,
        "several JSON documents stand in one call's arguments",
        "Pieces of two calls were joined: nearly always an index that was used twice.",
        example: #"{"city":"Oslo"}{"city":"Rome"}"#,
        server: "Give each call its own index.",
        client: "Split the documents, or ask the model again with one call at a time (`parallel_tool_calls`)."
    )

    static let toolArgsSchema = LintRule(
        .warning,
        "the arguments break the tool's schema",
        "A required member is missing, or a type or a value is not as declared. The tool's own code meets it.",
        example: #"{"town":"Oslo"} where city is required"#,
        server: "Constrain decoding to the schema (`strict`), where the model can.",
        client: "Check arguments before the call, and give the violation to the model."
    )

    static let toolArgsStringified = LintRule(
        .warning,
        "the arguments are a JSON string that holds JSON",
        "They were serialised twice: who parses them gets a text, not an object.",
        example: #""{\"city\":\"Oslo\"}""#,
        server: "Serialise the arguments once.",
        client: "Parse again when the result is a string."
    )

    static let toolForbidden = LintRule(
        .warning,
        "a call that the request forbade",
        """
        A call in spite of `tool_choice: "none"`, or several in spite of `parallel_tool_calls: false`. The server \
        ignores the option, or a gateway dropped it.
        """,
        example: #"{"tool_choice":"none"} in the request and {"tool_calls":[…]} in the answer"#,
        server: "Pass the options on, or refuse requests whose options are not supported.",
        client: "Offer no tools instead; run parallel calls one after the other."
    )

    static let toolCustomInChat = LintRule(
        .info,
        "a call of a custom tool, whose input is free text",
        """
        The input is no JSON and must not be parsed. openai-python's `.stream()` helper raises an AttributeError; \
        iterating over the chunks works.
        """,
        example: #"{"type":"custom","custom":{"name":"run_sql","input":"SELECT 1"}}"#,
        breaks: [.openAIPython],
        client: "Read custom calls from the chunks, or use the Responses API."
    )
}
