import StreamCore
import Testing

@testable import Reports

struct ReportSampleMetricsTests {
    /// Attempt at 0; reads at 100, 120, 2120 ms, taken 1 ms later; four text events, one on the first read.
    private var timeline: StreamTimeline {
        var timeline = StreamTimeline()
        timeline.attemptBeganAt = MonotonicInstant(nanoseconds: 0)
        timeline.requestHeadAt = MonotonicInstant(nanoseconds: 0)
        for (milliseconds, events) in [(100, 1), (120, 1), (2120, 2)] {
            let time = MonotonicInstant(nanoseconds: Int64(milliseconds) * 1_000_000)
            timeline.addRead(at: time, byteCount: 50, acceptedAt: time + .milliseconds(1))
            for _ in 0..<events { timeline.addBlock([.text, .event], read: timeline.reads.count - 1) }
            timeline.lastByteAt = time
        }
        timeline.sawEnd = true
        return timeline
    }

    @Test func `takes over what was measured`() {
        var sample = ReportSample(number: 1, state: .complete)
        let usage = Usage(inputTokens: 5, outputTokens: 5, source: .provider)
        sample.take(StreamMetrics(timeline, usage: usage), of: timeline)
        #expect(sample["ttft_ns"] == 100e6)
        #expect(sample["e2e_ns"] == 2120e6)
        #expect(sample["tpot_ns"] == 505e6)
        #expect(sample.visibleTokens == 5)
        #expect(sample.gaps == [20_000_000, 2_000_000_000, 0])
        #expect(sample.arrivalGaps == [20_000_000, 2_000_000_000])
        #expect(sample.ownLatencies == [1_000_000, 1_000_000, 1_000_000])
        #expect((sample.events, sample.contentEvents, sample.reads, sample.bytes) == (4, 4, 3, 150))
        #expect(sample.lastContentAt == MonotonicInstant(nanoseconds: 2_120_000_000))
        #expect(sample.shape.contentTimes == [100, 120, 2120, 2120].map { $0 * 1_000_000 })
    }

    @Test func `every figure of one value has a place in the report`() {
        let known = Set(ReportMetric.scalars.map(\.key)).union([
            ReportMetric.ownRequestLatency.key,
            // Counted over the group, not averaged; kept in the sample's lists; a worst case of one connection.
            "stalls", "gap_tok_ns", "down_q_max",
        ])
        for key in MetricKey.allCases where !key.isList { #expect(known.contains(key.rawValue), "\(key.rawValue)") }
    }

    @Test func `a long gap becomes a stall with its cause`() {
        var timeline = timeline
        for step in 1...8 {
            let time = MonotonicInstant(nanoseconds: Int64(2120 + step * 20) * 1_000_000)
            timeline.addRead(at: time, byteCount: 50, acceptedAt: time)
            timeline.addBlock([.text, .event], read: timeline.reads.count - 1)
        }
        var sample = ReportSample(number: 1, state: .complete)
        sample.take(StreamMetrics(timeline), of: timeline)
        #expect(sample.stalls == [ReportSample.Stall(event: 3, gap: .milliseconds(2000), cause: .upstream)])
    }
}
