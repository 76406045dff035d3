/// Rules about how a stream ends, who it says it is, how it reports errors.
extension LintRule {
    static let termMissing = LintRule(
        .error,
        "the stream ended with neither a finish nor a terminator",
        """
        The body ended properly as far as HTTP goes, but the answer is not whole. Most SDKs do not notice: \
        openai-python, anthropic-python, ollama-python and mistralai return what they have, without an exception.
        """,
        example: #"data: {"choices":[{"delta":{"content":"and th"}}]} as the last event"#,
        breaks: [.openAIPython, .anthropicPython, .ollamaPython, .mistralAI],
        server: "Send an error event when generation fails; a stream must never just end.",
        client: "Check `finish_reason` (or the dialect's stop reason) of each answer before using it."
    )

    static let termNoSentinel = LintRule(
        .warning,
        "the answer is finished but the terminator is missing",
        "Nothing of the answer is lost. Clients that wait for the terminator wait until the connection closes.",
        example: #"data: {"choices":[{"delta":{},"finish_reason":"stop"}]} as the last event"#,
        server: "Send the terminator: `data: [DONE]` in OpenAI-like streams.",
        client: "Do not require it once a finish was seen."
    )

    static let termDataAfter = LintRule(
        .warning,
        "events after the stream's end",
        "Clients have stopped reading: what comes then is lost, token counts for example.",
        example: #"""
            data: [DONE]

            data: {"choices":[],"usage":{…}}
            """#,
        breaks: [.openAIPython],
        server: "Send the terminator last."
    )

    static let termDoneAfterError = LintRule(
        .info,
        "`[DONE]` follows an error",
        """
        vLLM and SGLang end so. The terminator does not mean success: clients that only look for it take the \
        partial answer for whole.
        """,
        example: #"""
            data: {"error":{…}}

            data: [DONE]
            """#,
        breaks: [.handWritten],
        client: "Check for `error` in each event."
    )

    static let termForeignDone = LintRule(
        .warning,
        "`[DONE]` in a dialect that has no such end",
        """
        A gateway adds OpenAI's terminator to every stream. google-genai parses it as JSON and raises (a warning \
        there); openai-python and anthropic-python skip it (a note).
        """,
        example: "data: [DONE]",
        breaks: [.googleGenAI],
        server: "Add `[DONE]` to OpenAI-like streams only."
    )

    static let termDuplicate = LintRule(
        .warning,
        "the stream ends a second time",
        "Two layers each add the end. Clients have stopped at the first one, so that little is lost.",
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
        One answer has one identity. A change means that a gateway joined two streams, fell back to another model \
        in the middle, or makes values up for each chunk; logs and caches that go by the id split the answer.
        """,
        example: #"{"id":"chatcmpl-a",…} and then {"id":"chatcmpl-b",…}"#,
        server: "Make the values once for each answer.",
        client: "Keep the first ones."
    )

    static let idEmpty = LintRule(
        .info,
        "a chunk with content has an empty id",
        "The answer cannot be referred to, in a bug report to the provider for example.",
        example: #"{"id":"","choices":[{"delta":{"content":"Hi"}}]}"#,
        server: "Give each answer an id and repeat it in all chunks."
    )

    static let errMidstream = LintRule(
        .error,
        "an error after the stream had begun",
        """
        The status was 200 already. What was streamed is partial; the error's type says whether a retry helps. \
        SDKs raise in the middle of the loop, where few programs catch.
        """,
        example: #"data: {"error":{"message":"overloaded","type":"server_error"}}"#,
        server: "Look for the cause in the provider's message; send what was used so far with the error.",
        client: "Catch the SDK's error around the loop, too, not only around the call that opens the stream."
    )

    static let errFirst = LintRule(
        .error,
        "the first event of a 200 is an error",
        """
        Nothing was generated. Retry logic that goes by the status does not see this failure, and monitors count \
        a success.
        """,
        example: #"""
            HTTP/1.1 200 OK

            data: {"error":{"message":"model not loaded"}}
            """#,
        server: "Answer with a failing status while the head is not sent.",
        client: "Treat an error before any content like a failing status."
    )

    static let errShape = LintRule(
        .warning,
        "an error in a shape that is not the dialect's",
        #"""
        SDKs look for one shape. openai-python drops `"object":"error"` without a word, so that the answer just \#
        seems to end; google-genai raises an AttributeError for an error that is a text.
        """#,
        example: #"data: {"object":"error","message":"out of memory","code":500}"#,
        breaks: [.openAIPython, .googleGenAI],
        server: "Write errors as the provider that is imitated does.",
        client: #"Look for `error`, `object: "error"` and an event named `error`."#
    )
}
