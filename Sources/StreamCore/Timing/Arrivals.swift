/// The reads that completed content, in order.
struct Arrivals {
    struct Arrival {
        var read: Int
        var time: MonotonicInstant
        /// Content events that it completed.
        var count: Int
        /// The first of them: its place among all blocks, and its 1-based ordinal among dispatched events.
        var firstBlock: Int
        var firstEvent: Int
    }

    private(set) var list: [Arrival] = []
    /// Nanoseconds between successive arrivals.
    private(set) var gaps: [Int64] = []

    init(_ timeline: StreamTimeline) {
        var events = 0
        for (place, block) in timeline.blocks.enumerated() {
            if block.contents.contains(.event) { events += 1 }
            guard block.contents.isContent else { continue }
            let read = Int(block.read)
            if list.last?.read == read {
                list[list.count - 1].count += 1
                continue
            }
            let time = timeline.time(of: block)
            if let last = list.last { gaps.append((time - last.time).count) }
            list.append(Arrival(read: read, time: time, count: 1, firstBlock: place, firstEvent: events))
        }
    }
}

extension [Int64] {
    /// The middle value, or the mean of the two; nil when empty.
    var median: Double? {
        guard !isEmpty else { return nil }
        let sorted = sorted()
        let middle = count / 2
        return count % 2 == 1 ? Double(sorted[middle]) : (Double(sorted[middle - 1]) + Double(sorted[middle])) / 2
    }
}
