package import StreamCore

extension ReportSample {
    /// Takes over what was measured of an exchange: values, lists, stalls, times, counts.
    ///
    /// Left to the caller: keys, state, usage, findings, lost records, and of the ``shape`` the headers and
    /// which reads end inside an event.
    package mutating func take(_ metrics: StreamMetrics, of timeline: StreamTimeline) {
        for key in MetricKey.allCases {
            values[key.rawValue] = metrics[key]?.double
        }
        gaps = Self.list(metrics[.gaps])
        arrivalGaps = Self.list(metrics[.arrivalGaps])
        ownLatencies = Self.list(metrics[.proxyLatency])
        stalls = (metrics.stalls?.stalls ?? []).map { Stall(event: $0.event, gap: $0.gap, cause: $0.attribution) }
        visibleTokens = metrics[.tokensVisible]?.double.flatMap { Int(exactly: $0) }
        isStream = timeline.isStream
        take(timeline)
    }

    private mutating func take(_ timeline: StreamTimeline) {
        let content = timeline.isStream ? timeline.blocks.filter(\.contents.isContent) : []
        events = timeline.blocks.count { $0.contents.contains(.event) }
        contentEvents = content.count
        reads = timeline.reads.count
        bytes = timeline.reads.reduce(0) { $0 + Int64($1.byteCount) }
        startedAt = timeline.attemptAt
        endedAt = timeline.lastByteAt
        lastContentAt = content.last.map(timeline.time)
        shape.reads = timeline.reads.map { StreamShape.Read(bytes: Int($0.byteCount), endsMidEvent: false) }
        guard let start = timeline.attemptAt else { return }
        shape.contentTimes = content.map { (timeline.time(of: $0) - start).count }
    }

    private static func list(_ value: MetricValue?) -> [Int64] {
        if case .list(let values) = value { values } else { [] }
    }
}
