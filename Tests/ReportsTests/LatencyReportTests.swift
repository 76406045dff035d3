import StreamCore
import Testing

@testable import Reports

struct LatencyReportTests {
    @Test func `groups are by model unless told, the largest first`() {
        let report = LatencyReport(samples: HandMadeSamples.mixed)
        #expect(report.count == 6)
        #expect(report.groups.map(\.title) == ["gpt-4o-mini", "llama-3.1-8b"])
        #expect(report.groups.map(\.count) == [5, 1])
        let byHost = LatencyReport(samples: HandMadeSamples.mixed, groupedBy: [.host])
        #expect(byHost.groups.map(\.title) == ["api.openai.com", "(no host)"])
        var labelled = HandMadeSamples.stream(1, ttft: 1, gap: 1, events: 2)
        labelled.labels["team"] = "search"
        let byLabel = LatencyReport(samples: [labelled], groupedBy: [.model, GroupKey("team")])
        #expect(byLabel.groups[0].key.map(\.name) == ["model", "team"])
        #expect(byLabel.groups[0].title == "gpt-4o-mini · search")
    }

    @Test func `percentiles are over finished exchanges, failures are counted`() throws {
        let group = LatencyReport(samples: HandMadeSamples.mixed).groups[0]
        let ttft = try #require(group["ttft_ns"])
        #expect(ttft.count == 4)
        #expect(ttft.failures == 1)
        #expect(ttft[.p50] == 460e6)
        #expect(ttft.adjusted[.p50] == 500e6)
        #expect(ttft.adjusted[.p90] == .infinity)
        #expect(group["gap_ns"]?.count == 49 + 29 + 39 + 59)
        #expect(group["gap_stream_ns"]?.count == 4)
        #expect(group["tokens_out"]?.failures == 0)
        #expect(group.states.map(\.state) == [.complete, .truncated])
    }

    @Test func `a user who hangs up is no failure`() {
        var sample = HandMadeSamples.failed(1)
        sample.state = .clientAbort
        let group = LatencyReport(samples: [sample]).groups[0]
        #expect(group.failures == 0)
        #expect(group["ttft_ns"]?.count == 0)
    }

    @Test func `stalls are shared out by time`() {
        let stalls = LatencyReport(samples: HandMadeSamples.mixed).groups[0].stalls
        #expect(stalls.map(\.cause) == [.upstream, .client])
        #expect(stalls.map(\.share) == [0.75, 0.25])
        #expect(stalls.map(\.longest) == [.milliseconds(1500), .milliseconds(500)])
        #expect(stalls[0].longestExchange == 2)
        #expect(stalls[0].longestEvent == 7)
    }

    @Test func `load is swept in time`() {
        let group = LatencyReport(samples: HandMadeSamples.mixed).groups[0]
        // From 1 s to the end of exchange 4 at 4 s + 1200 ms + 59 · 18 ms.
        #expect(group.load.requestRate.map { ($0 - 5 / 5.262).magnitude < 1e-9 } == true)
        #expect(group.load.maximumConcurrency == 2)
        #expect(group.load.isTokenRatePartial)
        #expect(LatencyReport(samples: []).groups.isEmpty)
    }

    @Test func `an end and a start at the same time do not overlap`() {
        var first = HandMadeSamples.failed(1)
        first.endedAt = MonotonicInstant(nanoseconds: 2_000_000_000)
        let group = LatencyReport(samples: [first, HandMadeSamples.failed(2)]).groups[0]
        #expect(group.load.maximumConcurrency == 1)
    }
}
