import StreamCore
import Testing

@testable import Sessions

struct CacheVerdictTests {
    private func verdict(
        _ a: String,
        _ b: String,
        cached: Int?,
        input: Int? = 10_000,
        models: (String?, String?) = ("m", "m"),
        dialect: String = "openai.chat",
        pause: Nanoseconds? = .seconds(2)
    ) -> CacheVerdict {
        let diff = PromptDiff(a: Array(a.utf8), b: Array(b.utf8), parser: JSONParser())
        let usage = Usage(inputTokens: input, cachedTokens: cached, source: .provider)
        let situation = CacheVerdict.Situation(dialect: dialect, models: models, usage: usage, pause: pause)
        return CacheVerdict(diff, situation)
    }

    private func body(_ system: String, _ messages: String..., tool: String = "f", mark: String = "") -> String {
        let list = messages.map { #"{"role":"user","content":"\#($0)"}"# }.joined(separator: ",")
        return
            #"{"tools":[{"name":"\#(tool)"}],"system":[{"type":"text","text":"\#(system)"\#(mark)}],"messages":[\#(list)]}"#
    }

    private let long = String(repeating: "rule ", count: 400)

    @Test func `a hit on a whole prefix is explained by it`() {
        let verdict = verdict(body(long, "a"), body(long, "a", "b"), cached: 9000)
        #expect(verdict.isExplained == true)
        #expect(
            verdict.summary == "B read 9000 of 10000 input tokens from the cache: all of A's prompt stands at its start"
        )
    }

    @Test func `a miss on a whole prefix is not, and what cannot be seen is a guess`() {
        let verdict = verdict(body(long, "a"), body(long, "a", "b"), cached: 0, pause: .seconds(900))
        #expect(verdict.isExplained == false)
        #expect(verdict.guesses.count == 2)
        #expect(verdict.guesses[0].hasPrefix("15 minutes lie between them"))
    }

    @Test func `a short prefix may be too short`() {
        let verdict = verdict(body("s", "a"), body("s", "a", "b"), cached: 0, input: 300)
        #expect(verdict.isExplained == true)
        #expect(verdict.guesses.contains { $0.contains("may be too few") })
    }

    @Test func `a prompt that parts early explains a miss`() {
        let verdict = verdict(body(long, "a", tool: "f"), body(long, "a", "b", tool: "g"), cached: 0)
        #expect(verdict.isExplained == true)
        #expect(verdict.summary.contains("the prompts part at tools[0].name, after about "))
        #expect(verdict.guesses.contains("a change in the tools comes before all messages"))
        #expect((verdict.commonTokens ?? .max) < 100)
    }

    @Test func `a long beginning in common that was not read is no fault of the place where prompts part`() {
        let verdict = verdict(body(long, "a"), body(long, "b"), cached: 0)
        #expect(verdict.isExplained == false)
        #expect(
            verdict.guesses == [
                "what comes before messages[0].content is long enough to have been read",
                "another server of the provider may have answered",
            ]
        )
        #expect(self.verdict(body(long, "a"), body(long, "b"), cached: 9500).isExplained == true)
    }

    @Test func `more cached than in common came from another request`() {
        let verdict = verdict(body(long, "a", tool: "f"), body(long, "a", "b", tool: "g"), cached: 8000)
        #expect(verdict.isExplained == false)
        #expect(verdict.guesses.contains("B may have read what another request than A had written"))
    }

    @Test func `Anthropic caches what is marked`() {
        let whole = verdict(body(long, "a"), body(long, "a", "b"), cached: 0, dialect: "anthropic.messages")
        #expect(whole.known.contains { $0.hasPrefix("without cache_control") })
        #expect(whole.isExplained == true)
        let mark = #","cache_control":{"type":"ephemeral"}"#
        let broken = verdict(
            body(long, "a", mark: mark),
            body(long + "!", "a", mark: mark),
            cached: 0,
            dialect: "anthropic.messages"
        )
        #expect(broken.known.contains { $0.hasPrefix("no cache_control stands before system[0].text") })
    }

    @Test func `each model has its own cache`() {
        let verdict = verdict(body(long, "a"), body(long, "a"), cached: 0, models: ("m", "n"))
        #expect(verdict.isExplained == true && verdict.summary.contains("the models differ (m, n)"))
    }

    @Test func `without counts nothing is judged`() {
        #expect(verdict(body(long, "a"), body(long, "b"), cached: nil).isExplained == nil)
        #expect(verdict("", "", cached: 0).summary == "no prompts to compare")
    }

    @Test func `a time in the prompt is suspected`() {
        let verdict = verdict(body("at 10:31:07 \(long)", "a"), body("at 10:31:09 \(long)", "a"), cached: 0)
        #expect(verdict.guesses == ["a time, a counter or an id at system[0].text changes with each request"])
    }
}
