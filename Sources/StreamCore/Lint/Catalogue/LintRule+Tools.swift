/// Rules about tool calls, in all dialects.
extension LintRule {
    static let toolNoIndex = LintRule(
        .error,
        "a piece of a tool call has no index",
        "Pieces are joined by index; without one SDKs fail, or put all calls together.",
        example: #"{"tool_calls":[{"id":"call_1","function":{"name":"f","arguments":"{}"}}]}"#,
        breaks: [.openAIPython],
        server: "Number the calls of a message from 0 and repeat the index in each piece.",
        client: "Treat a piece with a new id as a new call."
    )

    static let toolIndexReused = LintRule(
        .error,
        "a new call comes under a used index",
        """
        SDKs join the two calls: the arguments of both stand in one string, the second call is lost.
        """,
        example: "index 0 id call_a and then index 0 id call_b",
        breaks: [.openAIPython],
        server: "Give each call its own index.",
        client: "Open a new call when the id changes."
    )

    static let toolIndexGap = LintRule(
        .warning,
        "the indexes of tool calls skip a number",
        "Lists that are filled by index have holes, or clients fail.",
        example: "index 0 and then index 2",
        server: "Number without gaps."
    )

    static let toolIdRepeated = LintRule(
        .warning,
        "later pieces repeat the call's id or name",
        #"SDKs that join strings make "call_zcall_z" of it, and no tool has that name."#,
        example: #"{"index":0,"id":"call_z","function":{"name":"f","arguments":"}"}}"#,
        breaks: [.openAIPython],
        server: "Send id and name with the first piece only.",
        client: "Set id and name, do not append."
    )

    static let toolNoId = LintRule(
        .warning,
        "a call was finished without an id",
        "The result cannot be sent back: a tool message must name the call's id.",
        example: #"{"index":0,"function":{"name":"f","arguments":"{}"}}"#,
        server: "Make up an id for each call."
    )

    static let toolDupId = LintRule(
        .warning,
        "two calls share an id",
        "Results cannot be told apart.",
        example: "id call_1 at index 0 and at index 1",
        server: "Make ids unique within the message."
    )

    static let toolNoName = LintRule(
        .error,
        "a call without a name",
        "Nothing can be called.",
        example: #"{"index":0,"id":"call_1","function":{"arguments":"{}"}}"#,
        server: "Send the name with the first piece."
    )

    static let toolUnknownName = LintRule(
        .warning,
        "a call of a tool that the request did not offer",
        "The model invented it, or a gateway renamed the tools.",
        example: #"{"function":{"name":"search_web"}} where only get_weather was offered"#,
        client: "Answer with an error result; the model usually corrects itself."
    )

    static let toolArgsInvalid = LintRule(
        .error,
        "the arguments are no JSON object",
        "The call cannot be carried out. Some SDKs raise for the whole message.",
        example: #"{"city": "Oslo"#,
        breaks: [.anthropicPython],
        server: "Constrain the decoding of tool calls.",
        client: "Parse arguments with a fallback, and give the error back to the model."
    )

    static let toolArgsTruncated = LintRule(
        .warning,
        "the arguments are cut off, because the answer was",
        "The token limit, or the end of the stream, fell into the call.",
        example: #"{"city": "Os with finish_reason "length""#,
        client: "Raise the token limit; never run such a call."
    )

    static let toolArgsDouble = LintRule(
        .error,
        "two JSON documents stand in one call's arguments",
        "Pieces of two calls were joined: nearly always an index that was used twice.",
        example: #"{"c":"A"}{"c":"B"}"#,
        server: "Give each call its own index."
    )

    static let toolArgsSchema = LintRule(
        .warning,
        "the arguments break the tool's schema",
        "A required member is missing, a type or a value is not as declared.",
        example: #"{"town":"Oslo"} where city is required"#,
        server: "Turn on strict schemas, where the model has them.",
        client: "Check arguments before the call."
    )

    static let toolArgsStringified = LintRule(
        .warning,
        "the arguments are a JSON string that holds JSON",
        "They were encoded twice; clients get a text instead of an object.",
        example: #""{\"city\":\"Oslo\"}" in quotes"#,
        server: "Encode the arguments once.",
        client: "Parse again when the result is a string."
    )

    static let toolForbidden = LintRule(
        .warning,
        "a call that the request forbade",
        #"""
        A call in spite of `tool_choice: "none"`, or several in spite of `parallel_tool_calls: false`.
        """#,
        example: #"tool_choice "none" and a tool call"#
    )

    static let toolCustomInChat = LintRule(
        .info,
        "a call of a custom tool, whose input is free text",
        "The input is no JSON and must not be parsed; older SDK helpers only know functions.",
        example: #"{"type":"custom","custom":{"name":"run_sql","input":"SELECT 1"}}"#,
        breaks: [.openAIPython]
    )
}
