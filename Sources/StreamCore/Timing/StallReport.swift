/// When a gap between arrivals is a stall.
package struct StallRule: Hashable, Sendable {
    /// No gap shorter than this is one.
    package var minimum: Nanoseconds
    /// Nor one shorter than this many median gaps.
    package var medians: Int64

    package init(minimum: Nanoseconds = .seconds(1), medians: Int64 = 5) {
        self.minimum = minimum
        self.medians = medians
    }

    package func threshold(median: Double) -> Nanoseconds {
        max(minimum, Nanoseconds(Int64((median * Double(medians)).rounded())))
    }
}

/// The stalls of one stream and who caused each.
package struct StallReport: Hashable, Sendable {
    /// Who owns a gap; cases stand in the order in which they are asked.
    package enum Attribution: String, Hashable, Sendable, CaseIterable {
        /// Reads were paused for the client, or it had not taken the bytes before the gap.
        case client
        /// Weir's own delay explains it.
        case weir
        /// What was due during the silence came together after it: an intermediary buffered.
        case coalesced
        /// No byte came.
        case upstream
    }

    package struct Stall: Hashable, Sendable {
        /// The dispatched event that ended it, 1-based.
        package var event: Int
        /// The block that ended it, 0-based.
        package var block: Int
        package var gap: Nanoseconds
        /// How much of the gap reads were paused.
        package var paused: Nanoseconds
        package var attribution: Attribution
        /// Its part of the time of all stalls, 0…1.
        package var share: Double
    }

    package var threshold: Nanoseconds
    package var median: Double
    package var stalls: [Stall]

    /// Each cause's part of the time of all stalls, 0…1; causes without a stall are left out.
    package var shares: [Attribution: Double] {
        stalls.reduce(into: [:]) { $0[$1.attribution, default: 0] += $1.share }
    }

    /// Nil with fewer than two arrivals.
    package init?(_ timeline: StreamTimeline, rule: StallRule = StallRule()) {
        let arrivals = Arrivals(timeline)
        guard let median = arrivals.gaps.median else { return nil }
        self.median = median
        threshold = rule.threshold(median: median)
        let limit = threshold
        stalls = arrivals.gaps.indices.filter { arrivals.gaps[$0] >= limit.count }.map { place in
            let finder = StallCause(timeline: timeline, arrivals: arrivals, threshold: limit, median: median)
            return finder.stall(place)
        }
        let total = stalls.reduce(0) { $0 + $1.gap.count }
        for place in stalls.indices { stalls[place].share = Double(stalls[place].gap.count) / Double(total) }
    }

    /// Σ(gap − median), less the time in which reads were paused.
    package var time: Nanoseconds {
        stalls.reduce(.zero) { sum, stall in
            sum + Nanoseconds(max(stall.gap.count - Int64(median.rounded()) - stall.paused.count, 0))
        }
    }
}

/// Finds who caused a gap, from stored times alone.
private struct StallCause {
    let timeline: StreamTimeline
    let arrivals: Arrivals
    let threshold: Nanoseconds
    let median: Double

    /// Gap `place` lies between arrivals `place` and `place + 1`.
    func stall(_ place: Int) -> StallReport.Stall {
        let start = arrivals.list[place].time
        let end = arrivals.list[place + 1].time
        let byClient = timeline.paused(.client, from: start, to: end)
        let byRecorder = timeline.paused(.recorder, from: start, to: end)
        return StallReport.Stall(
            event: arrivals.list[place + 1].firstEvent,
            block: arrivals.list[place + 1].firstBlock,
            gap: end - start,
            paused: byClient + byRecorder,
            attribution: attribution(place, gap: end - start, byClient: byClient, byRecorder: byRecorder),
            share: 0
        )
    }

    /// A cause owns the gap when without it the gap would be no stall.
    private func attribution(
        _ place: Int,
        gap: Nanoseconds,
        byClient: Nanoseconds,
        byRecorder: Nanoseconds
    ) -> StallReport.Attribution {
        if gap - byClient < threshold { return .client }
        if gap - byRecorder < threshold { return .weir }
        let lag = writeLag(place, gap: gap)
        if gap - lag < threshold {
            // A write that waits although the client's socket was never full waited for us.
            return timeline.clientBlocked == .zero ? .weir : .client
        }
        return isCoalesced(place) ? .coalesced : .upstream
    }

    /// How much of the gap passed before the client had taken the bytes that came before it.
    private func writeLag(_ place: Int, gap: Nanoseconds) -> Nanoseconds {
        let read = timeline.reads[arrivals.list[place].read]
        if let acceptedAt = read.acceptedAt { return min(acceptedAt - read.time, gap) }
        // Nothing was ever accepted: nobody was asked, as with a capture made elsewhere.
        return timeline.reads.contains { $0.acceptedAt != nil } ? gap : .zero
    }

    /// Whether at least half of what the silence should have brought came at its end, all at once.
    private func isCoalesced(_ place: Int) -> Bool {
        let usual = arrivals.list.map { Int64($0.count) }.median ?? 1
        let expected = Double(arrivals.gaps[place]) / max(median, 1) * usual
        let burstEnd = arrivals.list[place + 1].time + Nanoseconds(Int64(median / 10))
        let came = arrivals.list[(place + 1)...].prefix { $0.time <= burstEnd }.reduce(0) { $0 + $1.count }
        return came >= 3 && Double(came) >= expected / 2
    }
}
