/// Rules about Gemini, Ollama, Cohere, Mistral and MCP.
extension LintRule {
    static let gemNoFinish = LintRule(
        .error,
        "a candidate without a finishReason at the end",
        """
        A Gemini stream has no other end: without the reason the text may be cut off, and google-genai says \
        nothing.
        """,
        example: #"data: {"candidates":[{"content":{"parts":[{"text":"and th"}]}}]} as the last event"#,
        breaks: [.googleGenAI],
        server: "Send a `finishReason` for each candidate with or after its last part.",
        client: "Check `finish_reason` of the last chunk of each candidate."
    )

    static let gemBlocked = LintRule(
        .warning,
        "the prompt or the answer was blocked",
        """
        `promptFeedback.blockReason`, or a finish such as SAFETY or RECITATION. There is no answer, or a part of \
        one; the chunk may have no candidates and no content at all.
        """,
        example: #"data: {"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"}}"#,
        client: """
            Look at `prompt_feedback` and `finish_reason` before the text, which is None here; change the prompt or \
            `safetySettings`.
            """
    )

    static let gemFinishContinuation = LintRule(
        .info,
        "the answer goes on in another exchange",
        """
        The finish CONTINUATION comes with a token; newer SDKs ask on with it by themselves. One answer is then \
        several exchanges here.
        """,
        example: #"{"finishReason":"CONTINUATION","continuationToken":"…"}"#,
        client: "Join the texts of the exchanges, or let the SDK do it."
    )

    static let gemPartialUnclosed = LintRule(
        .error,
        "partial arguments were never closed",
        """
        `willContinue` promised more of a function call, and nothing came: the arguments are not whole, even if \
        they parse.
        """,
        example: #"{"functionCall":{"name":"f","willContinue":true}} and then the end"#,
        server: "Close each call with a `functionCall` that has no `willContinue`.",
        client: "Do not run the call."
    )

    static let gemSignatureLost = LintRule(
        .warning,
        "the model thought and its function call has no thoughtSignature",
        """
        The signature must come back with the call in the next request: models that require it refuse the request \
        without, others think from the start again. A gateway may have dropped it.
        """,
        example: #"{"functionCall":{"name":"f","args":{}}} after parts with "thought":true"#,
        server: "Pass parts on unchanged, `thoughtSignature` included.",
        client: "Send the model's parts back as they came, not rebuilt from name and arguments."
    )

    static let gemMalformedCall = LintRule(
        .error,
        "the model made a function call that cannot be read",
        """
        It ends with MALFORMED_FUNCTION_CALL or UNEXPECTED_TOOL_CALL, and there is no call to carry out. \
        `finishMessage` may hold what the model wrote.
        """,
        example: #"{"finishReason":"MALFORMED_FUNCTION_CALL","finishMessage":"…"}"#,
        client: "Retry; declare fewer tools, or simpler schemas, if it repeats."
    )

    static let gemArrayUnclosed = LintRule(
        .error,
        "the JSON array of the answer is cut off",
        """
        Without `alt=sse` the stream is one JSON array. Its end is missing, so that the answer may be, too, and \
        parsers that wait for the whole array refuse all of it.
        """,
        example: #"""
            [{"candidates":[…]},
            {"candidates":[…]}
            """#,
        server: "Close the array with `]`, after an element with an `error` when generation fails.",
        client: "Ask with `?alt=sse`, and take each event by itself."
    )

    static let ollNoDone = LintRule(
        .error,
        "no line says \"done\": true",
        """
        The answer may be cut off, and the counts and durations of the last line are missing. ollama-python ends \
        its loop without an exception.
        """,
        example: #"{"message":{"content":"and th"},"done":false} as the last line"#,
        breaks: [.ollamaPython],
        server: "End each stream with a line that has `\"done\": true`, or with `{\"error\": …}`.",
        client: "Check that the last line has `done`."
    )

    static let cohNoEnd = LintRule(
        .error,
        "no message-end event",
        """
        The finish reason and the usage are missing, and the answer may be cut off. cohere-python ends its loop \
        without an exception.
        """,
        example: #"event: content-delta as the last event"#,
        breaks: [.coherePython],
        server: "End with `message-end`; its `finish_reason` is ERROR or TIMEOUT when generation fails.",
        client: "Check that the last event is `message-end`."
    )

    static let cohOrder = LintRule(
        .warning,
        "a part of the message outside its start and end",
        """
        Content, and each tool call, has a start, deltas and an end, all with one index, and `message-start` comes \
        before them. Clients that add a delta to what its start opened have no place for this one.
        """,
        example: #"""
            event: content-delta
            data: {"type":"content-delta","index":1,…} without a content-start of index 1
            """#,
        server: "Send `content-start` and `tool-call-start` first, `content-end` and `tool-call-end` once, behind."
    )

    static let misConvNoDone = LintRule(
        .error,
        "the stream has neither conversation.response.done nor .error",
        "Whether the answer is whole, nobody said; the usage is missing.",
        example: "event: message.output.delta as the last event",
        server: "End with one of the two.",
        client: "Treat the answer as cut off; fetch the conversation's history by its id."
    )

    static let mcpNoResponse = LintRule(
        .error,
        "the stream closed before the response",
        """
        The request was never answered, and no event had an id from which the client could resume: the call fails, \
        or hangs until the client's own time limit.
        """,
        example: #"data: {"jsonrpc":"2.0","method":"notifications/progress",…} and then the end"#,
        server: "Send the response before closing, or give events ids and serve `Last-Event-ID`.",
        client: "Repeat the request if the tool may run twice."
    )

    static let mcpIdMismatch = LintRule(
        .error,
        "the response's id is not the request's",
        """
        A client finds the caller by the id; it drops this response and waits for its own until it gives up. Often \
        a number became a text.
        """,
        example: #"{"jsonrpc":"2.0","id":"3","result":{}} for a request with "id":3"#,
        server: "Return the id unchanged, with its type."
    )

    static let mcpServerRequest = LintRule(
        .error,
        "the server makes a request on a stream of revision 2026-07-28",
        """
        That revision has only clients make requests; the server asks for input in a result. A client of it has \
        nothing that answers here.
        """,
        example: #"{"jsonrpc":"2.0","id":1,"method":"sampling/createMessage",…}"#,
        server: "Return a result that asks for the input, or agree on an earlier revision.",
        client: "Name the revision that the server was built for in `MCP-Protocol-Version`."
    )

    static let mcpAfterResponse = LintRule(
        .warning,
        "messages after the response",
        "The response ends the stream of its request. Clients have stopped reading, and the rest is lost.",
        example: #"""
            data: {"jsonrpc":"2.0","id":3,"result":{}}

            data: {"jsonrpc":"2.0","method":"notifications/message",…}
            """#,
        server: "Send notifications before the response; close the stream behind it."
    )

    static let mcpDupEventId = LintRule(
        .warning,
        "an event id is used twice",
        "A client that resumes from it gets the wrong rest: events are lost, or come again.",
        example: #"""
            id: 5
            data: {…}

            id: 5
            data: {…}
            """#,
        server: "Make each id unique within its session."
    )
}
