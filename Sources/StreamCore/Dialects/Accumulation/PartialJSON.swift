/// Reads what is whole in a JSON text that was cut off.
enum PartialJSON {
    /// The value of a text that came in pieces, and the text itself where it is not one whole document; no text
    /// stands for an empty object.
    static func value(of text: String) -> (value: JSONValue, unparsed: String?) {
        guard !text.isEmpty else { return ([:], nil) }
        let parser = JSONParser()
        var copy = text
        if let whole = copy.withUTF8({ parser.view(of: $0)?.value }) { return (whole, nil) }
        return (wholeMembers(of: text, parser: parser) ?? [:], text)
    }

    /// The value with only those members and elements that came to their end; nil when the text is no such cut.
    static func wholeMembers(of text: String, parser: JSONParser) -> JSONValue? {
        var scan = Scan()
        let bytes = Array(text.utf8)
        for (offset, byte) in bytes.enumerated() {
            scan.read(byte, at: offset)
            if scan.depth > deepest { return nil }
        }
        guard let cut = scan.cut else { return nil }
        let closed = bytes[..<cut.end] + cut.open.reversed()
        return closed.withUnsafeBufferPointer { parser.view(of: $0)?.value }
    }

    /// No parser goes deeper.
    private static let deepest = 1024

    /// Follows brackets and strings, and remembers the last place where everything before was whole.
    private struct Scan {
        /// Where the text may be cut, and the brackets that must follow then.
        private(set) var cut: (end: Int, open: [UInt8])?
        private var open: [UInt8] = []
        var depth: Int { open.count }

        private var isInString = false
        private var isEscaped = false
        /// In an object: the colon has passed.
        private var isValue = false

        mutating func read(_ byte: UInt8, at offset: Int) {
            if isInString { return readString(byte, at: offset) }
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: "{"): enter(UInt8(ascii: "}"), at: offset)
            case UInt8(ascii: "["): enter(UInt8(ascii: "]"), at: offset)
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                _ = open.popLast()
                cut = (offset + 1, open)
            case UInt8(ascii: ":"): isValue = true
            case UInt8(ascii: ","):
                isValue = open.last == UInt8(ascii: "]")
                cut = (offset, open)
            default: break
            }
        }

        private mutating func readString(_ byte: UInt8, at offset: Int) {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isInString = false
                if isValue { cut = (offset + 1, open) }
            }
        }

        private mutating func enter(_ closing: UInt8, at offset: Int) {
            open.append(closing)
            isValue = closing == UInt8(ascii: "]")
            cut = (offset + 1, open)
        }
    }
}
