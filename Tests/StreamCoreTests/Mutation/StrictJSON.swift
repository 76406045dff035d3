/// Whether bytes are one JSON document (RFC 8259), judged without the parser that is tested.
struct StrictJSON {
    private let bytes: [UInt8]
    private var place = 0

    static func isValid(_ bytes: [UInt8]) -> Bool {
        var document = StrictJSON(bytes: bytes)
        document.skipSpace()
        guard document.value(depth: 0) else { return false }
        document.skipSpace()
        return document.place == bytes.count
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func skipSpace() {
        while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { place += 1 }
    }

    private mutating func take(_ text: StaticString) -> Bool {
        let wanted = Array("\(text)".utf8)
        guard bytes[place...].starts(with: wanted) else { return false }
        place += wanted.count
        return true
    }

    private mutating func value(depth: Int) -> Bool {
        guard depth < 500 else { return false }
        switch next {
        case UInt8(ascii: "{"): return list(of: "}", depth: depth) { $0.member(depth: depth) }
        case UInt8(ascii: "["): return list(of: "]", depth: depth) { $0.value(depth: depth + 1) }
        case UInt8(ascii: "\""): return string()
        case UInt8(ascii: "t"): return take("true")
        case UInt8(ascii: "f"): return take("false")
        case UInt8(ascii: "n"): return take("null")
        default: return number()
        }
    }

    private mutating func list(of end: StaticString, depth: Int, _ element: (inout Self) -> Bool) -> Bool {
        place += 1
        skipSpace()
        if take(end) { return true }
        while true {
            skipSpace()
            guard element(&self) else { return false }
            skipSpace()
            if take(end) { return true }
            guard take(",") else { return false }
        }
    }

    private mutating func member(depth: Int) -> Bool {
        guard string() else { return false }
        skipSpace()
        guard take(":") else { return false }
        skipSpace()
        return value(depth: depth + 1)
    }

    private mutating func string() -> Bool {
        guard take("\"") else { return false }
        while let byte = next {
            place += 1
            switch byte {
            case UInt8(ascii: "\""): return true
            case 0..<0x20: return false
            case UInt8(ascii: "\\"):
                guard let escape = next else { return false }
                place += 1
                guard escape != UInt8(ascii: "u") else {
                    let digits = bytes[place...].prefix(4)
                    guard digits.count == 4, digits.allSatisfy(Self.isHexadecimal) else { return false }
                    place += 4
                    continue
                }
                guard Array(#""\/bfnrt"#.utf8).contains(escape) else { return false }
            default: continue
            }
        }
        return false
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        Character(Unicode.Scalar(byte)).isHexDigit
    }

    private mutating func number() -> Bool {
        _ = take("-")
        if !take("0") {
            guard let byte = next, (0x31...0x39).contains(byte) else { return false }
            digits()
        }
        if take(".") { guard digits() else { return false } }
        if take("e") || take("E") {
            _ = take("+") || take("-")
            guard digits() else { return false }
        }
        return true
    }

    @discardableResult
    private mutating func digits() -> Bool {
        let start = place
        while let byte = next, (0x30...0x39).contains(byte) { place += 1 }
        return place > start
    }
}
