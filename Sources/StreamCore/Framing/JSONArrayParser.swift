/// Cuts a streamed JSON array into its elements, by bracket depth outside strings.
///
/// `[`, commas and white space belong to the front of the block that follows; the `]` with what stands
/// before it is a block of its own, a comment.
package struct JSONArrayParser: Sendable {
    private enum State {
        /// `[` has not come.
        case beforeArray
        /// Separators; an element or `]` may follow.
        case betweenElements
        /// In an object, array or string.
        case inNested
        /// In a number or a literal, which the next separator ends.
        case inScalar
        /// `]` came: only white space may follow.
        case afterArray
    }

    private var state = State.beforeArray
    private var nesting = JSONNesting()
    private var pending = PendingBytes()
    /// Where the element starts, from the block's first byte.
    private var elementStart = 0
    /// The open element is over the limit: its bytes are handed on as they come.
    private var isPassing = false
    private var blockOffset = 0
    private var arrayOffset = 0
    private let limits: FramingLimits

    /// What the peer did wrong so far.
    private(set) package var anomalies = AnomalyLog()

    package init(limits: FramingLimits = FramingLimits()) {
        self.limits = limits
    }

    /// Takes the bytes of one read and hands on each element that they complete.
    package mutating func consume(_ bytes: ByteView, _ body: (FramedBlock) -> Void) {
        guard let base = bytes.baseAddress, !bytes.isEmpty else { return }
        var start = 0
        var place = 0
        while place < bytes.count {
            let kind: FramedBlock.Kind?
            switch state {
            case .inNested: kind = endNested(base, &place, bytes.count)
            case .inScalar: kind = endScalar(base, &place, bytes.count)
            case .beforeArray, .betweenElements, .afterArray:
                kind = readSeparator(base[place], at: pending.count + place - start)
                place += 1
                if state == .inNested || state == .inScalar { place -= 1 }
            }
            guard let kind else { continue }
            hand(on: kind, ByteView(start: base + start, count: place - start), body)
            start = place
        }
        if start < bytes.count { keepRest(ByteView(start: base + start, count: bytes.count - start), body) }
    }

    /// Hands on what is pending; an array that is not closed is an anomaly.
    package mutating func finish(_ body: (FramedBlock) -> Void) {
        let isOpen = state != .beforeArray && state != .afterArray
        if isOpen { anomalies.add(.arrayNotClosed(offset: arrayOffset)) }
        if isPassing {
            body(block(.comment, .none, data: .none, piece: .closing, isTail: true))
        } else if !pending.isEmpty {
            let isInElement = state == .inNested || state == .inScalar
            pending.bytes.withUnsafeBufferPointer { bytes in
                let data = isInElement ? ByteView(rebasing: bytes[elementStart...]) : .none
                body(block(.comment, bytes, data: data, isTail: isOpen))
            }
        }
        pending.clear()
        isPassing = false
        state = .afterArray
    }

    /// Reads a byte outside elements; the kind of the block that it ends, if it ends one.
    private mutating func readSeparator(_ byte: UInt8, at place: Int) -> FramedBlock.Kind? {
        if byte.isJSONWhitespace || isByteOrderMark(byte, at: place) { return nil }
        switch (state, byte) {
        case (.beforeArray, UInt8(ascii: "[")):
            arrayOffset = blockOffset + place
            state = .betweenElements
        case (.betweenElements, UInt8(ascii: ",")):
            break
        case (.betweenElements, UInt8(ascii: "]")):
            state = .afterArray
            return .comment
        case (.betweenElements, _):
            startElement(byte, at: place)
        default:
            anomalies.add(.unexpectedByte(offset: blockOffset + place))
        }
        return nil
    }

    private func isByteOrderMark(_ byte: UInt8, at place: Int) -> Bool {
        state == .beforeArray && blockOffset == 0 && place < 3 && byte == [0xEF, 0xBB, 0xBF][place]
    }

    private mutating func startElement(_ byte: UInt8, at place: Int) {
        elementStart = place
        nesting = JSONNesting()
        let isNested = byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "\"")
        state = isNested ? .inNested : .inScalar
    }

    private mutating func endNested(_ base: UnsafePointer<UInt8>, _ place: inout Int, _ count: Int) -> FramedBlock.Kind?
    {
        guard let end = nesting.end(in: base, place..<count) else {
            place = count
            return nil
        }
        place = end
        state = .betweenElements
        return .event
    }

    private mutating func endScalar(_ base: UnsafePointer<UInt8>, _ place: inout Int, _ count: Int) -> FramedBlock.Kind?
    {
        while place < count {
            let byte = base[place]
            if byte.isJSONWhitespace || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]") {
                state = .betweenElements
                return .event
            }
            place += 1
        }
        return nil
    }

    /// Ends the block with these bytes of the read.
    private mutating func hand(on kind: FramedBlock.Kind, _ rest: ByteView, _ body: (FramedBlock) -> Void) {
        if isPassing {
            isPassing = false
            blockOffset += rest.count
            return body(block(.comment, rest, data: .none, piece: .closing))
        }
        let start = elementStart
        let count = pending.count + rest.count
        if kind == .event, count - start > limits.eventBytes {
            anomalies.add(.eventTooLarge(offset: blockOffset + start, limit: limits.eventBytes))
        }
        blockOffset += count
        guard !pending.isEmpty else {
            return body(block(kind, rest, data: kind == .event ? ByteView(rebasing: rest[start...]) : .none))
        }
        if let base = rest.baseAddress { pending.append(base, 0..<rest.count) }
        pending.bytes.withUnsafeBufferPointer { bytes in
            body(block(kind, bytes, data: kind == .event ? ByteView(rebasing: bytes[start...]) : .none))
        }
        pending.clear()
    }

    private mutating func keepRest(_ rest: ByteView, _ body: (FramedBlock) -> Void) {
        if isPassing {
            blockOffset += rest.count
            return body(block(.comment, rest, data: .none, piece: .middle))
        }
        if let base = rest.baseAddress { pending.append(base, 0..<rest.count) }
        guard pending.count > limits.eventBytes else { return }
        let isInElement = state == .inNested || state == .inScalar
        pending.bytes.withUnsafeBufferPointer { bytes in
            guard isInElement else { return body(block(.comment, bytes, data: .none)) }
            body(block(.event, bytes, data: ByteView(rebasing: bytes[elementStart...]), piece: .opening))
        }
        if isInElement {
            anomalies.add(.eventTooLarge(offset: blockOffset + elementStart, limit: limits.eventBytes))
        }
        isPassing = isInElement
        blockOffset += pending.count
        pending.clear()
    }

    private func block(
        _ kind: FramedBlock.Kind,
        _ bytes: ByteView,
        data: ByteView,
        piece: FramedBlock.Piece = .whole,
        isTail: Bool = false
    ) -> FramedBlock {
        FramedBlock(kind: kind, bytes: bytes, data: data, isTail: isTail, framing: .jsonArray, piece: piece)
    }
}
