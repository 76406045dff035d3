/// Whether a stream looks as if something between model and Weir had held it back, and why.
package struct BufferingVerdict: Equatable, Sendable {
    /// The named reasons (METRICS §2).
    package enum Reason: String, CaseIterable, Sendable {
        case burstAfterSilence = "A"
        case contentLength = "B"
        case lateFirstEvent = "C"
        case filledBuffers = "D"
        case timerFlush = "E"
        case contentEncoding = "F"
        case intermediary = "G"

        /// The reason in a few words.
        package var title: String {
            switch self {
            case .burstAfterSilence: "nearly all events in one burst after a long silence"
            case .contentLength: "Content-Length on an event stream"
            case .lateFirstEvent: "first event after 90% of the time"
            case .filledBuffers: "reads of a full buffer's size that end inside events"
            case .timerFlush: "several events at a time, at a fixed interval"
            case .contentEncoding: "compressed stream"
            case .intermediary: "an intermediary that was not told not to buffer"
            }
        }
    }

    package enum Level: String, Sendable, Comparable {
        case none, suspected, certain

        private var rank: Int {
            switch self {
            case .none: 0
            case .suspected: 1
            case .certain: 2
            }
        }

        package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
    }

    package var reasons: [Reason]

    /// Two reasons make it suspected, A or B alone certain.
    package var level: Level {
        if reasons.contains(.burstAfterSilence) || reasons.contains(.contentLength) { return .certain }
        return reasons.count >= 2 ? .suspected : .none
    }

    package init(reasons: [Reason]) {
        self.reasons = reasons
    }

    package init(judging shape: StreamShape) {
        reasons = Reason.allCases.filter { reason in
            switch reason {
            case .burstAfterSilence: shape.hasBurstAfterSilence
            case .contentLength: shape.hasContentLength
            case .lateFirstEvent: shape.startsLate
            case .filledBuffers: shape.hasFilledBuffers
            case .timerFlush: shape.isFlushedByTimer
            case .contentEncoding: shape.contentEncoding != nil
            case .intermediary: !shape.intermediaries.isEmpty && !shape.forbidsBuffering
            }
        }
    }
}

extension StreamShape {
    private static let fewestEvents = 20
    /// A burst counts as at least this long, or one read would be a burst after any silence.
    private static let shortestBurst: Int64 = 1_000_000

    /// A: at least 90 % of the events lie in a burst that follows a silence 10 times as long.
    fileprivate var hasBurstAfterSilence: Bool {
        let count = contentTimes.count
        guard count >= Self.fewestEvents else { return false }
        let wanted = (count * 9 + 9) / 10
        return (0...(count - wanted)).contains { first in
            let burst = contentTimes[first + wanted - 1] - contentTimes[first]
            let silence = contentTimes[first] - (first == 0 ? 0 : contentTimes[first - 1])
            return silence >= 10 * max(burst, Self.shortestBurst)
        }
    }

    /// C: the first event came after nine tenths of the whole time.
    fileprivate var startsLate: Bool {
        guard contentTimes.count >= Self.fewestEvents, let first = contentTimes.first, let last = contentTimes.last,
            last > 0
        else { return false }
        return Double(first) / Double(last) > 0.9
    }

    /// D: the most common size is a power of two from 4096 on, and most such reads end inside an event.
    fileprivate var hasFilledBuffers: Bool {
        let counts = Dictionary(grouping: reads, by: \.bytes).filter { $0.value.count >= 2 }
        // Of sizes that are equally common the largest decides, so that the verdict does not depend on hashing.
        guard let modal = counts.max(by: { ($0.value.count, $0.key) < ($1.value.count, $1.key) }) else { return false }
        let midEvent = modal.value.count { $0.endsMidEvent }
        return modal.key >= 4096 && modal.key.nonzeroBitCount == 1 && midEvent * 2 > modal.value.count
    }

    /// E: reads with content come at a steady pace, three or more events each.
    fileprivate var isFlushedByTimer: Bool {
        var arrivals: [Int64] = []
        for time in contentTimes where time != arrivals.last { arrivals.append(time) }
        guard arrivals.count >= 5, contentTimes.count >= 3 * arrivals.count else { return false }
        let gaps = zip(arrivals.dropFirst(), arrivals).map { Double($0 - $1) }
        guard let median = Percentiles(gaps).median, median > 0,
            let deviation = Percentiles(gaps.map { ($0 - median).magnitude }).median
        else { return false }
        return deviation / median < 0.1
    }
}
