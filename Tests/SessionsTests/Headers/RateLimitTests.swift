import StreamCore
import Testing

@testable import Sessions

struct RateLimitTests {
    private func limits(_ headers: [(String, String)]) -> [String] {
        RateLimit.limits(in: headers.map { HeaderField($0.0, $0.1) }).map { limit in
            let limitText = limit.limit.map(String.init) ?? "?"
            let remaining = limit.remaining.map(String.init) ?? "?"
            return "\(limit.name) \(remaining)/\(limitText) \(limit.resetText ?? "?")"
        }
    }

    @Test func `OpenAI puts what is limited last`() {
        let found = limits([
            ("x-ratelimit-limit-requests", "60"), ("x-ratelimit-limit-tokens", "150000"),
            ("x-ratelimit-remaining-requests", "59"), ("x-ratelimit-remaining-tokens", "149984"),
            ("x-ratelimit-reset-requests", "1s"), ("X-RateLimit-Reset-Tokens", "6m0s"),
            ("x-ratelimit-remaining-project-tokens", "7"),
        ])
        #expect(found == ["requests 59/60 1s", "tokens 149984/150000 6m0s", "project-tokens 7/? ?"])
    }

    @Test func `Anthropic puts it first`() {
        let found = limits([
            ("anthropic-ratelimit-input-tokens-limit", "40000"),
            ("anthropic-ratelimit-input-tokens-remaining", "39000"),
            ("anthropic-ratelimit-input-tokens-reset", "2026-01-31T12:00:00Z"),
            ("anthropic-priority-output-tokens-remaining", "3"), ("anthropic-version", "2023-06-01"),
        ])
        #expect(found == ["input-tokens 39000/40000 2026-01-31T12:00:00Z", "priority-output-tokens 3/? ?"])
    }

    @Test func `others name what they like`() {
        #expect(
            limits([("ratelimit", #""default";r=50;t=30"#), ("ratelimit-policy", #""default";q=100;w=60"#)])
                == ["default 50/100 30"]
        )
        #expect(limits([("RateLimit", "limit=100, remaining=50, reset=5")]) == [" 50/100 5"])
        #expect(
            limits([("ratelimit-limit", "100, 100;w=60"), ("ratelimit-remaining", "9"), ("ratelimit-reset", "4")])
                == [" 9/100 4"]
        )
        #expect(limits([("x-ratelimitbysize-remaining-minute", "5")]) == ["size-minute 5/? ?"])
        #expect(limits([("x-tokenlimit-remaining", "5.0")]) == ["tokens 5/? ?"])
        #expect(
            limits([("x-ratelimit-limit", "10"), ("x-ratelimit-reset", "1741305600000")]) == [" ?/10 1741305600000"]
        )
    }

    @Test func `what is no number stays unknown`() {
        #expect(limits([("x-ratelimit-remaining-tokens", "many"), ("date", "now")]) == ["tokens ?/? ?"])
        #expect(limits([("ratelimit", ""), ("x-ratelimit-used", "5")]).isEmpty)
    }
}
