/// What clients must know to use the proxy (`--proxy-auth`).
package struct ProxyCredentials: Sendable {
    private let plain: [UInt8]
    /// As HTTP sends them (RFC 7617).
    private let encoded: [UInt8]

    /// - Returns: nil unless `text` is `USER:PASS`.
    package init?(parsing text: String) {
        guard let colon = text.firstIndex(of: ":"), colon > text.startIndex else { return nil }
        plain = Array(text.utf8)
        encoded = Self.base64(plain)
    }

    /// Judges a `Proxy-Authorization` header.
    func admit(header: String?) -> Bool {
        guard let header, let space = header.firstIndex(of: " "), header[..<space].lowercased() == "basic" else {
            return false
        }
        return Self.isSame(Array(header[space...].drop { $0 == " " }.utf8), encoded)
    }

    /// Judges user and password of SOCKS5 (RFC 1929).
    func admit(user: ArraySlice<UInt8>, password: ArraySlice<UInt8>) -> Bool {
        Self.isSame(Array(user) + [UInt8(ascii: ":")] + Array(password), plain)
    }

    /// Takes as long for a wrong guess as for a right one: how much of it was right must not show.
    private static func isSame(_ given: [UInt8], _ expected: [UInt8]) -> Bool {
        var difference = UInt8(given.count == expected.count ? 0 : 1)
        for place in expected.indices {
            difference |= expected[place] ^ (place < given.count ? given[place] : ~expected[place])
        }
        return difference == 0
    }

    /// RFC 4648 section 4.
    static func base64(_ bytes: [UInt8]) -> [UInt8] {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for place in 0..<4 {
                let index = bits >> (18 - 6 * place) & 63
                text.append(place <= group.count ? alphabet[index] : UInt8(ascii: "="))
            }
        }
        return text
    }
}
