/// Tells text from other bytes (Unicode 15, table 3-7: no surrogates, no overlong forms, nothing over U+10FFFF).
package enum UTF8Validation {
    /// Whether the bytes are valid UTF-8 from their first to their last.
    package static func isValid(_ bytes: ByteView) -> Bool {
        firstInvalid(in: bytes) == nil
    }

    /// Where the first character begins that is not valid, nil when all are.
    package static func firstInvalid(in bytes: ByteView) -> Int? {
        guard let base = bytes.baseAddress else { return nil }
        let count = bytes.count
        var place = 0
        while place < count {
            place = endOfASCII(base, from: place, count: count)
            while place < count, base[place] >= 0x80 {
                let length = sequenceLength(base + place, available: count - place)
                guard length > 0 else { return place }
                place += length
            }
        }
        return nil
    }

    /// Whether the bytes from `place` on are the start of one character that their end cuts off.
    package static func isCutOff(_ bytes: ByteView, at place: Int) -> Bool {
        let rest = bytes.count - place
        guard place < bytes.count, rest < 4, bytes[(place + 1)...].allSatisfy({ $0 & 0xC0 == 0x80 }) else {
            return false
        }
        switch bytes[place] {
        case 0xC2...0xDF: return rest < 2
        case 0xE0...0xEF: return rest < 3
        case 0xF0...0xF4: return true
        default: return false
        }
    }

    /// The largest cut at or before `limit` that does not divide a character.
    package static func boundary(in bytes: ByteView, atOrBefore limit: Int) -> Int {
        var cut = limit
        while cut > 0, cut < bytes.count, bytes[cut] & 0xC0 == 0x80 { cut -= 1 }
        return cut
    }

    @inline(__always)
    private static func endOfASCII(_ base: UnsafePointer<UInt8>, from start: Int, count: Int) -> Int {
        let raw = UnsafeRawPointer(base)
        let highBits = SIMD2<UInt64>(repeating: 0x8080_8080_8080_8080)
        var place = start
        while count - place >= 16 {
            let lanes = raw.loadUnaligned(fromByteOffset: place, as: SIMD2<UInt64>.self) & highBits
            if lanes[0] | lanes[1] != 0 { break }
            place += 16
        }
        while place < count, base[place] < 0x80 { place += 1 }
        return place
    }

    /// The length of the multi-byte character that begins here, 0 when it is not one.
    @inline(__always)
    private static func sequenceLength(_ base: UnsafePointer<UInt8>, available: Int) -> Int {
        let lead = base[0]
        switch lead {
        case 0xC2...0xDF:
            return available >= 2 && isContinuation(base[1]) ? 2 : 0
        case 0xE0...0xEF:
            guard available >= 3, isContinuation(base[1]), isContinuation(base[2]) else { return 0 }
            if lead == 0xE0 && base[1] < 0xA0 || lead == 0xED && base[1] > 0x9F { return 0 }
            return 3
        case 0xF0...0xF4:
            guard available >= 4, isContinuation(base[1]), isContinuation(base[2]), isContinuation(base[3]) else {
                return 0
            }
            if lead == 0xF0 && base[1] < 0x90 || lead == 0xF4 && base[1] > 0x8F { return 0 }
            return 4
        default: return 0
        }
    }

    @inline(__always)
    private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
}
