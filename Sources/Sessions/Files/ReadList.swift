import CaptureFile
import StreamCore

/// The accepted times of one `out` line.
struct RecordedOutput: Hashable, Sendable {
    var firstRead: Int
    var lags: [Nanoseconds]
}

/// Finds the lag of reads that are asked for in rising order.
struct AcceptanceTimes {
    private let outputs: [RecordedOutput]
    private var place = 0

    init(_ outputs: [RecordedOutput]) {
        self.outputs = outputs.sorted { $0.firstRead < $1.firstRead }
    }

    mutating func lag(of read: Int) -> Nanoseconds? {
        while place < outputs.count, outputs[place].firstRead + outputs[place].lags.count <= read { place += 1 }
        guard place < outputs.count, outputs[place].firstRead <= read else { return nil }
        return outputs[place].lags[read - outputs[place].firstRead]
    }
}

/// Joins the shares that blocks have in reads, so that reads come out as they were.
struct ReadList {
    private(set) var reads: [RecordedRead] = []
    private var lastIsGuessed = false

    mutating func append(_ block: RecordedBlock) {
        guard !block.segments.isEmpty else {
            return append(block.read, at: block.time, block.bytes, isGuessed: block.isReadGuessed)
        }
        var start = block.bytes.lowerBound
        for (place, segment) in block.segments.enumerated() {
            // An edited block may be longer or shorter than its segments say: the last one takes what there is.
            let isLast = place == block.segments.count - 1
            let end = isLast ? block.bytes.upperBound : min(start + segment.byteCount, block.bytes.upperBound)
            append(segment.read, at: segment.time ?? reads.last?.time ?? block.firstByteAt, start..<end)
            start = end
        }
    }

    private mutating func append(
        _ number: Int,
        at time: MonotonicInstant,
        _ bytes: Range<Int>,
        isGuessed: Bool = false
    ) {
        guard !bytes.isEmpty else { return }
        if let last = reads.last, last.number == number, !isGuessed, !lastIsGuessed {
            reads[reads.count - 1].bytes = last.bytes.lowerBound..<bytes.upperBound
        } else {
            reads.append(RecordedRead(number: number, time: time, bytes: bytes))
        }
        lastIsGuessed = isGuessed
    }
}
