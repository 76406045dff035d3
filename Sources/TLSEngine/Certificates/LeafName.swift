internal import COpenSSL

/// A host name or address that a certificate can be made for: what a client asked for, checked, in one spelling.
package struct LeafName: Hashable, Sendable {
    /// In lower case, without brackets and trailing dot.
    package let text: String

    /// - Parameter raw: from SNI or from a CONNECT; nil comes out for what no host is called.
    package init?(_ raw: String) {
        var bytes = raw.utf8[...]
        // A name has 253 characters at most (RFC 1035 section 2.3.4); a dot or brackets may come with it.
        guard bytes.count <= 255 else { return nil }
        if bytes.first == UInt8(ascii: "["), bytes.last == UInt8(ascii: "]") { bytes = bytes.dropFirst().dropLast() }
        if bytes.last == UInt8(ascii: ".") { bytes = bytes.dropLast() }
        let text = String(decoding: bytes.map(Self.lowercased), as: UTF8.self)
        guard Self.isHostName(text) || Self.isIPv6(text) else { return nil }
        self.text = text
    }

    /// ASCII only: Unicode would make a letter of ASCII out of some others.
    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }

    /// Letters, digits, hyphens and underscores in labels of 1 to 63; IDNs come as `xn--…`, IPv4 looks like a name.
    private static func isHostName(_ text: String) -> Bool {
        text.utf8.count <= 253
            && text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
                (1...63).contains(label.count) && label.allSatisfy(isOfHostName)
            }
    }

    private static func isOfHostName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static func isIPv6(_ text: String) -> Bool {
        // OpenSSL reads a C string: no zero byte may come to it.
        guard text.utf8.allSatisfy({ isOfHostName($0) || ".:".utf8.contains($0) }) else { return false }
        let address = a2i_IPADDRESS(text)
        ASN1_OCTET_STRING_free(address)
        ERR_clear_error()
        return address != nil
    }
}
