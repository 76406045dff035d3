import StreamCore

/// What a provider says about trying again.
package struct RetryAdvice: Equatable, Sendable {
    /// How long to wait; nil when nothing is said.
    package var wait: HeaderTime?
    /// The header, or the member of the body, that said so.
    package var source: String?
    /// `x-should-retry`, which the SDKs of OpenAI and Anthropic obey.
    package var shouldRetry: Bool?

    package var isEmpty: Bool { wait == nil && shouldRetry == nil }

    /// - Parameters:
    ///   - headers: of the response.
    ///   - body: of an answer that is JSON, where Gemini tells a delay.
    init(headers: [HeaderField], body: JSONView?) {
        shouldRetry = headers.first(named: "x-should-retry").flatMap { Bool($0.lowercased()) }
        if let value = headers.first(named: "retry-after-ms"), let count = Double(value), count >= 0, count < 1e12 {
            wait = .after(Nanoseconds(Int64(count * 1e6)))
            source = "retry-after-ms"
        } else if let time = headers.first(named: "retry-after").flatMap({ HeaderTime($0) }) {
            wait = time
            source = "retry-after"
        } else if let delay = Self.delay(in: body) {
            wait = HeaderTime(delay)
            source = wait == nil ? nil : "error.details.retryDelay"
        }
    }

    /// Gemini's `error.details[].retryDelay`, as in `17s`; a stream's error is the first element of a list.
    private static func delay(in body: JSONView?) -> String? {
        var found: String?
        let error = body?["error"] ?? body?.first?["error"]
        error?["details"]?.forEachElement { detail in
            if let delay = detail["retryDelay"]?.string { found = delay }
        }
        return found
    }
}
