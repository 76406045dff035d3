import StreamCore

/// Counts lines and follows `seq`, so that holes are known and missing numbers are filled in.
struct LineNumbering {
    /// The lines read so far.
    var line = 0
    /// What the next line's `seq` should be.
    private(set) var expected = 0
    private var last = -1

    /// Counts a line and its `seq`, nil when it has none.
    mutating func next(_ sequence: Int?) -> (sequence: Int, missing: Int) {
        line += 1
        guard let sequence else {
            last += 1
            return (last, 0)
        }
        let missing = max(0, sequence - expected)
        expected = max(expected, sequence + 1)
        last = sequence
        return (sequence, missing)
    }

    /// A line that is no record; it had a number, which nobody can read.
    mutating func unreadable(_ text: ByteView, _ why: String) -> CaptureRecord {
        line += 1
        last += 1
        expected = max(expected, last + 1)
        return CaptureRecord(
            line: line,
            sequence: last,
            missingBefore: 0,
            redactions: [],
            kind: .unreadable(why),
            text: text
        )
    }
}
