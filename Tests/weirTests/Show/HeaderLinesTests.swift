import Sessions
import StreamCore
import Testing

@testable import weir

struct HeaderLinesTests {
    private func lines(_ asked: JSONValue, _ answered: JSONValue, width: Int? = nil) throws -> [String] {
        let made = HandMadeCapture()
        made.addExchange("a", headers: asked, responseHeaders: answered)
        let view = HeadersView(try made.recorded()[0], parser: JSONParser())
        return HeaderLines(view, style: SheetStyle(width: width, style: .none)).lines()
    }

    @Test func `headers stand in groups, others are left out`() throws {
        let found = try lines(
            [["user-agent", "kit/1"], ["x-stainless-lang", "python"], ["x-stainless-package-version", "1.9"]],
            [
                ["Date", "today"], ["X-Request-Id", "r1"], ["x-ratelimit-limit-requests", "60"],
                ["x-ratelimit-remaining-requests", "3"], ["x-ratelimit-reset-requests", "1s"],
                ["anthropic-ratelimit-tokens-remaining", "149984"], ["retry-after-ms", "20"],
                ["openai-processing-ms", "412"], ["via", "1.1 x"],
            ]
        )
        #expect(
            found == [
                "request id   X-Request-Id: r1",
                "rate limits  requests  3 of 60 left  whole in 1.00 s",
                "             tokens    149,984 left",
                "retry        again after 20 ms (retry-after-ms)",
                "server time  412 ms (openai-processing-ms)",
                "route        via: 1.1 x",
                "client       SDK python 1.9 · user-agent: kit/1",
            ]
        )
        #expect(try lines([], []).isEmpty)
    }

    @Test func `lines fit the terminal`() throws {
        let long = String(repeating: "word ", count: 30)
        let found = try lines(
            [["user-agent", .string(long)]],
            [["x-ratelimit-reset-tokens", .string(long)]],
            width: 60
        )
        #expect(found.allSatisfy { SheetText.width($0) <= 58 })
        #expect(found.count > 2)
    }
}
