/// A second look at one SSE block's exact bytes, line by line, for display and lint.
///
/// Not for the hot path: it makes strings, invalid UTF-8 replaced by U+FFFD.
package struct SSEBlockFields: Hashable, Sendable {
    /// How a line ends.
    package enum LineEnd: String, Hashable, Sendable {
        case lf, cr, crlf
        /// The block was cut off here.
        case none
    }

    /// One line that is not blank.
    package struct Field: Hashable, Sendable {
        package enum Meaning: String, Hashable, Sendable {
            case data, event, id, retry, comment
            /// A name that the standard does not know, or an `id` or `retry` whose value it refuses.
            case ignored
        }

        package var meaning: Meaning
        /// Empty for a comment.
        package var name: String
        /// For a comment everything after the colon.
        package var value: String
        package var hasColon: Bool
        /// A space stood after the colon and is not part of the value.
        package var hasSpace: Bool
    }

    /// The lines in order, blank ones left out.
    private(set) package var fields: [Field] = []
    /// How each line ended, blank ones included.
    private(set) package var lineEnds: [LineEnd] = []
    /// Blank lines before the first field.
    private(set) package var leadingBlankLines = 0
    private(set) package var hasByteOrderMark = false
    /// An LF at the start that completes the CRLF of the block before.
    private(set) package var startsWithRestOfLineEnd = false

    package var comments: [String] { fields.filter { $0.meaning == .comment }.map(\.value) }
    package var ignored: [Field] { fields.filter { $0.meaning == .ignored } }
    package var dataLineCount: Int { fields.count { $0.meaning == .data } }

    /// - Parameters:
    ///   - bytes: the block as the parser handed it on.
    ///   - isFirst: whether it is the first of its body, where a byte order mark may stand.
    ///   - afterCR: whether the block before it ended with a CR.
    package init(_ bytes: ByteView, isFirst: Bool = false, afterCR: Bool = false) {
        guard let base = bytes.baseAddress else { return }
        var start = 0
        if isFirst, bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            hasByteOrderMark = true
            start = 3
        }
        if afterCR, bytes.first == ByteScan.lineFeed {
            startsWithRestOfLineEnd = true
            start = 1
        }
        while start < bytes.count {
            let end = ByteScan.firstLineEnd(in: base, start..<bytes.count)
            addLine(ByteView(rebasing: bytes[start..<end]))
            start = end + addLineEnd(bytes, at: end)
        }
    }

    private mutating func addLine(_ line: ByteView) {
        if line.isEmpty {
            if fields.isEmpty { leadingBlankLines += 1 }
        } else {
            fields.append(Field(line))
        }
    }

    /// The length of the line end.
    private mutating func addLineEnd(_ bytes: ByteView, at end: Int) -> Int {
        guard end < bytes.count else {
            lineEnds.append(.none)
            return 0
        }
        guard bytes[end] == ByteScan.carriageReturn else {
            lineEnds.append(.lf)
            return 1
        }
        let isCRLF = end + 1 < bytes.count && bytes[end + 1] == ByteScan.lineFeed
        lineEnds.append(isCRLF ? .crlf : .cr)
        return isCRLF ? 2 : 1
    }
}

extension SSEBlockFields.Field {
    /// - Parameter line: not empty, without its line end.
    fileprivate init(_ line: ByteView) {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
            self.init(name: String(decoding: line, as: UTF8.self), value: "", hasColon: false, hasSpace: false)
            return
        }
        var start = colon + 1
        let hasSpace = colon > 0 && start < line.count && line[start] == UInt8(ascii: " ")
        if hasSpace { start += 1 }
        self.init(
            name: String(decoding: line[..<colon], as: UTF8.self),
            value: String(decoding: line[start...], as: UTF8.self),
            hasColon: true,
            hasSpace: hasSpace
        )
    }

    private init(name: String, value: String, hasColon: Bool, hasSpace: Bool) {
        self.name = name
        self.value = value
        self.hasColon = hasColon
        self.hasSpace = hasSpace
        meaning =
            switch name {
            case "": .comment
            case "data": .data
            case "event": .event
            case "id": value.utf8.contains(0) ? .ignored : .id
            case "retry":
                !value.isEmpty && value.utf8.allSatisfy { (0x30...0x39).contains($0) } ? .retry : .ignored
            default: .ignored
            }
    }
}
