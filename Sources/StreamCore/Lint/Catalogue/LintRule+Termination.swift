/// Rules about how a stream ends, who it says it is, how it reports errors.
extension LintRule {
    static let termMissing = LintRule(
        .error,
        "the stream ended with neither a finish nor a terminator",
        """
        The body ended properly as far as HTTP goes, but the answer is not whole. Most SDKs do not notice \
        and return what they have.
        """,
        example: #"data: {"choices":[{"delta":{"content":"and th"}}]} and then nothing"#,
        breaks: [.openAIPython, .anthropicPython],
        server: "Send an error event when generation fails; a stream must never just end.",
        client: "Check `finish_reason` (or the dialect's stop) of each answer before using it."
    )

    static let termNoSentinel = LintRule(
        .warning,
        "the answer is finished but the terminator is missing",
        """
        Nothing of the answer is lost. Clients that wait for the terminator wait until the connection \
        closes.
        """,
        example: #"data: {"choices":[{"delta":{},"finish_reason":"stop"}]} and then nothing"#,
        server: "Send the terminator, `data: [DONE]` for OpenAI-like streams.",
        client: "Do not require it once a finish was seen."
    )

    static let termDataAfter = LintRule(
        .warning,
        "events after the stream's end",
        "Clients have stopped reading; what comes then is lost, usage for example.",
        example: #"""
            data: [DONE]

            data: {"usage":{…}}
            """#,
        breaks: [.openAIPython],
        server: "Send the terminator last."
    )

    static let termDoneAfterError = LintRule(
        .info,
        "`[DONE]` follows an error",
        """
        The terminator does not mean success. Clients that only look for it take the partial answer for \
        whole.
        """,
        example: #"""
            data: {"error":{…}}

            data: [DONE]
            """#,
        client: "Check for `error` in each event."
    )

    static let termForeignDone = LintRule(
        .warning,
        "`[DONE]` in a dialect that has no such end",
        """
        A gateway adds OpenAI's terminator to every stream. Gemini's client parses it as JSON and fails (a \
        warning there); the others skip it (a note).
        """,
        example: "data: [DONE]",
        breaks: [.googleGenAI],
        server: "Add `[DONE]` to OpenAI-like streams only."
    )

    static let termDuplicate = LintRule(
        .warning,
        "the stream ends a second time",
        "Two layers each add the end. Clients have stopped at the first one.",
        example: #"""
            data: [DONE]

            data: [DONE]
            """#,
        server: "Let one layer write the terminator."
    )

    static let idChanged = LintRule(
        .warning,
        "id, created or model changes within a stream",
        """
        One answer has one identity. A change means that a gateway joined two streams, or makes up values \
        for each chunk; logs and caches that go by the id split the answer.
        """,
        example: #"{"id":"a",…} and then {"id":"b",…}"#,
        server: "Make the values once for each answer.",
        client: "Keep the first id."
    )

    static let idEmpty = LintRule(
        .info,
        "a chunk with content has an empty id",
        "The answer cannot be referred to.",
        example: #"{"id":"","choices":[{"delta":{"content":"Hi"}}]}"#,
        server: "Give each answer an id and repeat it in all chunks."
    )

    static let errMidstream = LintRule(
        .error,
        "an error after the stream had begun",
        """
        The status was 200 already. What was streamed is partial; whether a retry helps, the error's type \
        says.
        """,
        example: #"data: {"error":{"message":"overloaded","type":"server_error"}}"#,
        breaks: [.openAIPython, .anthropicPython],
        client: "Catch the SDK's error while iterating, not only when the stream is opened."
    )

    static let errFirst = LintRule(
        .error,
        "the first event of a 200 is an error",
        "Nothing was generated. Retry logic that goes by the status does not see this failure.",
        example: #"data: {"error":{"message":"model not loaded"}}"#,
        server: "Answer with a failing status while the head is not sent.",
        client: "Treat an error before any content like a failing status."
    )

    static let errShape = LintRule(
        .warning,
        "an error in a shape that is not the dialect's",
        #"""
        SDKs look for one shape. Others are dropped without a word (`"object":"error"`), or raised with an \#
        empty message.
        """#,
        example: #"data: {"object":"error","message":"out of memory","code":500}"#,
        breaks: [.openAIPython],
        server: "Write errors as the provider that is imitated does.",
        client: #"Look for `error`, `object: "error"` and an event named `error`."#
    )
}
