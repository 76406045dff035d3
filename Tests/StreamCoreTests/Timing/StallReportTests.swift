import StreamCore
import Testing

struct StallReportTests {
    private static let silence = String(repeating: "-", count: 149)

    /// Twelve texts 20 ms apart, a silence of 1.5 s, and what comes then.
    private func stalled(_ after: String = "t-t-t-t|") -> StreamTimeline {
        Marbles.timeline("H." + Array(repeating: "t", count: 12).joined(separator: "-") + Self.silence + after)
    }

    /// The columns of the last text before the silence and of the first after it.
    private let last = 24
    private let next = 174

    private func report(_ timeline: StreamTimeline) throws -> StallReport {
        try #require(StallReport(timeline))
    }

    @Test func `the threshold is a second or five medians`() throws {
        #expect(try report(stalled()).threshold == .seconds(1))
        let slow = Marbles.timeline(
            "H" + Array(repeating: "t", count: 4).joined(separator: String(repeating: "-", count: 59))
        )
        #expect(try report(slow).threshold == .seconds(3))
        #expect(try report(slow).stalls.isEmpty)
        #expect(StallReport(Marbles.timeline("Ht|")) == nil)
    }

    @Test func `a silent upstream owns its gap`() throws {
        let result = try report(stalled())
        #expect(result.stalls.map(\.attribution) == [.upstream])
        #expect(result.stalls.map(\.gap) == [.milliseconds(1500)])
        #expect(result.stalls.map(\.event) == [13])
        #expect(result.stalls.map(\.block) == [12])
        #expect(result.stalls.map(\.share) == [1])
        #expect(result.time == .milliseconds(1480))
        let metrics = StreamMetrics(stalled())
        #expect(metrics[.stalls] == .whole(1))
        #expect(metrics[.stallTime] == .whole(1_480_000_000))
        #expect(metrics[.maximumGap] == .whole(1_500_000_000))
    }

    @Test func `keep-alives do not end a stall but count as blocks`() throws {
        let half = String(repeating: "-", count: 60)
        let line = Marbles.timeline("Ht-t-t-t" + half + "p" + half + "P" + half + "t|")
        let stall = try #require(try report(line).stalls.first)
        #expect(stall.gap == .milliseconds(1830))
        #expect(stall.block == 6)
        #expect(stall.event == 6)
    }

    @Test func `pauses for the client make it the client's gap and are taken off`() throws {
        var timeline = stalled()
        timeline.addPause(.init(cause: .client, start: Marbles.at(last + 10), end: Marbles.at(next - 20)))
        let result = try report(timeline)
        #expect(result.stalls.map(\.attribution) == [.client])
        #expect(result.stalls.map(\.paused) == [.milliseconds(1200)])
        #expect(result.time == .milliseconds(280))
    }

    @Test func `a short pause does not excuse the upstream`() throws {
        var timeline = stalled()
        timeline.addPause(.init(cause: .client, start: Marbles.at(last - 50), end: Marbles.at(last + 10)))
        let result = try report(timeline)
        #expect(result.stalls.map(\.attribution) == [.upstream])
        #expect(result.stalls.map(\.paused) == [.milliseconds(100)])
    }

    @Test func `pauses for the recorder are Weir's`() throws {
        var timeline = stalled()
        timeline.addPause(.init(cause: .recorder, start: Marbles.at(last), end: Marbles.at(next)))
        #expect(try report(timeline).stalls.map(\.attribution) == [.weir])
    }

    @Test func `bytes that the client did not take make it the client's gap`() throws {
        var timeline = stalled()
        timeline.clientBlocked = .seconds(1)
        timeline.accept(throughRead: 10, at: Marbles.at(last - 2))
        timeline.accept(read: 11, lag: .milliseconds(1200))
        #expect(try report(timeline).stalls.map(\.attribution) == [.client])
        timeline.clientBlocked = .zero
        #expect(try report(timeline).stalls.map(\.attribution) == [.weir])
    }

    @Test func `bytes never taken make it the client's gap`() throws {
        var timeline = stalled()
        timeline.accept(throughRead: 10, at: Marbles.at(last - 2))
        #expect(try report(timeline).stalls.map(\.attribution) == [.client])
    }

    @Test func `a burst that makes up for the silence was held back on the way`() throws {
        let burst = "(" + String(repeating: "t", count: 70) + ")-t|"
        #expect(try report(stalled(burst)).stalls.map(\.attribution) == [.coalesced])
        #expect(try report(stalled("(ttttt)-t|")).stalls.map(\.attribution) == [.upstream])
    }

    @Test func `shares add up by cause`() throws {
        let gap = String(repeating: "-", count: 199)
        var timeline = Marbles.timeline("H" + "t-t-t-t-t-t" + gap + "t" + gap + gap + "-t|")
        timeline.addPause(.init(cause: .client, start: Marbles.at(12), end: Marbles.at(210)))
        let result = try report(timeline)
        #expect(result.stalls.map(\.gap) == [.seconds(2), .seconds(4)])
        #expect(result.shares[.client] == 2.0 / 6)
        #expect(result.shares[.upstream] == 4.0 / 6)
        #expect(result.shares[.weir] == nil)
    }

    @Test func `the rule can be another`() throws {
        let timeline = Marbles.timeline("Ht-t-t-t-----t|")
        let result = try #require(StallReport(timeline, rule: StallRule(minimum: .milliseconds(50), medians: 3)))
        #expect(result.stalls.map(\.gap) == [.milliseconds(60)])
        #expect(StreamMetrics(timeline)[.stalls] == .whole(0))
    }
}
