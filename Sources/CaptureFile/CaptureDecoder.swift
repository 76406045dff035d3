package import StreamCore

/// Turns the bytes of a capture, cut anywhere, into records.
///
/// A bad line yields an unreadable record and the rest still loads; only a file that is no capture, or one of
/// an unknown version, throws. The part of a line that is not there yet is kept until it is.
package final class CaptureDecoder {
    /// What the end of the bytes showed.
    package struct Tail: Hashable, Sendable {
        /// The bytes of a line that was never finished.
        package var tornBytes: Int
        /// The last line is a footer: the writer closed the file.
        package var isClosed: Bool
    }

    /// A longer line is skipped as unreadable; writers stop at ``CaptureFormat/maximumLineBytes``.
    private static let longestLine = 64 << 20

    private let reader = CaptureLineReader()
    private var pending: [UInt8] = []
    /// A line that came in pieces, while it is read.
    private var joined: [UInt8] = []
    /// The line in ``pending`` is too long: its bytes are dropped up to the next LF.
    private var isSkipping = false
    private var numbering = LineNumbering()
    private var hasBegun = false
    private var endsWithFooter = false

    /// Asked for the exchange of each line of a stream: where it answers true, the line is counted and not read.
    package var passesOver: ((_ exchange: ByteView) -> Bool)?

    package init() {}

    /// The header line was there.
    package var hasHeader: Bool { hasBegun }

    /// The bytes at hand that are not yet a whole line.
    package var pendingBytes: Int { pending.count }

    /// The `seq` that the next line of the file should have.
    package var nextSequence: Int { numbering.expected }

    /// The lines read so far, blank ones included.
    package var lineCount: Int { numbering.line }

    /// Reads every line that is whole now.
    package func consume(_ bytes: ByteView, _ body: (CaptureRecord) -> Void) throws(CaptureFormatError) {
        guard let base = bytes.baseAddress else { return }
        var place = 0
        while let end = Self.lineFeed(in: bytes, from: place) {
            try finishLine(ByteView(start: base + place, count: end - place), body)
            place = end + 1
        }
        try keep(ByteView(start: base + place, count: bytes.count - place))
    }

    /// Forgets the part of a line at hand and returns its length, so that it can be read again.
    package func discardPending() -> Int {
        defer { pending.removeAll(keepingCapacity: true) }
        return pending.count
    }

    /// Reads what is left when no more bytes will come.
    ///
    /// A last line that lacks only its LF, as editors leave it, is read; anything else is a torn tail.
    package func finish(_ body: (CaptureRecord) -> Void) throws(CaptureFormatError) -> Tail {
        let left = pending
        pending = []
        guard !left.isEmpty || isSkipping else { return Tail(tornBytes: 0, isClosed: endsWithFooter) }
        let isWhole = left.withUnsafeBufferPointer { reader.isObject($0) }
        if !isWhole {
            let opening = Self.headerOpening
            if !hasBegun, !zip(left, opening).allSatisfy({ $0 == $1 }) { throw .foreign }
            return Tail(tornBytes: left.count, isClosed: false)
        }
        let failure = left.withUnsafeBufferPointer { refusal(of: $0, body) }
        if let failure { throw failure }
        return Tail(tornBytes: 0, isClosed: endsWithFooter)
    }

    /// How every header line that a writer made begins.
    private static let headerOpening = Array("{\"k\":\"hdr\",\"seq\":".utf8)

    private func finishLine(_ rest: ByteView, _ body: (CaptureRecord) -> Void) throws(CaptureFormatError) {
        if isSkipping {
            isSkipping = false
            body(numbering.unreadable(ByteView(start: nil, count: 0), "longer than \(Self.longestLine) bytes"))
            return
        }
        guard !pending.isEmpty else { return try read(rest, body) }
        pending.append(contentsOf: rest)
        swap(&pending, &joined)
        let failure = joined.withUnsafeBufferPointer { refusal(of: $0, body) }
        joined.removeAll(keepingCapacity: joined.capacity <= 2 << 20)
        if let failure { throw failure }
    }

    /// Reads a line; `withUnsafeBufferPointer` erases typed errors, so this one travels as a value.
    private func refusal(of line: ByteView, _ body: (CaptureRecord) -> Void) -> CaptureFormatError? {
        do throws(CaptureFormatError) {
            try read(line, body)
            return nil
        } catch {
            return error
        }
    }

    private func keep(_ rest: ByteView) throws(CaptureFormatError) {
        guard !rest.isEmpty, !isSkipping else { return }
        pending.append(contentsOf: rest)
        if !hasBegun, let first = pending.first(where: { !Self.isSpace($0) }), first != UInt8(ascii: "{"), first != 0xEF
        {
            throw .foreign
        }
        guard pending.count > Self.longestLine else { return }
        guard hasBegun else { throw .foreign }
        pending = []
        isSkipping = true
    }

    private func read(_ text: ByteView, _ body: (CaptureRecord) -> Void) throws(CaptureFormatError) {
        let line = numbering.line == 0 ? Self.withoutMark(text) : text
        guard let last = line.last(where: { !Self.isSpace($0) }) else {
            numbering.line += 1
            return
        }
        // What does not end like an object cannot be one; no parser is needed to say so.
        guard last == UInt8(ascii: "}") else {
            guard hasBegun else { throw .foreign }
            body(numbering.unreadable(line, "not a JSON object"))
            return
        }
        if hasBegun, let passesOver, let skimmed = StreamLine(line), skimmed.sequence == numbering.expected,
            passesOver(skimmed.exchange)
        {
            _ = numbering.next(skimmed.sequence)
            endsWithFooter = false
            return
        }
        if let failure = reader.read(
            line,
            numbering: &numbering,
            isFirst: !hasBegun,
            { record in accept(record, body) }
        ) {
            throw failure
        }
    }

    private func accept(_ record: CaptureRecord, _ body: (CaptureRecord) -> Void) {
        hasBegun = true
        if case .footer = record.kind { endsWithFooter = true } else { endsWithFooter = false }
        body(record)
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte)
    }

    /// Windows editors put a byte order mark before the first line.
    private static func withoutMark(_ line: ByteView) -> ByteView {
        line.starts(with: [0xEF, 0xBB, 0xBF]) ? ByteView(rebasing: line[3...]) : line
    }

    @inline(__always)
    private static func lineFeed(in bytes: ByteView, from start: Int) -> Int? {
        guard let base = bytes.baseAddress else { return nil }
        let pattern = SIMD32<UInt8>(repeating: 0x0A)
        var place = start
        while bytes.count - place >= 32 {
            let lanes = UnsafeRawPointer(base + place).loadUnaligned(as: SIMD32<UInt8>.self)
            if any(lanes .== pattern) { break }
            place += 32
        }
        while place < bytes.count {
            if base[place] == 0x0A { return place }
            place += 1
        }
        return nil
    }
}
