import Sessions
import StreamCore

/// Tells, while a stream goes on, which gaps are stalls (METRICS: at least 1 s and five median gaps).
///
/// The report at the end measures with the final median; this one with what came so far.
struct GapWatch {
    private let rule = StallRule()
    private var lastContentAt: MonotonicInstant?
    /// The latest gaps between reads that brought content; enough for a steady median.
    private var recent: [Int64] = []
    private var next = 0
    private var lastRead: Int?

    private static let kept = 64

    /// The gap that this event ended, when it was a stall.
    ///
    /// On a WebSocket nothing is due before the client has said something, nor after an answer's end.
    mutating func take(_ event: AnalyzedEvent) -> Nanoseconds? {
        if let message = event.message, message.isFromClient || event.deltas.contains(where: { $0.kind == .finish }) {
            lastContentAt = nil
        }
        guard event.deltas.contains(where: \.isContent), event.read != lastRead else { return nil }
        lastRead = event.read
        defer { lastContentAt = event.time }
        guard let lastContentAt else { return nil }
        let gap = event.time - lastContentAt
        let isStall = gap >= threshold
        add(gap.count)
        return isStall ? gap : nil
    }

    /// How long it has been silent at that time, when that is a stall already.
    func silence(at now: MonotonicInstant) -> Nanoseconds? {
        guard let lastContentAt else { return nil }
        let gap = now - lastContentAt
        return gap >= threshold ? gap : nil
    }

    private var threshold: Nanoseconds {
        guard !recent.isEmpty else { return rule.minimum }
        return rule.threshold(median: Double(recent.sorted()[recent.count / 2]))
    }

    private mutating func add(_ gap: Int64) {
        if recent.count < Self.kept {
            recent.append(gap)
        } else {
            recent[next] = gap
            next = (next + 1) % Self.kept
        }
    }
}
