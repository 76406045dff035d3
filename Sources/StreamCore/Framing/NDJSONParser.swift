/// Cuts a body of JSON lines at LF; a CR before it is tolerated, blank lines are comments.
package struct NDJSONParser: Sendable {
    private var pending = PendingBytes()
    /// The open line is over the limit: its bytes are handed on as they come.
    private var isPassing = false
    private var isFirstLine = true
    private var lineOffset = 0
    private let limits: FramingLimits

    /// What the peer did wrong so far.
    private(set) package var anomalies = AnomalyLog()

    package init(limits: FramingLimits = FramingLimits()) {
        self.limits = limits
    }

    /// Takes the bytes of one read and hands on each line that they complete.
    package mutating func consume(_ bytes: ByteView, _ body: (FramedBlock) -> Void) {
        guard let base = bytes.baseAddress, !bytes.isEmpty else { return }
        var start = 0
        while start < bytes.count {
            let feed = ByteScan.lineFeed
            let end = ByteScan.first(of: feed, or: feed, in: base, start..<bytes.count)
            guard end < bytes.count else { break }
            endLine(ByteView(start: base + start, count: end + 1 - start), body)
            start = end + 1
        }
        guard start < bytes.count else { return }
        keepRest(ByteView(start: base + start, count: bytes.count - start), body)
    }

    /// Hands on the last line if no LF ended it: an event when its JSON is closed, else a tail.
    package mutating func finish(_ body: (FramedBlock) -> Void) {
        if isPassing {
            body(block(.comment, .none, data: .none, piece: .closing, isTail: true))
        } else if !pending.isEmpty {
            pending.bytes.withUnsafeBufferPointer { bytes in
                let data = Self.data(of: bytes, isFirst: isFirstLine)
                let isClosed = Self.isClosed(data)
                body(block(isClosed ? .event : .comment, bytes, data: data, isTail: !isClosed))
            }
        }
        lineOffset += pending.count
        pending.clear()
        isPassing = false
    }

    private mutating func endLine(_ line: ByteView, _ body: (FramedBlock) -> Void) {
        if isPassing {
            isPassing = false
            lineOffset += line.count
            return body(block(.comment, line, data: .none, piece: .closing))
        }
        if pending.isEmpty {
            body(lineBlock(line))
            advance(line.count)
        } else {
            if let base = line.baseAddress { pending.append(base, 0..<line.count) }
            pending.bytes.withUnsafeBufferPointer { body(lineBlock($0)) }
            advance(pending.count)
            pending.clear()
        }
    }

    private func lineBlock(_ line: ByteView) -> FramedBlock {
        let data = Self.data(of: line, isFirst: isFirstLine)
        return block(data.isEmpty ? .comment : .event, line, data: data)
    }

    /// Leaves a line of that many bytes behind, its LF included.
    private mutating func advance(_ count: Int) {
        if count - 1 > limits.lineBytes {
            anomalies.add(.lineTooLong(offset: lineOffset, limit: limits.lineBytes))
        }
        isFirstLine = false
        lineOffset += count
    }

    private mutating func keepRest(_ rest: ByteView, _ body: (FramedBlock) -> Void) {
        if isPassing {
            lineOffset += rest.count
            return body(block(.comment, rest, data: .none, piece: .middle))
        }
        if let base = rest.baseAddress { pending.append(base, 0..<rest.count) }
        guard pending.count > limits.lineBytes else { return }
        anomalies.add(.lineTooLong(offset: lineOffset, limit: limits.lineBytes))
        pending.bytes.withUnsafeBufferPointer { bytes in
            body(block(.event, bytes, data: Self.data(of: bytes, isFirst: isFirstLine), piece: .opening))
        }
        isFirstLine = false
        isPassing = true
        lineOffset += pending.count
        pending.clear()
    }

    private func block(
        _ kind: FramedBlock.Kind,
        _ bytes: ByteView,
        data: ByteView,
        piece: FramedBlock.Piece = .whole,
        isTail: Bool = false
    ) -> FramedBlock {
        FramedBlock(kind: kind, bytes: bytes, data: data, isTail: isTail, framing: .ndjson, piece: piece)
    }

    /// The line less its white space at both ends and the byte order mark of the body.
    private static func data(of line: ByteView, isFirst: Bool) -> ByteView {
        var start = 0
        var end = line.count
        if isFirst, line.starts(with: [0xEF, 0xBB, 0xBF]) { start = 3 }
        while end > start, line[end - 1].isJSONWhitespace { end -= 1 }
        while start < end, line[start].isJSONWhitespace { start += 1 }
        return ByteView(rebasing: line[start..<end])
    }

    /// Whether it is an object, array or string with nothing missing at its end.
    private static func isClosed(_ data: ByteView) -> Bool {
        guard let base = data.baseAddress, let first = data.first else { return false }
        guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") || first == UInt8(ascii: "\"") else {
            return false
        }
        var nesting = JSONNesting()
        return nesting.end(in: base, 0..<data.count) == data.count
    }
}
