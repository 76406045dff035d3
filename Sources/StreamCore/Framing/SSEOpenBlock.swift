/// What the lines of an SSE block said so far; ranges count from the block's first byte.
struct SSEOpenBlock: Sendable {
    /// What a line did to its block.
    enum Outcome: Hashable {
        case stillOpen
        /// A blank line ended it.
        case ended
        case lineTooLong
        case tooLarge
        /// Nothing but blank lines, and too many of them to wait for a block.
        case tooBlank
    }

    /// Where the open line starts.
    var lineStart = 0
    /// A line that was not blank came: the next blank line ends the block.
    private(set) var hasLines = false
    private(set) var dataLineCount = 0
    /// No line of the body has ended yet, so a byte order mark may stand before the first field.
    private var isFirstLine = true
    private var data = 0..<0
    /// Two or more data lines, joined with LF.
    private var joined = PendingBytes()
    private var type: Range<Int>?
    private(set) var id: Range<Int>?
    private var retry: Int?
    private var errorField: Range<Int>?

    /// Ends the open line at `end`; the next one starts at `next`.
    @inline(__always)
    mutating func endLine(
        _ end: Int,
        next: Int,
        of block: UnsafePointer<UInt8>,
        limits: FramingLimits
    ) -> Outcome {
        let line = contents(to: end, of: block)
        lineStart = next
        isFirstLine = false
        guard line.isEmpty else {
            read(line, of: block)
            return outcome(line, limits)
        }
        if hasLines { return .ended }
        return next > limits.eventBytes ? .tooBlank : .stillOpen
    }

    /// Whether the block is over a limit already, with the open line cut at `end`.
    func outcome(to end: Int, limits: FramingLimits) -> Outcome {
        if lineStart < end { return outcome(lineStart..<end, limits) }
        return !hasLines && end > limits.eventBytes ? .tooBlank : .stillOpen
    }

    /// Reads the open line as if it ended at `end`.
    mutating func readUnfinishedLine(_ end: Int, of block: UnsafePointer<UInt8>) {
        let line = contents(to: end, of: block)
        if !line.isEmpty { read(line, of: block) }
    }

    @inline(__always)
    private func outcome(_ line: Range<Int>, _ limits: FramingLimits) -> Outcome {
        if line.count > limits.lineBytes { return .lineTooLong }
        return line.upperBound > limits.eventBytes ? .tooLarge : .stillOpen
    }

    /// The open line, less the byte order mark of the body.
    @inline(__always)
    private func contents(to end: Int, of block: UnsafePointer<UInt8>) -> Range<Int> {
        guard isFirstLine, lineStart == 0, end >= 3, block[0] == 0xEF, block[1] == 0xBB, block[2] == 0xBF else {
            return lineStart..<end
        }
        return 3..<end
    }

    /// Reads one line that is not empty and has no line end (WHATWG HTML 9.2.6, "process the field").
    @inline(__always)
    private mutating func read(_ line: Range<Int>, of block: UnsafePointer<UInt8>) {
        hasLines = true
        switch block[line.lowerBound] {
        case UInt8(ascii: "d"):
            if let value = Self.value(of: "data", line, block) { addData(value, of: block) }
        case UInt8(ascii: "e"):
            if let value = Self.value(of: "event", line, block) {
                type = value
            } else if let value = Self.value(of: "error", line, block) {
                errorField = value
            }
        case UInt8(ascii: "i"):
            if let value = Self.value(of: "id", line, block), !Self.holdsNUL(value, block) { id = value }
        case UInt8(ascii: "r"):
            if let value = Self.value(of: "retry", line, block) { retry = Self.digits(value, block) ?? retry }
        default:
            break
        }
    }

    /// The block as its kind demands, over its memory.
    @inline(__always)
    func frame(_ block: ByteView, lastEventID: ByteView, piece: FramedBlock.Piece, _ body: (FramedBlock) -> Void) {
        let kind: FramedBlock.Kind = dataLineCount > 0 ? .event : retry != nil ? .retry : .comment
        guard dataLineCount > 1 else {
            let value = dataLineCount == 1 ? Self.view(data, block) : .none
            return body(framed(kind, block, data: value, lastEventID: lastEventID, piece: piece))
        }
        joined.bytes.withUnsafeBufferPointer { value in
            body(framed(kind, block, data: value, lastEventID: lastEventID, piece: piece))
        }
    }

    /// Starts the next block.
    mutating func reset() {
        lineStart = 0
        hasLines = false
        type = nil
        id = nil
        retry = nil
        errorField = nil
        if dataLineCount > 1 { joined.clear() }
        dataLineCount = 0
    }

    private func framed(
        _ kind: FramedBlock.Kind,
        _ block: ByteView,
        data: ByteView,
        lastEventID: ByteView,
        piece: FramedBlock.Piece
    ) -> FramedBlock {
        FramedBlock(
            kind: kind,
            bytes: block,
            data: data,
            type: type.map { Self.view($0, block) } ?? .none,
            lastEventID: lastEventID,
            retry: retry,
            errorField: errorField.map { Self.view($0, block) },
            piece: piece
        )
    }

    private static func view(_ range: Range<Int>, _ block: ByteView) -> ByteView {
        ByteView(rebasing: block[range])
    }

    private mutating func addData(_ value: Range<Int>, of block: UnsafePointer<UInt8>) {
        dataLineCount += 1
        guard dataLineCount > 1 else {
            data = value
            return
        }
        if dataLineCount == 2 { joined.append(block, data) }
        joined.append(ByteScan.lineFeed)
        joined.append(block, value)
    }

    /// The value of the line if its field has that name: after the colon, less one space.
    @inline(__always)
    private static func value(
        of name: StaticString,
        _ line: Range<Int>,
        _ block: UnsafePointer<UInt8>
    ) -> Range<Int>? {
        let length = name.utf8CodeUnitCount
        guard line.count >= length else { return nil }
        for index in 0..<length where block[line.lowerBound + index] != name.utf8Start[index] { return nil }
        var start = line.lowerBound + length
        guard start < line.upperBound else { return start..<start }
        guard block[start] == UInt8(ascii: ":") else { return nil }
        start += 1
        if start < line.upperBound, block[start] == UInt8(ascii: " ") { start += 1 }
        return start..<line.upperBound
    }

    private static func holdsNUL(_ range: Range<Int>, _ block: UnsafePointer<UInt8>) -> Bool {
        range.contains { block[$0] == 0 }
    }

    /// A number of ASCII digits only; one beyond `Int` counts as the largest.
    private static func digits(_ range: Range<Int>, _ block: UnsafePointer<UInt8>) -> Int? {
        guard !range.isEmpty else { return nil }
        var number = 0
        for index in range {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(block[index]) else { return nil }
            let (tens, tooLong) = number.multipliedReportingOverflow(by: 10)
            let (sum, tooLarge) = tens.addingReportingOverflow(Int(block[index] - UInt8(ascii: "0")))
            number = tooLong || tooLarge ? .max : sum
        }
        return number
    }
}
