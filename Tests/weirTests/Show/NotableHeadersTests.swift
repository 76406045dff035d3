import StreamCore
import Testing

@testable import weir

struct NotableHeadersTests {
    @Test func `headers stand in groups, others are left out`() {
        let groups = NotableHeaders.groups(of: [
            HeaderField("Date", "today"), HeaderField("X-Request-Id", "r1"),
            HeaderField("anthropic-ratelimit-tokens-remaining", "5"), HeaderField("retry-after-ms", "20"),
            HeaderField("Server-Timing", "a;dur=1"), HeaderField("via", "1.1 x"), HeaderField("cf-ray", "9"),
        ])
        #expect(
            groups.map { "\($0.title) = \($0.text)" } == [
                "request id = X-Request-Id: r1",
                "rate limit = anthropic-ratelimit-tokens-remaining: 5",
                "retry = retry-after-ms: 20",
                "server time = Server-Timing: a;dur=1",
                "route = via: 1.1 x · cf-ray: 9",
            ]
        )
        #expect(NotableHeaders.groups(of: []).isEmpty)
    }
}
