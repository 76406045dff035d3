package import StreamCore

/// Base64 with padding (RFC 4648 §4), for bodies that are not text.
package enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let pad = UInt8(ascii: "=")

    /// The values of the characters; 0xFF for others.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 0xFF, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()

    package static func encodedLength(_ count: Int) -> Int { (count + 2) / 3 * 4 }

    package static func encode(_ bytes: ByteView, to output: UnsafeMutablePointer<UInt8>) {
        alphabet.withUnsafeBufferPointer { alphabet in
            var place = 0
            var target = output
            while place < bytes.count {
                let left = bytes.count - place
                let second = left > 1 ? UInt32(bytes[place + 1]) : 0
                let third = left > 2 ? UInt32(bytes[place + 2]) : 0
                let group = UInt32(bytes[place]) << 16 | second << 8 | third
                target[0] = alphabet[Int(group >> 18)]
                target[1] = alphabet[Int(group >> 12 & 63)]
                target[2] = left > 1 ? alphabet[Int(group >> 6 & 63)] : pad
                target[3] = left > 2 ? alphabet[Int(group & 63)] : pad
                target += 4
                place += 3
            }
        }
    }

    /// Appends the decoded bytes, or returns false when the text is not Base64.
    ///
    /// Missing padding is tolerated.
    static func decode(_ text: ByteView, to output: inout [UInt8]) -> Bool {
        var length = text.count
        while length > 0, text.count - length < 2, text[length - 1] == pad { length -= 1 }
        guard length % 4 != 1 else { return false }
        output.reserveCapacity(output.count + length / 4 * 3 + 3)
        return values.withUnsafeBufferPointer { values in
            var group: UInt32 = 0
            for place in 0..<length {
                let value = values[Int(text[place])]
                guard value != 0xFF else { return false }
                group = group << 6 | UInt32(value)
                switch place & 3 {
                case 1: output.append(UInt8(truncatingIfNeeded: group >> 4))
                case 2: output.append(UInt8(truncatingIfNeeded: group >> 2))
                case 3: output.append(UInt8(truncatingIfNeeded: group))
                default: break
                }
            }
            return true
        }
    }
}
