/// Cuts a body of AWS binary frames (`application/vnd.amazon.eventstream`), checksums verified.
///
/// A frame's type is its `:event-type`, `:exception-type` or `:error-code`; its data is the payload. After
/// impossible lengths nothing can be found again: the rest is handed on as comments.
package struct EventStreamParser: Sendable {
    private var pending = PendingBytes()
    /// The length of the pending frame, once its prelude is whole.
    private var pendingTotal: Int?
    private var frameOffset = 0
    private var isLost = false
    private let limits: FramingLimits

    /// What the peer did wrong so far.
    private(set) package var anomalies = AnomalyLog()

    /// The default admits botocore's largest payload, 24 MiB, with its headers.
    package init(limits: FramingLimits = FramingLimits(eventBytes: 25 << 20)) {
        self.limits = limits
    }

    /// Takes the bytes of one read and hands on each frame that they complete.
    package mutating func consume(_ bytes: ByteView, _ body: (FramedBlock) -> Void) {
        var rest = bytes
        while !rest.isEmpty {
            let used = pending.isEmpty ? handOnWhole(rest, body) : fillPending(from: rest, body)
            rest = ByteView(rebasing: rest[used...])
        }
    }

    /// Hands on an unfinished frame as a tail.
    package mutating func finish(_ body: (FramedBlock) -> Void) {
        guard !pending.isEmpty else { return }
        anomalies.add(.frameNotComplete(offset: frameOffset))
        pending.bytes.withUnsafeBufferPointer { bytes in
            body(FramedBlock(kind: .comment, bytes: bytes, data: .none, isTail: true, framing: .eventStream))
        }
        leavePending()
    }

    /// Hands on the frame that starts a read, or keeps its start; how many bytes that took.
    private mutating func handOnWhole(_ rest: ByteView, _ body: (FramedBlock) -> Void) -> Int {
        let total = isLost ? nil : frameLength(rest)
        if isLost {
            body(FramedBlock(kind: .comment, bytes: rest, data: .none, framing: .eventStream))
            return rest.count
        }
        guard let total, total <= rest.count else {
            pendingTotal = total
            if let base = rest.baseAddress { pending.append(base, 0..<rest.count) }
            return rest.count
        }
        let frame = EventStreamFrame(bytes: ByteView(rebasing: rest[..<total]))
        check(frame)
        body(frame.block)
        frameOffset += total
        return total
    }

    /// Adds to the pending frame what it lacks and hands it on when that is all; how many bytes that took.
    private mutating func fillPending(from rest: ByteView, _ body: (FramedBlock) -> Void) -> Int {
        let used = min((pendingTotal ?? EventStreamFrame.preludeBytes) - pending.count, rest.count)
        if let base = rest.baseAddress { pending.append(base, 0..<used) }
        let bytes = pending.bytes
        bytes.withUnsafeBufferPointer { view in
            if pendingTotal == nil { pendingTotal = frameLength(view) }
            if isLost {
                body(FramedBlock(kind: .comment, bytes: view, data: .none, framing: .eventStream))
            } else if view.count == pendingTotal {
                let frame = EventStreamFrame(bytes: view)
                check(frame)
                body(frame.block)
            }
        }
        if isLost || bytes.count == pendingTotal { leavePending() }
        return used
    }

    private mutating func leavePending() {
        frameOffset += pending.count
        pending = PendingBytes()
        pendingTotal = nil
    }

    /// The length of the frame that starts here, nil until the prelude is whole; notes impossible ones.
    private mutating func frameLength(_ bytes: ByteView) -> Int? {
        guard bytes.count >= EventStreamFrame.preludeBytes else { return nil }
        if let total = EventStreamFrame.length(prelude: bytes), total <= limits.eventBytes { return total }
        anomalies.add(.badFrame(offset: frameOffset))
        isLost = true
        return nil
    }

    private mutating func check(_ frame: EventStreamFrame) {
        if !frame.hasValidChecksum { anomalies.add(.badChecksum(offset: frameOffset)) }
    }
}
