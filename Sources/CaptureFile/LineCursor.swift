import StreamCore

/// Writes JSON text to memory whose size the caller has made sure of; the hot path's only serialiser.
struct LineCursor {
    /// Where the next byte goes.
    private(set) var next: UnsafeMutablePointer<UInt8>

    init(_ start: UnsafeMutablePointer<UInt8>) {
        next = start
    }

    /// The most bytes that a string of `count` bytes takes, quotes included.
    static func stringBound(_ count: Int) -> Int { count * 6 + 2 }

    /// The most bytes that a number takes.
    static let numberBound = 20

    @inline(__always)
    mutating func put(_ text: StaticString) {
        next.update(from: text.utf8Start, count: text.utf8CodeUnitCount)
        next += text.utf8CodeUnitCount
    }

    @inline(__always)
    mutating func put(copy bytes: ByteView) {
        guard let base = bytes.baseAddress else { return }
        next.update(from: base, count: bytes.count)
        next += bytes.count
    }

    /// Skips bytes that were written directly.
    mutating func advance(by count: Int) {
        next += count
    }

    /// Decimal digits, two at a step.
    @inline(__always)
    mutating func put(_ number: Int64) {
        if number < 0 { put("-") }
        var value = number.magnitude
        guard value >= 10 else {
            next.pointee = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value)
            next += 1
            return
        }
        let end = next + Self.digitCount(value)
        var place = end
        while value >= 10 {
            let pair = value % 100
            value /= 100
            place -= 2
            // (pair / 10) in the low byte, (pair % 10) in the high one.
            let tens = (pair * 103) >> 10
            let digits = UInt16(truncatingIfNeeded: tens | (pair - tens * 10) << 8) | 0x3030
            UnsafeMutableRawPointer(place).storeBytes(of: digits.littleEndian, as: UInt16.self)
        }
        if value > 0, place > next { next.pointee = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value) }
        next = end
    }

    @inline(__always)
    mutating func put(_ number: Int) { put(Int64(number)) }

    @inline(__always)
    private static func digitCount(_ value: UInt64) -> Int {
        var count = 1
        var bound: UInt64 = 10
        while value >= bound {
            count += 1
            guard count < 20 else { break }
            bound *= 10
        }
        return count
    }

    /// A string literal of valid UTF-8.
    mutating func put(string bytes: ByteView) {
        put("\"")
        next = Self.escapes.withUnsafeBufferPointer { table in
            Self.escape(bytes, to: next, table)
        }
        put("\"")
    }

    @inline(__always)
    private static func escape(
        _ bytes: ByteView,
        to start: UnsafeMutablePointer<UInt8>,
        _ table: UnsafeBufferPointer<UInt32>
    ) -> UnsafeMutablePointer<UInt8> {
        guard let base = bytes.baseAddress, let table = table.baseAddress else { return start }
        var output = UnsafeMutableRawPointer(start)
        for place in 0..<bytes.count {
            let entry = table[Int(base[place])]
            // Two bytes are stored each time and the cursor moves over one or both: no branch but the rare one.
            output.storeBytes(of: UInt16(truncatingIfNeeded: entry).littleEndian, as: UInt16.self)
            output += Int(entry >> 16)
            if entry >> 16 == 0 { output = controlEscape(base[place], to: output) }
        }
        return output.assumingMemoryBound(to: UInt8.self)
    }

    @inline(never)
    private static func controlEscape(_ byte: UInt8, to output: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        let digits = Array("0123456789abcdef".utf8)
        let text = [0x5C, 0x75, 0x30, 0x30, digits[Int(byte >> 4)], digits[Int(byte & 15)]] as [UInt8]
        output.copyMemory(from: text, byteCount: 6)
        return output + 6
    }

    /// For each byte: two bytes to store in the low half, how many of them count in the high half.
    ///
    /// Control characters without a short form have a count of 0.
    private static let escapes: [UInt32] = (0..<256).map { byte in
        switch UInt8(byte) {
        case UInt8(ascii: "\""): 2 << 16 | 0x22 << 8 | 0x5C
        case UInt8(ascii: "\\"): 2 << 16 | 0x5C << 8 | 0x5C
        case 0x0A: 2 << 16 | 0x6E << 8 | 0x5C
        case 0x0D: 2 << 16 | 0x72 << 8 | 0x5C
        case 0x09: 2 << 16 | 0x74 << 8 | 0x5C
        case 0..<0x20: 0
        default: 1 << 16 | UInt32(byte)
        }
    }

    /// How many bytes a byte takes inside a string literal.
    static func escapedLength(_ byte: UInt8) -> Int {
        let entry = escapes[Int(byte)]
        return entry == 0 ? 6 : Int(entry >> 16)
    }
}
