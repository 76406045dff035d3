package import StreamCore

/// One block of a response body on its way into a capture: its exact bytes travel beside it.
package struct CaptureBlock {
    /// The 0-based index within the exchange, comments and raw parts counted.
    package var index: Int
    /// The upstream read that completed it, and when that read returned.
    package var read: Int
    package var time: MonotonicInstant
    /// Only for a block that spans reads: every read's share, first to last.
    package var segments: [ReadSegment]
    /// The event name; empty means `message`.
    package var type: ByteView
    package var hint: BlockClass?
    /// What was taken out of the bytes.
    ///
    /// The encoder sets the pointers, `/d` or `/b64`: it knows how the bytes are written.
    package var redactions: [RedactionEntry]

    package init(
        index: Int,
        read: Int,
        time: MonotonicInstant,
        segments: [ReadSegment] = [],
        type: ByteView = ByteView(start: nil, count: 0),
        hint: BlockClass? = nil,
        redactions: [RedactionEntry] = []
    ) {
        self.index = index
        self.read = read
        self.time = time
        self.segments = segments
        self.type = type
        self.hint = hint
        self.redactions = redactions
    }
}

/// What marks a body part as a WebSocket frame (`ws`): all that the head of the frame said.
package struct CaptureFrame: Hashable, Sendable {
    package enum Direction: String, Sendable {
        case client, upstream
    }

    /// Nil for bytes that are no frame.
    package var opcode: Int?
    /// Who sent it.
    package var direction: Direction
    /// No further frame of the message follows.
    package var isFinal: Bool
    /// RSV1 is 4, RSV2 is 2, RSV3 is 1.
    package var reserved: Int
    /// The masking key, its first byte the highest; nil for a frame that was not masked.
    package var mask: UInt32?
    /// The payload's length on the wire, when it was inflated before it was stored.
    package var wireLength: Int?
    /// 2 or 8, when the length was written in more bytes than it needs.
    package var lengthBytes: Int?
    /// The length of the whole payload, when this is not the end of it.
    package var openLength: Int?

    package init(
        opcode: Int?,
        direction: Direction,
        isFinal: Bool = true,
        reserved: Int = 0,
        mask: UInt32? = nil,
        wireLength: Int? = nil,
        lengthBytes: Int? = nil,
        openLength: Int? = nil
    ) {
        self.opcode = opcode
        self.direction = direction
        self.isFinal = isFinal
        self.reserved = reserved
        self.mask = mask
        self.wireLength = wireLength
        self.lengthBytes = lengthBytes
        self.openLength = openLength
    }
}

/// How a request's body ended and went upstream (`qe`).
package struct CaptureRequestEnd: Hashable, Sendable {
    package var delivery: RequestDelivery
    /// Of the body as stored.
    package var bytes: Int
    package var checksum: UInt32
    /// The content coding that was undone before storing, and the body's length on the wire.
    package var encoding: String?
    package var rawBytes: Int?

    package init(
        delivery: RequestDelivery,
        bytes: Int,
        checksum: UInt32,
        encoding: String? = nil,
        rawBytes: Int? = nil
    ) {
        self.delivery = delivery
        self.bytes = bytes
        self.checksum = checksum
        self.encoding = encoding
        self.rawBytes = rawBytes
    }
}

/// What the client's socket accepted since the last such record (`out`).
package struct CaptureOutput: Hashable, Sendable {
    /// The first read that the record speaks of; the lags follow it one by one.
    package var firstRead: Int
    /// Accepted time − read time of each read.
    package var lags: [Nanoseconds]
    package var bytes: Int
    /// The most bytes that had to wait.
    package var queuedBytes: Int

    package init(firstRead: Int, lags: [Nanoseconds], bytes: Int, queuedBytes: Int) {
        self.firstRead = firstRead
        self.lags = lags
        self.bytes = bytes
        self.queuedBytes = queuedBytes
    }
}

/// How an exchange ended (`end`).
package struct CaptureEnd: Hashable, Sendable {
    package var ending: ExchangeEnding
    package var state: EndState
    /// Blocks stored, upstream reads, and the body as stored.
    package var blocks: Int
    package var reads: Int
    package var bytes: Int
    package var checksum: UInt32
    /// The content coding that was undone before storing, and the body's length on the wire.
    package var encoding: String?
    package var rawBytes: Int?

    package init(
        ending: ExchangeEnding,
        state: EndState,
        blocks: Int,
        reads: Int,
        bytes: Int,
        checksum: UInt32,
        encoding: String? = nil,
        rawBytes: Int? = nil
    ) {
        self.ending = ending
        self.state = state
        self.blocks = blocks
        self.reads = reads
        self.bytes = bytes
        self.checksum = checksum
        self.encoding = encoding
        self.rawBytes = rawBytes
    }
}
