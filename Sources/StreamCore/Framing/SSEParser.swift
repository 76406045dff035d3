/// Cuts a body of server-sent events into blocks, whatever the reads it comes in (WHATWG HTML 9.2.6).
///
/// A block that lies within one read is not copied; one that does not is copied once and scanned once.
package struct SSEParser: Sendable {
    private var block = SSEOpenBlock()
    /// The open block, as far as it came in earlier reads.
    private var pending = PendingBytes()
    /// The last read ended with CR: an LF that comes next is the rest of that line end.
    private var endedWithCR = false
    /// The open block is over a limit: its bytes are handed on as they come.
    private var isPassing = false
    /// While passing: the open line has no byte yet.
    private var isAtLineStart = false
    private var lastEventID: [UInt8] = []
    /// The place in the body of the open block.
    private var blockOffset = 0
    private let limits: FramingLimits

    /// What the peer did wrong so far.
    private(set) package var anomalies = AnomalyLog()

    package init(limits: FramingLimits = FramingLimits()) {
        self.limits = limits
    }

    /// Takes the bytes of one read and hands on each block that they complete.
    package mutating func consume(_ bytes: ByteView, _ body: (FramedBlock) -> Void) {
        guard let base = bytes.baseAddress, !bytes.isEmpty else { return }
        var input = Input(base: base, count: bytes.count)
        takeRestOfLineEnd(&input)
        while input.next < input.count {
            let end = ByteScan.firstLineEnd(in: base, input.next..<input.count)
            guard end < input.count else { break }
            let next = input.afterLineEnd(at: end)
            endedWithCR = end &+ 1 == input.count && base[end] == ByteScan.carriageReturn
            if isPassing {
                passLine(end, next, &input, body)
            } else if pending.isEmpty {
                endLine(end, next, &input, body)
            } else {
                endPendingLine(end, next, &input, body)
            }
            input.next = next
        }
        if isPassing { passRest(input, body) } else { keepRest(input, body) }
    }

    /// Hands on what is pending, which no client dispatches: the body has ended.
    ///
    /// Its `data` counts the unfinished last line as if it had ended.
    package mutating func finish(_ body: (FramedBlock) -> Void) {
        let wasPassing = isPassing
        isPassing = false
        endedWithCR = false
        if wasPassing {
            body(FramedBlock(kind: .comment, bytes: .none, data: .none, isTail: true, piece: .closing))
        }
        guard !pending.isEmpty else { return }
        readUnfinishedLine()
        emitPending(.whole) { whole in
            var tail = whole
            tail.kind = .comment
            tail.isTail = true
            body(tail)
        }
        startBlock(after: pending.count)
        pending.clear()
    }
}

extension SSEParser {
    /// One read and how far it is used.
    private struct Input {
        let base: UnsafePointer<UInt8>
        let count: Int
        /// The first byte that no line has taken.
        var next = 0
        /// The first byte of the open block, if it began in this read.
        var block = 0

        init(base: UnsafePointer<UInt8>, count: Int) {
            self.base = base
            self.count = count
        }

        /// The place after CR, LF or CRLF.
        @inline(__always)
        func afterLineEnd(at end: Int) -> Int {
            let next = end &+ 1
            let isCRLF =
                base[end] == ByteScan.carriageReturn && next < count && base[next] == ByteScan.lineFeed
            return isCRLF ? next &+ 1 : next
        }

        @inline(__always)
        func view(_ range: Range<Int>) -> ByteView {
            ByteView(start: base + range.lowerBound, count: range.count)
        }
    }

    /// Takes the LF of a CRLF whose CR ended the last read; it belongs to the block that is open now.
    private mutating func takeRestOfLineEnd(_ input: inout Input) {
        guard endedWithCR else { return }
        endedWithCR = false
        guard input.base[0] == ByteScan.lineFeed else { return }
        input.next = 1
        guard !isPassing else { return }
        block.lineStart += 1
        if !pending.isEmpty { pending.append(ByteScan.lineFeed) }
    }

    /// Ends a line of a block that began in this read.
    @inline(__always)
    private mutating func endLine(_ end: Int, _ next: Int, _ input: inout Input, _ body: (FramedBlock) -> Void) {
        let start = input.base + input.block
        let outcome = block.endLine(end &- input.block, next: next &- input.block, of: start, limits: limits)
        guard outcome != .stillOpen else { return }
        if let id = block.id { Self.replace(&lastEventID, with: start, id) }
        emit(input.view(input.block..<next), piece(outcome), body)
        close(outcome, after: next &- input.block)
        input.block = next
    }

    /// Ends a line of a block that began in an earlier read.
    private mutating func endPendingLine(
        _ end: Int,
        _ next: Int,
        _ input: inout Input,
        _ body: (FramedBlock) -> Void
    ) {
        pending.append(input.base, input.next..<next)
        let count = pending.count
        let outcome = pending.bytes.withUnsafeBufferPointer { bytes -> SSEOpenBlock.Outcome in
            guard let start = bytes.baseAddress else { return .stillOpen }
            let outcome = block.endLine(count - (next - end), next: count, of: start, limits: limits)
            if outcome != .stillOpen, let id = block.id { Self.replace(&lastEventID, with: start, id) }
            return outcome
        }
        guard outcome != .stillOpen else { return }
        emitPending(piece(outcome), body)
        close(outcome, after: count)
        pending.clear()
        input.block = next
    }

    /// Keeps the start of a block for the next read, unless it is too large for that.
    private mutating func keepRest(_ input: Input, _ body: (FramedBlock) -> Void) {
        let start = pending.isEmpty ? input.block : input.next
        guard start < input.count else { return }
        pending.append(input.base, start..<input.count)
        let outcome = block.outcome(to: pending.count, limits: limits)
        guard outcome != .stillOpen else { return }
        let isInLine = block.lineStart < pending.count
        if let id = block.id {
            pending.bytes.withUnsafeBufferPointer { bytes in
                if let start = bytes.baseAddress { Self.replace(&lastEventID, with: start, id) }
            }
        }
        readUnfinishedLine()
        emitPending(piece(outcome), body)
        close(outcome, after: pending.count)
        pending.clear()
        isAtLineStart = !isInLine
    }

    /// Hands on the last piece of a block over a limit if this line is the blank one that ends it.
    private mutating func passLine(_ end: Int, _ next: Int, _ input: inout Input, _ body: (FramedBlock) -> Void) {
        let isBlank = isAtLineStart && end == input.next
        isAtLineStart = true
        guard isBlank else { return }
        isPassing = false
        body(FramedBlock(kind: .comment, bytes: input.view(input.block..<next), data: .none, piece: .closing))
        blockOffset += next - input.block
        input.block = next
    }

    private mutating func passRest(_ input: Input, _ body: (FramedBlock) -> Void) {
        if input.next < input.count { isAtLineStart = false }
        guard input.block < input.count else { return }
        body(FramedBlock(kind: .comment, bytes: input.view(input.block..<input.count), data: .none, piece: .middle))
        blockOffset += input.count - input.block
    }

    private mutating func readUnfinishedLine() {
        pending.bytes.withUnsafeBufferPointer { bytes in
            guard let start = bytes.baseAddress else { return }
            block.readUnfinishedLine(bytes.count, of: start)
        }
    }

    @inline(__always)
    private func emit(_ bytes: ByteView, _ piece: FramedBlock.Piece, _ body: (FramedBlock) -> Void) {
        lastEventID.withUnsafeBufferPointer { id in
            block.frame(bytes, lastEventID: id, piece: piece, body)
        }
    }

    private func emitPending(_ piece: FramedBlock.Piece, _ body: (FramedBlock) -> Void) {
        pending.bytes.withUnsafeBufferPointer { emit($0, piece, body) }
    }

    private func piece(_ outcome: SSEOpenBlock.Outcome) -> FramedBlock.Piece {
        switch outcome {
        case .stillOpen, .ended, .tooBlank: .whole
        case .lineTooLong, .tooLarge: .opening
        }
    }

    /// Leaves the block behind, or passes on what follows of it.
    @inline(__always)
    private mutating func close(_ outcome: SSEOpenBlock.Outcome, after count: Int) {
        switch outcome {
        case .stillOpen, .ended, .tooBlank:
            break
        case .lineTooLong:
            anomalies.add(.lineTooLong(offset: blockOffset, limit: limits.lineBytes))
            isPassing = true
        case .tooLarge:
            anomalies.add(.eventTooLarge(offset: blockOffset, limit: limits.eventBytes))
            isPassing = true
        }
        isAtLineStart = true
        startBlock(after: count)
    }

    @inline(__always)
    private mutating func startBlock(after count: Int) {
        blockOffset &+= count
        block.reset()
    }

    private static func replace(_ id: inout [UInt8], with block: UnsafePointer<UInt8>, _ range: Range<Int>) {
        let value = ByteView(start: block + range.lowerBound, count: range.count)
        if !id.elementsEqual(value) { id = Array(value) }
    }
}
