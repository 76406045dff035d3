/// Tells the framing of a body from its first bytes, holding back as few of them as it needs.
struct FramingSniffer: Sendable {
    /// Beyond this much without a sign, the content type's word is taken.
    private static let heldLimit = 64 << 10
    /// The same for white space, which is read again with each read.
    private static let blankLimit = 4 << 10
    private static let fieldNames: [[UInt8]] = ["data", "event", "id", "retry"].map { Array($0.utf8) }

    private(set) var held: [UInt8] = []
    /// How much of `held` is known to hold no line end.
    private var searched = 0
    private let type: BodyContentType

    init(_ type: BodyContentType) {
        self.type = type
    }

    /// The framing when the bytes give no sign.
    var lastResort: Framing { type.framing ?? .unframed }

    /// Adds to what is held; the framing as soon as it is known.
    mutating func hold(_ bytes: ByteView) -> Framing? {
        held.append(contentsOf: bytes)
        let all = held
        if let framing = all.withUnsafeBufferPointer({ decide($0) }) { return framing }
        return held.count > (searched == 0 ? Self.blankLimit : Self.heldLimit) ? lastResort : nil
    }

    /// The framing of a body that starts with these bytes, nil when more are needed.
    mutating func decide(_ bytes: ByteView) -> Framing? {
        let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
        var start = bytes.starts(with: byteOrderMark) ? 3 : 0
        while start < bytes.count, bytes[start].isJSONWhitespace { start += 1 }
        guard start < bytes.count else { return nil }
        if start == 0, bytes.count < 3, byteOrderMark.starts(with: bytes) { return nil }
        switch bytes[start] {
        case UInt8(ascii: "{"): return type.isJSON ? .unframed : lines(bytes, from: start)
        case UInt8(ascii: "["): return array(bytes, from: start)
        case 0 where type.framing == nil: return frames(bytes)
        default: return type.framing == .sse ? .sse : fields(bytes, from: start)
        }
    }

    /// JSON lines if the first line is a whole value; a document that spans lines is not framed.
    private mutating func lines(_ bytes: ByteView, from start: Int) -> Framing? {
        if type.framing == .ndjson { return .ndjson }
        guard let base = bytes.baseAddress else { return nil }
        let end = ByteScan.firstLineEnd(in: base, max(start, searched)..<bytes.count)
        searched = end
        guard end < bytes.count else { return nil }
        var nesting = JSONNesting()
        return nesting.end(in: base, start..<end) == nil ? .unframed : .ndjson
    }

    /// An array of objects comes element by element; others are plain documents.
    private func array(_ bytes: ByteView, from start: Int) -> Framing? {
        if type.framing == .ndjson { return .ndjson }
        guard let next = bytes[(start + 1)...].first(where: { !$0.isJSONWhitespace }) else { return nil }
        return next == UInt8(ascii: "{") ? .jsonArray : lastResort
    }

    private func frames(_ bytes: ByteView) -> Framing? {
        guard bytes.count >= EventStreamFrame.preludeBytes else { return nil }
        return EventStreamFrame.length(prelude: bytes) == nil ? .unframed : .eventStream
    }

    /// Server-sent events if the first line is a comment or a known field.
    private func fields(_ bytes: ByteView, from start: Int) -> Framing? {
        if bytes[start] == UInt8(ascii: ":") { return .sse }
        let rest = bytes[start...]
        for name in Self.fieldNames {
            if rest.count <= name.count, name.starts(with: rest) { return nil }
            guard rest.starts(with: name) else { continue }
            let next = bytes[start + name.count]
            let isField = next == UInt8(ascii: ":") || next == ByteScan.lineFeed || next == ByteScan.carriageReturn
            return isField ? .sse : lastResort
        }
        return lastResort
    }
}
