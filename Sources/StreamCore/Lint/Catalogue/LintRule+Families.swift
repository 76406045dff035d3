/// Rules about Gemini, Ollama, Cohere, Mistral and MCP.
extension LintRule {
    static let gemNoFinish = LintRule(
        .error,
        "a candidate without a finishReason at the end",
        "Its text may be cut off.",
        example: "the last event has no finishReason",
        client: "Check `finishReason` of each candidate."
    )

    static let gemBlocked = LintRule(
        .warning,
        "the prompt or the answer was blocked",
        """
        `promptFeedback.blockReason`, or a finish of SAFETY, RECITATION and the like. The answer is empty or \
        partial.
        """,
        example: #"{"promptFeedback":{"blockReason":"SAFETY"}}"#,
        client: "Handle answers without candidates; `.text` raises or is empty."
    )

    static let gemFinishContinuation = LintRule(
        .info,
        "the answer continues in further exchanges",
        "The finish is none of the whole task.",
        example: "finishReason that asks for a continuation"
    )

    static let gemPartialUnclosed = LintRule(
        .error,
        "partial arguments were never closed",
        "`willContinue` promised more of a function call, and it did not come.",
        example: #"{"functionCall":{"willContinue":true}} and then the end"#,
        client: "Do not run the call."
    )

    static let gemSignatureLost = LintRule(
        .warning,
        "a function call lacks the thoughtSignature that the model sends",
        "Without it the next request is refused, or the model forgets its reasoning.",
        example: #"{"functionCall":{…}} without thoughtSignature"#,
        server: "Pass parts on unchanged."
    )

    static let gemMalformedCall = LintRule(
        .error,
        "the model made a function call that cannot be read",
        "Finish MALFORMED_FUNCTION_CALL or UNEXPECTED_TOOL_CALL: there is no call to carry out.",
        example: #"{"finishReason":"MALFORMED_FUNCTION_CALL"}"#,
        client: "Retry, with simpler schemas if it repeats."
    )

    static let gemArrayUnclosed = LintRule(
        .error,
        "the JSON array of the answer is cut off",
        "Without `alt=sse` the stream is one array; without its end no JSON parser takes it.",
        example: #"[{"candidates":[…]}"#,
        client: "Ask with `?alt=sse`."
    )

    static let ollNoDone = LintRule(
        .error,
        "no line with done true",
        "The answer is not whole, and counts and times are missing.",
        example: #"{"done":false} as the last line"#,
        breaks: [.ollamaPython],
        client: "Check for `done`."
    )

    static let cohNoEnd = LintRule(
        .error,
        "no message-end event",
        "The finish reason and the usage are missing; the answer may be cut off.",
        example: "the last event is content-delta",
        server: "End with `message-end`."
    )

    static let cohOrder = LintRule(
        .warning,
        "a delta outside its start and end",
        "Accumulators have no place for it.",
        example: "content-delta before content-start"
    )

    static let misConvNoDone = LintRule(
        .error,
        "the stream has neither conversation.response.done nor .error",
        "Whether the answer is whole, nobody said.",
        example: "the last event is message.output.delta"
    )

    static let mcpNoResponse = LintRule(
        .error,
        "the stream closed before the response",
        "The call hangs, or fails, unless the stream can be resumed by an event id.",
        example: "notifications/progress and then the end",
        breaks: [.mcpSDK],
        server: "Send the response before closing, or ids to resume from."
    )

    static let mcpIdMismatch = LintRule(
        .error,
        "the response's id is not the request's",
        "The client waits for its own id until it gives up.",
        example: #"request id 3, response id "3""#,
        breaks: [.mcpSDK],
        server: "Return the id unchanged, with its type."
    )

    static let mcpServerRequest = LintRule(
        .error,
        "a request of the server on a stream of protocol version 2026-07-28",
        "That version has no such requests; clients refuse them.",
        example: #"{"jsonrpc":"2.0","id":1,"method":"sampling/createMessage"}"#
    )

    static let mcpAfterResponse = LintRule(
        .warning,
        "messages after the final response",
        "Clients have stopped reading.",
        example: "a notification after the result"
    )

    static let mcpDupEventId = LintRule(
        .warning,
        "an event id is used twice in a session",
        "A stream that is resumed by it begins at the wrong place.",
        example: "id: 5 … id: 5"
    )
}
