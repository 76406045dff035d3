import StreamCore

/// Cuts body bytes that would make a line longer than the format allows.
enum BodySplit {
    struct Piece: Equatable {
        var bytes: Range<Int>
        /// The reads that brought just these bytes; empty when the whole block came in one.
        var segments: [ReadSegment]
    }

    /// Room for everything in a line but the bytes, the segments and the redactions; the longest event name included.
    private static let envelope = 8 << 10
    private static let segmentBound = 64
    /// So many segments fit beside a quarter of a line.
    private static let mostSegments = CaptureFormat.maximumLineBytes / 4 / segmentBound
    /// So many redactions are named on a line; the rest shows by what stands in for it.
    static let mostRedactions = 1024
    private static let redactionBound = 64
    private static let budget =
        CaptureFormat.maximumLineBytes - envelope - mostSegments * segmentBound - mostRedactions * redactionBound

    /// Whether the block may be too long for one line, were every byte escaped at the worst.
    static func mustSplit(_ bytes: ByteView, segments: [ReadSegment]) -> Bool {
        bytes.count > budget / 6 || segments.count > mostSegments
    }

    /// The pieces in order, one of them when everything fits.
    static func pieces(of bytes: ByteView, isText: Bool, segments: [ReadSegment]) -> [Piece] {
        var pieces: [Piece] = []
        var start = 0
        var queue = SegmentQueue(segments)
        while start < bytes.count {
            var end = isText ? textEnd(bytes, from: start) : min(bytes.count, start + budget / 4 * 3)
            if let limit = queue.byteCount(ofFirst: mostSegments), limit < end - start { end = start + limit }
            let whole = isText ? UTF8Validation.boundary(in: bytes, atOrBefore: end) : end
            // A character over thousands of one-byte reads cannot happen; the guard keeps the loop finite.
            let cut = whole > start ? whole : end
            pieces.append(Piece(bytes: start..<cut, segments: queue.take(cut - start)))
            start = cut
        }
        return pieces
    }

    private static func textEnd(_ bytes: ByteView, from start: Int) -> Int {
        var length = 0
        var place = start
        while place < bytes.count {
            length += LineCursor.escapedLength(bytes[place])
            guard length <= budget else { break }
            place += 1
        }
        return place
    }
}

/// The segments of a block, handed out by byte count.
private struct SegmentQueue {
    private let segments: [ReadSegment]
    private var place = 0
    private var used = 0

    init(_ segments: [ReadSegment]) {
        self.segments = segments
    }

    /// The bytes that the next `count` segments hold, nil when there are not more than that.
    func byteCount(ofFirst count: Int) -> Int? {
        guard segments.count - place > count else { return nil }
        return segments[place..<(place + count)].reduce(-used) { $0 + $1.byteCount }
    }

    mutating func take(_ byteCount: Int) -> [ReadSegment] {
        var wanted = byteCount
        var taken: [ReadSegment] = []
        while wanted > 0, place < segments.count {
            var segment = segments[place]
            segment.byteCount = min(wanted, segment.byteCount - used)
            wanted -= segment.byteCount
            used += segment.byteCount
            taken.append(segment)
            if used == segments[place].byteCount {
                place += 1
                used = 0
            }
        }
        return taken
    }
}
