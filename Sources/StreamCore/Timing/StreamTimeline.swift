/// When everything of one exchange happened, as compact as thousands of live streams need it.
///
/// Fed live or from a capture, in order; ``StreamMetrics`` and ``StallReport`` are computed from it. The
/// names in parentheses are those of the metrics contract. Unknown is nil.
package struct StreamTimeline: Hashable, Sendable {
    /// The bytes of the upstream's body that one read yielded.
    package struct Read: Hashable, Sendable {
        package var time: MonotonicInstant
        /// Nanoseconds until the client's socket had taken them; negative while it has not.
        fileprivate var lag: Int64
        package var byteCount: Int32

        /// When the client's socket had taken them (w_i), nil if it never did or was not asked to.
        package var acceptedAt: MonotonicInstant? { lag < 0 ? nil : time + Nanoseconds(lag) }
    }

    /// One block, dispatched or not.
    package struct Block: Hashable, Sendable {
        /// The read that completed it.
        package var read: UInt32
        package var contents: BlockContents
        /// Output tokens that it is known to carry; 0 is unknown.
        package var tokens: UInt16
    }

    /// A time in which the upstream was not read on purpose.
    package struct Pause: Hashable, Sendable {
        package enum Cause: String, Sendable {
            case client
            /// The recorder was behind.
            case recorder
        }

        package var cause: Cause
        package var start: MonotonicInstant
        package var end: MonotonicInstant

        package init(cause: Cause, start: MonotonicInstant, end: MonotonicInstant) {
            self.cause = cause
            self.start = start
            self.end = end
        }
    }

    /// First byte of the client's request (c0), and when its head was complete.
    package var requestFirstByteAt: MonotonicInstant?
    package var requestHeadAt: MonotonicInstant?
    /// Start of the upstream attempt that answered, as the relay saw it; see ``attemptAt``.
    package var attemptBeganAt: MonotonicInstant?
    /// First and last request byte handed to the upstream's socket (u0, u1).
    package var sendBeganAt: MonotonicInstant?
    package var sendEndedAt: MonotonicInstant?
    /// First response byte (r0), and when the head was complete.
    package var responseFirstByteAt: MonotonicInstant?
    package var responseHeadAt: MonotonicInstant?
    /// Last upstream byte (r1).
    package var lastByteAt: MonotonicInstant?
    /// The response's body ended as HTTP says it should.
    package var sawEnd = false
    /// It goes on where another stream was cut, so that the answer's counts are not those of this stream.
    package var isResumed = false
    /// The response is a stream of events, not one document.
    package var isStream = true
    /// Each step of making the upstream connection, nil when it was not taken.
    package var resolving: Nanoseconds?
    package var connecting: Nanoseconds?
    package var passing: Nanoseconds?
    package var handshaking: Nanoseconds?
    /// The request went over a connection of an earlier request.
    package var isReused: Bool?
    /// The connection was made before the request's head was complete.
    package var isPreconnected = false
    /// Totals; nil when nobody measured them.
    package var pausedForClient: Nanoseconds?
    package var pausedForRecorder: Nanoseconds?
    package var clientBlocked: Nanoseconds?
    package var queuedMaximum: Int?

    private(set) package var reads: [Read] = []
    private(set) package var blocks: [Block] = []
    private(set) package var pauses: [Pause] = []

    package init() {}

    /// Start of the upstream attempt that answered (a0): never before the request's head was complete.
    package var attemptAt: MonotonicInstant? {
        guard let attemptBeganAt else { return requestHeadAt }
        return requestHeadAt.map { max($0, attemptBeganAt) } ?? attemptBeganAt
    }

    /// Notes an upstream read; reads are numbered from 0 in this order.
    package mutating func addRead(at time: MonotonicInstant, byteCount: Int, acceptedAt: MonotonicInstant? = nil) {
        let lag = acceptedAt.map { max(($0 - time).count, 0) } ?? -1
        reads.append(Read(time: time, lag: lag, byteCount: Int32(clamping: byteCount)))
    }

    /// Notes that the client's socket has taken every read up to this number.
    package mutating func accept(throughRead number: Int, at time: MonotonicInstant) {
        var place = min(number, reads.count - 1)
        while place >= 0, reads[place].lag < 0 {
            reads[place].lag = max((time - reads[place].time).count, 0)
            place -= 1
        }
    }

    /// Notes when the client's socket took one read, as captures store it.
    package mutating func accept(read number: Int, lag: Nanoseconds) {
        guard reads.indices.contains(number) else { return }
        reads[number].lag = max(lag.count, 0)
    }

    /// Notes a block that the read of this number completed; numbers of no read are ignored.
    package mutating func addBlock(_ contents: BlockContents, read: Int, tokens: Int = 0) {
        guard reads.indices.contains(read) else { return }
        blocks.append(Block(read: UInt32(clamping: read), contents: contents, tokens: UInt16(clamping: tokens)))
    }

    package mutating func addPause(_ pause: Pause) {
        if pause.end > pause.start { pauses.append(pause) }
    }

    /// When a block was complete (e_i for content events).
    package func time(of block: Block) -> MonotonicInstant {
        reads[Int(block.read)].time
    }

    /// How much of the time from `start` to `end` reads were paused, for one cause.
    package func paused(_ cause: Pause.Cause, from start: MonotonicInstant, to end: MonotonicInstant) -> Nanoseconds {
        pauses.reduce(.zero) { sum, pause in
            guard pause.cause == cause else { return sum }
            return sum + max(min(pause.end, end) - max(pause.start, start), .zero)
        }
    }
}
