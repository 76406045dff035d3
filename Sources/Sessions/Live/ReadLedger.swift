import CaptureFile
import StreamCore

/// Remembers which reads brought the bytes that no block has claimed yet.
struct ReadLedger {
    /// Bytes of earlier reads that wait for their block's end.
    private var carried: [ReadSegment] = []
    private var carriedBytes = 0
    /// Bytes of the current read that blocks have claimed.
    private var claimed = 0
    private var current = ReadSegment(read: 0, byteCount: 0, time: nil)

    /// A read begins to be cut; `count` bytes of it, after content decoding, are about to come.
    mutating func begin(read: Int, at time: MonotonicInstant, count: Int) {
        current = ReadSegment(read: read, byteCount: count, time: time)
        claimed = 0
    }

    /// A block of that many bytes is complete; returns the reads it came in when they are several.
    mutating func claim(_ count: Int) -> [ReadSegment] {
        guard !carried.isEmpty else {
            claimed += count
            return []
        }
        let own = count - carriedBytes
        var segments = carried
        carried.removeAll(keepingCapacity: false)
        carriedBytes = 0
        guard own > 0 else { return segments }
        claimed += own
        segments.append(ReadSegment(read: current.read, byteCount: own, time: current.time))
        return segments
    }

    /// The read is cut; what no block claimed waits.
    mutating func end() {
        let rest = current.byteCount - claimed
        guard rest > 0 else { return }
        carried.append(ReadSegment(read: current.read, byteCount: rest, time: current.time))
        carriedBytes += rest
        current.byteCount = claimed
    }
}
