import StreamCore

/// The response headers that explain an exchange: ids, limits, the server's own timing, retries, who stood between.
enum NotableHeaders {
    private static let groups: [(title: String, isIn: @Sendable (String) -> Bool)] = [
        ("request id", { requestIDs.contains($0) }),
        ("rate limit", { $0.contains("ratelimit") }),
        ("retry", { $0.hasPrefix("retry-after") || $0 == "x-should-retry" }),
        ("server time", { isTiming($0) }),
        ("route", { routing.contains($0) || $0.hasPrefix("x-litellm-") }),
    ]

    private static let requestIDs: Set<String> = [
        "x-request-id", "request-id", "apim-request-id", "x-ms-request-id", "x-amzn-requestid", "x-generation-id",
        "mistral-correlation-id", "x-debug-trace-id", "x-ds-trace-id", "x-github-request-id", "traceparent",
    ]
    private static let times: Set<String> = [
        "openai-processing-ms", "server-timing", "x-envoy-upstream-service-time", "x-compute-time", "x-inference-time",
        "x-time-per-token",
    ]
    private static let routing: Set<String> = [
        "via", "server", "cf-ray", "x-cache", "openai-model", "x-ms-deployment-name", "x-ms-region", "x-groq-region",
        "x-provider",
    ]

    private static func isTiming(_ name: String) -> Bool {
        times.contains(name) || name.hasPrefix("fireworks-") || name.hasSuffix("-latency")
    }

    /// One line for each group that has a header: its title, and the headers.
    static func groups(of headers: [HeaderField]) -> [(title: String, text: String)] {
        groups.compactMap { group in
            let found = headers.filter { group.isIn($0.name.lowercased()) }
            guard !found.isEmpty else { return nil }
            return (group.title, found.map { "\($0.name): \($0.value)" }.joined(separator: " · "))
        }
    }
}
