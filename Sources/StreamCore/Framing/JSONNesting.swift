/// Finds where a JSON value ends, by bracket depth outside strings, over any reads.
struct JSONNesting: Sendable {
    private var depth = 0
    private var isInString = false
    private var isEscaped = false

    /// Reads on and returns the place after the byte that closed the value, nil if none did.
    ///
    /// The first byte ever read must open an object, an array or a string.
    mutating func end(in base: UnsafePointer<UInt8>, _ range: Range<Int>) -> Int? {
        var place = range.lowerBound
        while place < range.upperBound {
            if isInString {
                place = skipString(in: base, place..<range.upperBound)
                if isInString || depth > 0 { continue }
                return place
            }
            switch base[place] {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
            place += 1
            if depth <= 0, !isInString { return place }
        }
        return nil
    }

    /// The place after the quote that ends the string, or the end of `range`.
    private mutating func skipString(in base: UnsafePointer<UInt8>, _ range: Range<Int>) -> Int {
        var place = range.lowerBound
        while place < range.upperBound {
            if isEscaped {
                isEscaped = false
                place += 1
                continue
            }
            place = ByteScan.first(of: UInt8(ascii: "\""), or: UInt8(ascii: "\\"), in: base, place..<range.upperBound)
            guard place < range.upperBound else { break }
            isEscaped = base[place] == UInt8(ascii: "\\")
            isInString = isEscaped
            place += 1
            if !isInString { break }
        }
        return place
    }
}
