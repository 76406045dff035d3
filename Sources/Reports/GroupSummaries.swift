package import StreamCore

/// In how many streams of a group something seems to buffer, and why.
package struct BufferingSummary: Equatable, Sendable {
    package var streams: Int
    package var suspected: Int
    package var certain: Int
    /// How many streams each reason was found in; reasons of streams without a verdict count too.
    package var reasons: [BufferingVerdict.Reason: Int]

    package var level: BufferingVerdict.Level {
        if certain > 0 { .certain } else if suspected > 0 { .suspected } else { .none }
    }

    init(_ samples: [ReportSample]) {
        let verdicts = samples.filter(\.isStream).map { BufferingVerdict(judging: $0.shape) }
        streams = verdicts.count
        suspected = verdicts.count { $0.level == .suspected }
        certain = verdicts.count { $0.level == .certain }
        reasons = [:]
        for reason in verdicts.flatMap(\.reasons) { reasons[reason, default: 0] += 1 }
    }
}

/// What Weir itself cost, and what it failed to record.
package struct OwnCost: Equatable, Sendable {
    /// Accepted by the client minus read, over every relayed read.
    package var reads: Distribution
    /// Between the request's head and its first byte upstream, without connecting.
    package var requests: Distribution
    package var lostRecords: Int

    init(_ samples: [ReportSample]) {
        reads = Distribution(samples.flatMap(\.ownLatencies).lazy.map(Double.init), areIndependent: false)
        requests = Distribution(samples.compactMap { $0[ReportMetric.ownRequestLatency.key] })
        lostRecords = samples.reduce(0) { $0 + $1.lost }
    }
}

/// How busy the group was.
package struct LoadSummary: Equatable, Sendable {
    /// Requests a second, from the first start to the last end; nil below two.
    package var requestRate: Double?
    /// Most exchanges open at once.
    package var maximumConcurrency: Int?
    /// Output tokens a second over all streams.
    package var tokenRate: Double?
    /// Some exchange has no token count, so `tokenRate` is too low.
    package var isTokenRatePartial: Bool

    init(_ samples: [ReportSample]) {
        let starts = samples.compactMap(\.startedAt)
        let first = starts.min()
        requestRate = Self.rate(Double(samples.count), from: first, to: samples.compactMap(\.endedAt).max())
        if samples.count < 2 { requestRate = nil }
        maximumConcurrency = Self.concurrency(samples)
        let tokens = samples.compactMap { $0["tokens_out"] }
        isTokenRatePartial = !tokens.isEmpty && tokens.count < samples.count
        let last = samples.compactMap(\.lastContentAt).max()
        tokenRate = tokens.isEmpty ? nil : Self.rate(tokens.reduce(0, +), from: first, to: last)
    }

    static func rate(_ count: Double, from start: MonotonicInstant?, to end: MonotonicInstant?) -> Double? {
        guard let start, let end, end > start else { return nil }
        return count * 1e9 / Double((end - start).count)
    }

    /// A sweep line; at equal times departures come first.
    private static func concurrency(_ samples: [ReportSample]) -> Int? {
        var changes: [(time: MonotonicInstant, change: Int)] = []
        for sample in samples {
            guard let start = sample.startedAt else { continue }
            changes.append((start, 1))
            if let end = sample.endedAt { changes.append((end, -1)) }
        }
        guard !changes.isEmpty else { return nil }
        changes.sort { ($0.time, $0.change) < ($1.time, $1.change) }
        var (open, most) = (0, 0)
        for change in changes {
            open += change.change
            most = max(most, open)
        }
        return most
    }
}

/// How many exchanges met the service objective.
package struct Goodput: Equatable, Sendable {
    package var objective: ServiceObjective
    package var good: Int
    /// All but those that are still open.
    package var attempted: Int
    /// Good ones a second.
    package var rate: Double?

    package var share: Double? { attempted == 0 ? nil : Double(good) / Double(attempted) }

    init(_ samples: [ReportSample], objective: ServiceObjective) {
        self.objective = objective
        let over = samples.filter { $0.state != .open }
        attempted = over.count
        good = over.count { objective.isMet(by: $0) }
        let start = over.compactMap(\.startedAt).min()
        rate = LoadSummary.rate(Double(good), from: start, to: over.compactMap(\.endedAt).max())
    }
}

/// What was sent again because an attempt failed.
package struct RetrySummary: Equatable, Sendable {
    /// Calls with more than one attempt.
    package var calls: Int
    /// Attempts after the first.
    package var retries: Int
    /// From the first attempts to those that were answered.
    package var lost: Nanoseconds

    init(_ samples: [ReportSample]) {
        let attempts = samples.compactMap(\.attempt)
        let last = attempts.filter(\.isLast)
        calls = last.count
        retries = attempts.count { $0.place > 1 }
        lost = last.reduce(.zero) { $0 + $1.lost }
    }
}
