/// Rules about Gemini, Ollama, Cohere, Mistral and MCP.
extension LintRule {
    static let gemNoFinish = LintRule(.error, "a candidate without finishReason at EOF")

    static let gemBlocked = LintRule(.warning, "promptFeedback.blockReason, or SAFETY/RECITATION/… finish")

    static let gemFinishContinuation = LintRule(.info, "more exchanges follow")

    static let gemPartialUnclosed = LintRule(.error, "willContinue never closed")

    static let gemSignatureLost = LintRule(
        .warning,
        "functionCall without thoughtSignature on thinking models that send them"
    )

    static let gemMalformedCall = LintRule(.error, "MALFORMED_FUNCTION_CALL / UNEXPECTED_TOOL_CALL")

    static let gemArrayUnclosed = LintRule(.error, "JSON array cut")

    static let ollNoDone = LintRule(.error, "no done:true line")

    static let cohNoEnd = LintRule(.error, "no message-end / delta outside start…end")

    static let cohOrder = LintRule(.warning, "no message-end / delta outside start…end")

    static let misConvNoDone = LintRule(.error, "no conversation.response.done/.error")

    static let mcpNoResponse = LintRule(.error, "stream closed before the response (and no id to resume from)")

    static let mcpIdMismatch = LintRule(.error, "response id ≠ request id")

    static let mcpServerRequest = LintRule(.error, "server request on a 2026-07-28 stream")

    static let mcpAfterResponse = LintRule(.warning, "messages after the final response")

    static let mcpDupEventId = LintRule(.warning, "event id reused in a session")
}
