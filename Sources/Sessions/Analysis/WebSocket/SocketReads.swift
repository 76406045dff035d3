import CaptureFile
import StreamCore

/// The upstream's reads of a WebSocket, with what they brought of payloads.
///
/// The client's frames lie between theirs, so that no read is one piece of the body.
struct SocketReads {
    struct Read {
        var number: Int
        var time: MonotonicInstant
        var byteCount: Int
        var acceptedAt: MonotonicInstant?
    }

    private(set) var list: [Read] = []

    init(_ exchange: RecordedExchange) {
        for block in exchange.blocks where !block.isFromClient {
            if block.segments.isEmpty { add(block.read, at: block.time, block.bytes.count) }
            for segment in block.segments {
                add(segment.read, at: segment.time ?? block.time, segment.byteCount)
            }
        }
        var acceptances = AcceptanceTimes(exchange.outputs)
        for place in list.indices {
            list[place].acceptedAt = acceptances.lag(of: list[place].number).map { list[place].time + $0 }
        }
    }

    private mutating func add(_ number: Int, at time: MonotonicInstant, _ byteCount: Int) {
        if let last = list.last, last.number == number {
            list[list.count - 1].byteCount += byteCount
        } else if list.last.map({ $0.number < number }) ?? true {
            // Numbers of edited files that go backwards are no reads.
            list.append(Read(number: number, time: time, byteCount: byteCount))
        }
    }
}
