extension StreamMetrics {
    /// Gaps between content events and between the reads that completed them.
    mutating func measureGaps(_ timeline: StreamTimeline, _ content: [StreamTimeline.Block], _ arrivals: Arrivals) {
        let few = timeline.isStream ? "fewer than two content events" : "not a stream"
        let times = content.map(timeline.time)
        let gaps = zip(times, times.dropFirst()).map { ($1 - $0).count }
        set(.gaps, gaps.isEmpty ? nil : .list(gaps), else: few)
        set(.gapsPerToken, perToken(gaps, content), else: gaps.isEmpty ? few : "the tokens of each event are unknown")
        guard !content.isEmpty else {
            lack(.coalescing, timeline.isStream ? "no content event" : few)
            return lack(.zeroGapShare, few)
        }
        set(.coalescing, .number(Double(content.count) / Double(arrivals.list.count)))
        let inOneRead = zip(content, content.dropFirst()).count { $0.read == $1.read }
        set(.zeroGapShare, gaps.isEmpty ? nil : .number(Double(inOneRead) / Double(gaps.count)), else: few)
    }

    private func perToken(_ gaps: [Int64], _ content: [StreamTimeline.Block]) -> MetricValue? {
        guard !gaps.isEmpty, content.dropFirst().allSatisfy({ $0.tokens > 0 }) else { return nil }
        return .list(
            zip(gaps, content.dropFirst()).map { gap, block in
                Int64((Double(gap) / Double(block.tokens)).rounded())
            }
        )
    }

    mutating func measureStalls(_ timeline: StreamTimeline, _ arrivals: Arrivals, _ report: StallReport?) {
        let few = timeline.isStream ? "content came in fewer than two reads" : "not a stream"
        let isMeasured = timeline.isStream && !arrivals.gaps.isEmpty
        set(.arrivalGaps, isMeasured ? .list(arrivals.gaps) : nil, else: few)
        set(.stalls, isMeasured ? report.map { .whole(Int64($0.stalls.count)) } : nil, else: few)
        set(.stallTime, isMeasured ? report?.time : nil, else: few)
        set(.maximumGap, isMeasured ? arrivals.gaps.max().map { .whole($0) } : nil, else: few)
        set(.jitter, timeline.isStream ? jitter(arrivals) : nil, else: "content came in fewer than five reads")
        let pings = timeline.blocks.filter { $0.contents.contains(.ping) }.map(timeline.time)
        let pingGap = zip(pings, pings.dropFirst()).map { ($1 - $0).count }.median
        set(.pingGap, pingGap.map { .number($0) }, else: "fewer than two keep-alives")
    }

    /// The median distance of the arrival gaps from their median.
    private func jitter(_ arrivals: Arrivals) -> MetricValue? {
        guard arrivals.list.count >= 5, let median = arrivals.gaps.median else { return nil }
        // Twice the values keep a median of half a nanosecond whole.
        let distances = arrivals.gaps.map { abs($0 * 2 - Int64(median * 2)) }
        return distances.median.map { .number($0 / 2) }
    }
}
