/// Standard base64 (RFC 4648), as media payloads carry it.
enum Base64 {
    /// The number of bytes that a piece of base64 text stands for.
    static func decodedCount(_ text: ByteView) -> Int {
        let padding = text.suffix(2).count { $0 == UInt8(ascii: "=") }
        return max(0, text.count / 4 * 3 + max(0, text.count % 4 - 1) - padding)
    }

    /// The bytes that a whole text stands for, padded or not; nil when it is not base64.
    static func decode(_ text: ByteView) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3 + 3)
        var pending: UInt32 = 0
        var pendingBits = 0
        for character in text.prefix(text.count - text.suffix(2).count { $0 == padding }) {
            guard let value = value(of: character) else { return nil }
            pending = pending << 6 | value
            pendingBits += 6
            guard pendingBits >= 8 else { continue }
            pendingBits -= 8
            bytes.append(UInt8(truncatingIfNeeded: pending >> UInt32(pendingBits)))
        }
        return bytes
    }

    static func encode(_ bytes: [UInt8]) -> String {
        var output: [UInt8] = []
        output.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let second = start + 1 < bytes.count ? bytes[start + 1] : 0
            let third = start + 2 < bytes.count ? bytes[start + 2] : 0
            output.append(alphabet[Int(bytes[start] >> 2)])
            output.append(alphabet[Int(bytes[start] & 3) << 4 | Int(second >> 4)])
            output.append(start + 1 < bytes.count ? alphabet[Int(second & 15) << 2 | Int(third >> 6)] : padding)
            output.append(start + 2 < bytes.count ? alphabet[Int(third & 63)] : padding)
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// The six bits that a character stands for; URL-safe characters are accepted.
    static func value(of character: UInt8) -> UInt32? {
        let value = values[Int(character)]
        return value < 64 ? UInt32(value) : nil
    }

    static let padding = UInt8(ascii: "=")

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 0xFF, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        values[Int(UInt8(ascii: "-"))] = 62
        values[Int(UInt8(ascii: "_"))] = 63
        return values
    }()
}
