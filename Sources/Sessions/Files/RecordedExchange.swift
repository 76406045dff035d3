package import CaptureFile
package import StreamCore

/// An exchange rebuilt from a capture.
///
/// Its instants count from the first header of the capture. Body bytes are stored once; blocks and reads are
/// ranges of them.
package struct RecordedExchange: Sendable {
    /// 1, 2, … in order of arrival.
    package let number: Int
    /// A ULID unless the file was made by hand.
    package let id: String
    /// The wall clock where instants are 0, in microseconds since the Unix epoch.
    package let originWallMicroseconds: Int64

    package internal(set) var client: RecordedConnection?
    package internal(set) var upstream: RecordedConnection?
    /// Nil when the file begins after the request.
    package internal(set) var request: RequestHead?
    /// When the request's head was complete.
    package internal(set) var requestHeadAt: MonotonicInstant?
    /// The request's body as stored: content-decoded.
    package internal(set) var requestBody: [UInt8] = []
    /// The content coding that was undone before storing, and the body's length on the wire.
    package internal(set) var requestEncoding: String?
    package internal(set) var requestRawBytes: Int?
    package internal(set) var requestEndedAt: MonotonicInstant?
    package internal(set) var delivery: RequestDelivery?
    /// The 1xx heads, in order.
    package internal(set) var interim: [RecordedResponseHead] = []
    package internal(set) var response: RecordedResponseHead?
    /// The body as stored: de-framed and content-decoded.
    package internal(set) var body: [UInt8] = []
    package internal(set) var blocks: [RecordedBlock] = []
    package internal(set) var trailers: [HeaderField] = []
    package internal(set) var end: RecordedEnd?
    package internal(set) var redactions: [RedactionEntry] = []
    /// The marks that are about it.
    package internal(set) var notes: [RecordedNote] = []
    /// When its last line was written.
    package internal(set) var lastSeenAt: MonotonicInstant
    /// The most bytes that had to wait for the client's socket.
    package internal(set) var mostQueuedBytes = 0
    /// Its stream was not read: another exchange is wanted.
    package internal(set) var isPassedOver = false
    var outputs: [RecordedOutput] = []
    /// As `qe` gave it, to be compared at the end.
    var requestChecksum: UInt32?

    init(number: Int, id: String, originWallMicroseconds: Int64, at time: MonotonicInstant) {
        self.number = number
        self.id = id
        self.originWallMicroseconds = originWallMicroseconds
        lastSeenAt = time
    }

    /// No `end` was written: still going on, or the recorder died.
    package var isOpen: Bool { end == nil }

    /// When the request's first byte came, or the first thing that is known.
    package var startedAt: MonotonicInstant {
        request?.firstByteAt ?? requestHeadAt ?? response?.head.firstByteAt ?? blocks.first?.firstByteAt ?? lastSeenAt
    }

    /// The wall clock at an instant of this exchange.
    package func wallMicroseconds(at time: MonotonicInstant) -> Int64 {
        originWallMicroseconds &+ time.nanoseconds / 1000
    }

    /// Calls `body` with the exact bytes of a block.
    package func withBytes<Result>(of block: RecordedBlock, _ body: (ByteView) throws -> Result) rethrows -> Result {
        try self.body.withUnsafeBufferPointer { bytes in
            // Bodies that were dropped are empty.
            try body(ByteView(rebasing: bytes[block.bytes.clamped(to: bytes.indices)]))
        }
    }

    /// The upstream reads of the body, restored from the blocks.
    package var reads: [RecordedRead] {
        var acceptances = AcceptanceTimes(outputs)
        var list = ReadList()
        for block in blocks where !block.isFromClient { list.append(block) }
        return list.reads.map { read in
            var read = read
            read.acceptedAt = acceptances.lag(of: read.number).map { read.time + $0 }
            return read
        }
    }
}

/// A connection as a capture tells of it.
package struct RecordedConnection: Hashable, Sendable {
    package var id: ConnectionID
    package var facts: ConnectionFacts
    package var openedAt: MonotonicInstant
}

/// A response head and when it was complete.
package struct RecordedResponseHead: Hashable, Sendable {
    package var head: ResponseHead
    package var completeAt: MonotonicInstant
}

/// One block of a body, or one part of a body that is not framed.
package struct RecordedBlock: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case event
        case data
        case frame(CaptureFrame)
    }

    /// `n`.
    package var index: Int
    package var kind: Kind
    /// Where its bytes lie in the exchange's body.
    package var bytes: Range<Int>
    /// The read that completed it, and when that read returned.
    package var read: Int
    package var time: MonotonicInstant
    package var firstByteAt: MonotonicInstant
    /// The shares of the reads that it spans; empty when one read brought it all.
    package var segments: [ReadSegment]
    /// The event name; nil means `message`.
    package var type: String?
    package var hint: BlockClass?
    /// The file gave no `rd`: the line was added by hand and counts as a read of its own.
    package var isReadGuessed: Bool
    /// All its lines are there.
    package var isWhole = true
}

extension RecordedBlock {
    /// A frame of a WebSocket that the client sent.
    package var isFromClient: Bool {
        if case .frame(let mark) = kind { mark.direction == .client } else { false }
    }
}

/// One upstream read of a response body.
package struct RecordedRead: Hashable, Sendable {
    package var number: Int
    package var time: MonotonicInstant
    /// Its bytes in the exchange's body.
    package var bytes: Range<Int>
    /// When the client's socket had taken it; nil when the file does not say.
    package var acceptedAt: MonotonicInstant?
}

/// How a recorded exchange ended.
package struct RecordedEnd: Hashable, Sendable {
    package var ending: ExchangeEnding
    /// As the recorder's dialect judged it; nil in files made by hand.
    package var state: EndState?
    package var endedAt: MonotonicInstant
    /// Reads that the upstream's socket yielded, those without text included.
    package var reads: Int?
    /// The content coding that was undone before storing, and the body's length on the wire.
    package var encoding: String?
    package var rawBytes: Int?
}
