import StreamCore

@testable import Reports

/// Exchanges made by hand, small enough to check the report's numbers on paper.
enum HandMadeSamples {
    static let millisecond = 1e6

    /// A finished stream: TTFT, gap between events, number of events; the rest follows.
    static func stream(_ number: Int, ttft: Double, gap: Double, events: Int, model: String = "gpt-4o-mini")
        -> ReportSample
    {
        var sample = ReportSample(number: number, state: .complete)
        sample.model = model
        sample.host = "api.openai.com"
        sample.contentEvents = events
        sample.gaps = Array(repeating: Int64(gap * millisecond), count: events - 1)
        sample.arrivalGaps = sample.gaps
        let generation = gap * Double(events - 1)
        sample["ttfb_ns"] = (ttft - 60) * millisecond
        sample["tth_ns"] = (ttft - 60) * millisecond
        sample["ttfe_ns"] = (ttft - 20) * millisecond
        sample["ttf_text_ns"] = ttft * millisecond
        sample["ttft_ns"] = ttft * millisecond
        sample["ttfo_ns"] = ttft * millisecond
        sample["e2e_ns"] = (ttft + generation) * millisecond
        sample["tpot_ns"] = gap * millisecond
        sample["tps"] = 1000 / gap
        sample["tokens_out"] = Double(events)
        sample.visibleTokens = events
        let start = MonotonicInstant(nanoseconds: Int64(number) * 1_000_000_000)
        sample.startedAt = start
        let end = start + Nanoseconds(Int64((ttft + generation) * millisecond))
        sample.lastContentAt = end
        sample.endedAt = end
        sample.ownLatencies = [20_000, 30_000, 40_000]
        sample.shape.contentTimes = (0..<events).map { Int64((ttft + gap * Double($0)) * millisecond) }
        return sample
    }

    static func failed(_ number: Int, model: String = "gpt-4o-mini") -> ReportSample {
        var sample = ReportSample(number: number, state: .truncated)
        sample.model = model
        sample["ttft_ns"] = 300 * millisecond
        sample.startedAt = MonotonicInstant(nanoseconds: Int64(number) * 1_000_000_000)
        sample.endedAt = MonotonicInstant(nanoseconds: Int64(number) * 1_000_000_000 + 500_000_000)
        return sample
    }

    /// Four finished streams and a truncated one of one model, one buffered stream of another.
    static var mixed: [ReportSample] {
        var stalled = stream(2, ttft: 500, gap: 20, events: 30)
        stalled.stalls = [
            ReportSample.Stall(event: 7, gap: .milliseconds(1500), cause: .upstream),
            ReportSample.Stall(event: 9, gap: .milliseconds(500), cause: .client),
        ]
        var buffered = stream(6, ttft: 3000, gap: 0.01, events: 40, model: "llama-3.1-8b")
        buffered.shape.intermediaries = ["via"]
        buffered.lost = 2
        return [
            stream(1, ttft: 400, gap: 20, events: 50), stalled, stream(3, ttft: 420, gap: 25, events: 40),
            stream(4, ttft: 1200, gap: 18, events: 60), failed(5), buffered,
        ]
    }
}
