/// Looks for one of two bytes, eight at a time.
///
/// The core imports no C library, so this stands in for `memchr` with two needles.
enum ByteScan {
    private static let lowBits: UInt64 = 0x0101_0101_0101_0101
    private static let highBits: UInt64 = 0x8080_8080_8080_8080

    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D

    /// The first CR or LF in `range`, or its upper bound.
    @inline(__always)
    static func firstLineEnd(in base: UnsafePointer<UInt8>, _ range: Range<Int>) -> Int {
        first(of: lineFeed, or: carriageReturn, in: base, range)
    }

    /// The first place in `range` that holds either byte, or its upper bound.
    @inline(__always)
    static func first(of one: UInt8, or other: UInt8, in base: UnsafePointer<UInt8>, _ range: Range<Int>) -> Int {
        let onePattern = UInt64(one) &* lowBits
        let otherPattern = UInt64(other) &* lowBits
        var place = range.lowerBound
        while place &+ 8 <= range.upperBound {
            let word = UInt64(littleEndian: UnsafeRawPointer(base + place).loadUnaligned(as: UInt64.self))
            let found = zeroBytes(word ^ onePattern) | zeroBytes(word ^ otherPattern)
            if found != 0 { return place &+ found.trailingZeroBitCount >> 3 }
            place &+= 8
        }
        while place < range.upperBound, base[place] != one, base[place] != other { place &+= 1 }
        return place
    }

    /// The high bit of each zero byte; the lowest set bit is exact, those above it may not be.
    @inline(__always)
    private static func zeroBytes(_ word: UInt64) -> UInt64 {
        (word &- lowBits) & ~word & highBits
    }
}

extension UInt8 {
    /// Space, tab, CR or LF.
    var isJSONWhitespace: Bool {
        self == 0x20 || self == 0x0A || self == 0x0D || self == 0x09
    }
}
