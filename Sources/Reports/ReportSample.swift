package import StreamCore

/// One exchange as the reports see it: keys to group by, measured values and lists.
///
/// It is the reports' own input type, so that they need neither a capture nor a live session.
package struct ReportSample: Sendable {
    /// One gap over the stall threshold.
    package struct Stall: Equatable, Sendable {
        /// The ordinal, from 1, of the event that ended it.
        package var event: Int?
        package var gap: Nanoseconds
        package var cause: StallReport.Attribution

        package init(event: Int? = nil, gap: Nanoseconds, cause: StallReport.Attribution) {
            self.event = event
            self.gap = gap
            self.cause = cause
        }
    }

    /// One of several attempts of a call.
    package struct Attempt: Equatable, Sendable {
        /// From 1.
        package var place: Int
        package var isLast: Bool
        /// What the attempts before the answer took together.
        package var lost: Nanoseconds

        package init(place: Int, isLast: Bool, lost: Nanoseconds) {
            self.place = place
            self.isLast = isLast
            self.lost = lost
        }
    }

    /// The number by which `ls` names the exchange.
    package var number: Int
    package var model: String?
    package var host: String?
    package var route: String?
    package var dialect: String?
    package var path: String?
    /// Values for other grouping keys: request headers, tags.
    package var labels: [String: String] = [:]

    package var state: EndState
    package var isStream = true
    /// Measured values by their JSON key (`ttft_ns`, `tps`); what is unknown is not there.
    package var values: [String: Double] = [:]
    /// Times between content events, in ns.
    package var gaps: [Int64] = []
    /// Times between distinct reads that completed content, in ns.
    package var arrivalGaps: [Int64] = []
    /// Accepted by the client minus read, for every relayed read, in ns.
    package var ownLatencies: [Int64] = []
    package var stalls: [Stall] = []
    package var usage: Usage?
    /// Whether the answer went on after the counts.
    package var isUsagePartial = false
    /// Nil when nobody gave prices.
    package var cost: ExchangeCost?
    /// Output tokens that were streamed; nil when unknown.
    package var visibleTokens: Int?

    /// The attempt that it is of a call that was sent several times; nil of one that was sent once.
    package var attempt: Attempt?

    package var events = 0
    package var contentEvents = 0
    package var reads = 0
    package var bytes: Int64 = 0
    /// Records of this exchange that were dropped.
    package var lost = 0
    package var findings: [Finding] = []
    /// Start of the upstream attempt (a0), last content event (e_n), last upstream byte (r1).
    package var startedAt: MonotonicInstant?
    package var lastContentAt: MonotonicInstant?
    package var endedAt: MonotonicInstant?
    /// What the buffering rules look at.
    package var shape = StreamShape()

    package init(number: Int, state: EndState) {
        self.number = number
        self.state = state
    }

    /// Reads or writes a measured value by its JSON key.
    package subscript(key: String) -> Double? {
        get { values[key] }
        set { values[key] = newValue }
    }

    /// Whether its latencies count as those of a finished answer.
    package var isComplete: Bool { state == .complete }

    /// Whether the upstream failed; what the user or Weir stopped, or still runs, is no failure.
    package var isFailure: Bool {
        switch state {
        case .truncated, .error, .upstreamReset, .timeout: true
        case .complete, .clientAbort, .proxyStop, .open: false
        }
    }
}
