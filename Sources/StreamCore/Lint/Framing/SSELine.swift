/// One line of an SSE block, without its end.
struct SSELine {
    enum Field {
        case blank, comment
        case data(value: ByteView, hasSpace: Bool)
        case event, id(ByteView), retry(ByteView)
        case unknown(name: ByteView)
    }

    /// How a line ends.
    enum End: String, Sendable {
        case lf = "LF"
        case cr = "CR"
        case crlf = "CRLF"
    }

    let bytes: ByteView
    /// Its first byte's place in the block.
    let start: Int
    /// Nil where the block was cut off.
    let end: End?
    /// A CR is the block's last byte: an LF that begins the next block is the rest of this line end.
    let isEndOpen: Bool

    /// Calls `body` with each line of a block from `start` on.
    static func forEach(in block: ByteView, from start: Int, _ body: (SSELine) -> Void) {
        guard let base = block.baseAddress else { return }
        var start = start
        while start < block.count {
            let place = ByteScan.firstLineEnd(in: base, start..<block.count)
            let (end, length) = lineEnd(block, at: place)
            body(
                SSELine(
                    bytes: ByteView(rebasing: block[start..<place]),
                    start: start,
                    end: end,
                    isEndOpen: end == .cr && place + 1 == block.count
                )
            )
            start = place + length
        }
    }

    private static func lineEnd(_ block: ByteView, at place: Int) -> (End?, length: Int) {
        guard place < block.count else { return (nil, 1) }
        guard block[place] == ByteScan.carriageReturn else { return (.lf, 1) }
        return place + 1 < block.count && block[place + 1] == ByteScan.lineFeed ? (.crlf, 2) : (.cr, 1)
    }

    /// What the line says, by the standard's names.
    var field: Field {
        guard let first = bytes.first else { return .blank }
        guard first != UInt8(ascii: ":") else { return .comment }
        let colon = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.count
        let name = ByteView(rebasing: bytes[..<colon])
        var value = ByteView(rebasing: bytes[min(colon + 1, bytes.count)...])
        let hasSpace = value.first == UInt8(ascii: " ")
        if hasSpace { value = ByteView(rebasing: value.dropFirst()) }
        if name.isText("data") { return .data(value: value, hasSpace: hasSpace) }
        if name.isText("event") { return .event }
        if name.isText("id") { return .id(value) }
        return name.isText("retry") ? .retry(value) : .unknown(name: name)
    }
}
