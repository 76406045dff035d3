import StreamCore
import Testing

@testable import Reports

struct ServiceObjectiveTests {
    @Test func `reads pairs of metric and duration`() throws {
        let objective = try ServiceObjective.parse("ttft=800ms,tpot=50ms,e2e=1.5s")
        #expect(objective.limits.map(\.metric.key) == ["ttft_ns", "tpot_ns", "e2e_ns"])
        #expect(objective.limits.map(\.limit.count) == [800_000_000, 50_000_000, 1_500_000_000])
    }

    @Test(arguments: ["", "ttft", "ttft=", "ttft=5", "=5ms", "tps=5ms", "gap=5ms", "nonsense=5ms", "ttft=1s,"])
    func `what is no objective is refused`(text: String) {
        #expect(throws: ServiceObjective.ParseError.self) { try ServiceObjective.parse(text) }
    }

    @Test func `all limits must hold for a finished exchange`() throws {
        let objective = try ServiceObjective.parse("ttft=800ms,tpot=50ms")
        #expect(objective.isMet(by: HandMadeSamples.stream(1, ttft: 800, gap: 50, events: 9)))
        #expect(!objective.isMet(by: HandMadeSamples.stream(1, ttft: 801, gap: 50, events: 9)))
        #expect(!objective.isMet(by: HandMadeSamples.stream(1, ttft: 800, gap: 51, events: 9)))
        #expect(!objective.isMet(by: HandMadeSamples.failed(1)))
    }

    @Test func `an unknown value fails, TPOT of a single token does not`() throws {
        let objective = try ServiceObjective.parse("ttft=800ms,tpot=50ms")
        var sample = HandMadeSamples.stream(1, ttft: 100, gap: 10, events: 1)
        sample["tpot_ns"] = nil
        #expect(objective.isMet(by: sample))
        sample.visibleTokens = nil
        #expect(!objective.isMet(by: sample))
        sample.visibleTokens = 1
        sample["ttft_ns"] = nil
        #expect(!objective.isMet(by: sample))
    }

    @Test func `goodput counts all that were attempted`() throws {
        let objective = try ServiceObjective.parse("ttft=800ms,tpot=50ms")
        var open = HandMadeSamples.failed(9)
        open.state = .open
        let report = LatencyReport(samples: HandMadeSamples.mixed + [open], objective: objective)
        let goodput = try #require(report.groups[0].goodput)
        #expect((goodput.good, goodput.attempted) == (3, 5))
        #expect(goodput.share == 0.6)
        #expect(goodput.rate.map { ($0 - 3 / 5.262).magnitude < 1e-9 } == true)
    }
}
