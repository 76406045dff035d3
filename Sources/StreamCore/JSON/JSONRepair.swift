/// What was mended in a document that a strict parser refuses.
package struct JSONRepairs: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Half of a UTF-16 pair in an escape; it became U+FFFD.
    package static let loneSurrogate = Self(rawValue: 1)
    /// A whole number beyond 64 bits, which became a double, or a number beyond doubles, which became null.
    package static let hugeNumber = Self(rawValue: 2)
    /// Bytes that are not UTF-8; they became U+FFFD, as a client's text decoder has it.
    package static let invalidUTF8 = Self(rawValue: 4)
}

/// Mends documents that clients read although simdjson does not.
enum JSONRepair {
    /// The document with what can be mended; nil when there is nothing to mend.
    static func mended(_ bytes: ByteView) -> (bytes: [UInt8], repairs: JSONRepairs)? {
        var repairs: JSONRepairs = []
        var input = Array(bytes)
        if String(validating: bytes, as: UTF8.self) == nil {
            input = Array(bytes.text.utf8)
            repairs.insert(.invalidUTF8)
        }
        var scan = Scan(input: input)
        scan.run()
        repairs.formUnion(scan.repairs)
        return repairs.isEmpty ? nil : (scan.output, repairs)
    }

    /// One pass over a document, copying what is sound.
    private struct Scan {
        let input: [UInt8]
        private(set) var output: [UInt8] = []
        private(set) var repairs: JSONRepairs = []
        private var place = 0

        init(input: [UInt8]) {
            self.input = input
        }

        mutating func run() {
            output.reserveCapacity(input.count + 16)
            var isInString = false
            while place < input.count {
                let byte = input[place]
                if isInString, byte == UInt8(ascii: "\\") {
                    copyEscape()
                } else if !isInString, byte == UInt8(ascii: "-") || Self.isDigit(byte) {
                    copyNumber()
                } else {
                    if byte == UInt8(ascii: "\"") { isInString.toggle() }
                    output.append(byte)
                    place += 1
                }
            }
        }

        private mutating func copyEscape() {
            guard let unit = escapedUnit(at: place) else { return copy(2) }
            switch unit {
            case 0xD800..<0xDC00:
                let hasPair = escapedUnit(at: place + 6).map { (0xDC00..<0xE000).contains($0) } ?? false
                if hasPair { copy(12) } else { replaceEscape() }
            case 0xDC00..<0xE000: replaceEscape()
            default: copy(6)
            }
        }

        private mutating func replaceEscape() {
            output.append(contentsOf: "\\uFFFD".utf8)
            place += 6
            repairs.insert(.loneSurrogate)
        }

        private mutating func copyNumber() {
            let start = place
            while place < input.count, Self.isNumberByte(input[place]) { place += 1 }
            let token = String(decoding: input[start..<place], as: UTF8.self)
            guard let number = Double(token), Int64(token) == nil, UInt64(token) == nil else {
                return output.append(contentsOf: token.utf8)
            }
            let isWhole = token.utf8.allSatisfy { Self.isDigit($0) || $0 == UInt8(ascii: "-") }
            if !number.isFinite {
                output.append(contentsOf: "null".utf8)
                repairs.insert(.hugeNumber)
            } else if isWhole {
                output.append(contentsOf: (token + ".0").utf8)
                repairs.insert(.hugeNumber)
            } else {
                output.append(contentsOf: token.utf8)
            }
        }

        private mutating func copy(_ count: Int) {
            let end = min(place + count, input.count)
            output.append(contentsOf: input[place..<end])
            place = end
        }

        /// The UTF-16 unit of a `\uXXXX` escape that begins there.
        private func escapedUnit(at start: Int) -> UInt16? {
            guard start + 6 <= input.count, input[start] == UInt8(ascii: "\\"), input[start + 1] == UInt8(ascii: "u")
            else { return nil }
            return UInt16(String(decoding: input[(start + 2)..<(start + 6)], as: UTF8.self), radix: 16)
        }

        private static func isDigit(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }

        private static func isNumberByte(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): true
            default: isDigit(byte)
            }
        }
    }
}
