package import StreamCore

/// The headers of an exchange that explain it, in groups and understood as far as they can be.
package struct HeadersView: Sendable {
    /// By group, in the order in which they came; what holds a secret is never among them.
    package var request: [HeaderGroup: [HeaderField]]
    package var response: [HeaderGroup: [HeaderField]]
    package var rateLimits: [RateLimit]
    package var times: [ServerTime]
    package var retry: RetryAdvice
    /// `x-stainless-retry-count`: how often the SDK has tried before.
    package var retryCount: Int?
    /// The wall clock when the response's head was there, which resets are counted from; nil when it is not known.
    package var answeredAt: Int64?

    package init(_ recorded: RecordedExchange, parser: JSONParser) {
        let asked = recorded.request?.headers ?? []
        let answered = (recorded.response?.head.headers ?? []) + recorded.trailers
        request = Self.grouped(asked, by: HeaderGroup.ofRequest)
        response = Self.grouped(answered, by: HeaderGroup.ofResponse)
        rateLimits = RateLimit.limits(in: answered)
        times = ServerTime.times(in: answered)
        retryCount = asked.first(named: "x-stainless-retry-count").flatMap { Int($0) }
        retry = recorded.body.withUnsafeBufferPointer { bytes in
            let isRefusal = recorded.response.map { $0.head.status >= 400 } ?? false
            return RetryAdvice(headers: answered, body: isRefusal ? parser.view(of: bytes) : nil)
        }
        if recorded.originWallMicroseconds > 0, let time = recorded.response?.completeAt {
            answeredAt = recorded.wallMicroseconds(at: time)
        }
    }

    private static func grouped(
        _ headers: [HeaderField],
        by group: (String) -> HeaderGroup?
    ) -> [HeaderGroup: [HeaderField]] {
        var groups: [HeaderGroup: [HeaderField]] = [:]
        for field in headers where !RedactionNames.isSecretHeader(field.name) {
            if let group = group(field.name.lowercased()) { groups[group, default: []].append(field) }
        }
        return groups
    }

    /// How long until a time of a header; nil when that needs a clock that the capture does not have.
    package func wait(until time: HeaderTime?) -> Nanoseconds? {
        switch time {
        case nil: nil
        case .after(let duration)?: duration
        case .at?: answeredAt.flatMap { time?.wait(from: $0) }
        }
    }
}
