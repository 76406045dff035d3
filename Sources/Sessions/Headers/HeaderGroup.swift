/// What a header of an exchange with a provider is about.
package enum HeaderGroup: String, CaseIterable, Sendable {
    case requestID = "request_id"
    case rateLimits = "rate_limits"
    case retry
    case timing
    case routing
    case aws
    case mcp
    case client
    case streaming

    /// The group of a response's header, by its name in lower case; nil for the many that say nothing of interest.
    package static func ofResponse(_ name: String) -> HeaderGroup? {
        if requestIDs.contains(name) { return .requestID }
        if RateLimit.isHeader(name) || name.contains("ratelimit") { return .rateLimits }
        if name == "retry-after" || name == "retry-after-ms" || name == "x-should-retry" { return .retry }
        if ServerTime.isHeader(name) { return .timing }
        if routes.contains(name) || name.hasPrefix("x-litellm-") || name.hasPrefix("helicone-") { return .routing }
        if name.hasPrefix("x-amzn-") { return .aws }
        if name.hasPrefix("mcp-") { return .mcp }
        return hygiene.contains(name) ? .streaming : nil
    }

    /// The group of a request's header.
    package static func ofRequest(_ name: String) -> HeaderGroup? {
        if name == "traceparent" || name == "idempotency-key" || name == "x-client-request-id" { return .requestID }
        if name.hasPrefix("mcp-") || name == "last-event-id" { return .mcp }
        if name == "x-stainless-retry-count" { return .retry }
        if clients.contains(name) || name.hasPrefix("x-stainless-") { return .client }
        if name.hasPrefix("x-amzn-") { return .aws }
        return name == "openai-organization" || name == "openai-project" ? .routing : nil
    }

    private static let requestIDs: Set<String> = [
        "x-request-id", "request-id", "apim-request-id", "x-ms-request-id", "x-amzn-requestid", "x-generation-id",
        "mistral-correlation-id", "x-debug-trace-id", "x-ds-trace-id", "x-github-request-id", "x-litellm-call-id",
        "traceparent", "cf-ray",
    ]
    private static let routes: Set<String> = [
        "via", "server", "x-cache", "openai-organization", "openai-project", "openai-version", "openai-model",
        "x-ms-deployment-name", "x-ms-region", "x-groq-region", "x-provider", "anthropic-organization-id",
        "azureml-model-session", "x-served-by",
    ]
    private static let clients: Set<String> = [
        "user-agent", "anthropic-version", "anthropic-beta", "openai-beta", "x-goog-api-client", "http-referer",
        "x-title", "copilot-integration-id", "editor-version", "x-initiator", "x-dashscope-sse", "accept",
    ]
    private static let hygiene: Set<String> = [
        "content-type", "content-encoding", "transfer-encoding", "cache-control", "x-accel-buffering", "connection",
        "content-length", "alt-svc", "access-control-expose-headers",
    ]
}
