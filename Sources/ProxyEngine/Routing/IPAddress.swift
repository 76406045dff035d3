#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A numeric address of a host.
struct IPAddress: Hashable {
    /// In network order: 4 of IPv4, 16 of IPv6.
    ///
    /// An IPv4 address inside an IPv6 one (RFC 4291 2.5.5.2) is the IPv4 one.
    let bytes: [UInt8]

    /// - Returns: nil for names, and for the short forms of IPv4 that only some programs read.
    init?(parsing text: some StringProtocol) {
        let text = String(text)
        var bytes = [UInt8](repeating: 0, count: 4)
        if inet_pton(AF_INET, text, &bytes) == 1 {
            self.bytes = bytes
            return
        }
        bytes = [UInt8](repeating: 0, count: 16)
        guard inet_pton(AF_INET6, text, &bytes) == 1 else { return nil }
        let isMapped = bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
        self.bytes = isMapped ? Array(bytes[12...]) : bytes
    }

    var isLoopback: Bool {
        bytes.count == 4 ? bytes[0] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1
    }

    /// Whether the first `length` bits are those of `network`.
    func isInside(_ network: IPAddress, prefix length: Int) -> Bool {
        guard bytes.count == network.bytes.count else { return false }
        let whole = length / 8
        guard bytes[..<whole] == network.bytes[..<whole] else { return false }
        guard length % 8 > 0 else { return true }
        let mask = UInt8(truncatingIfNeeded: 0xFF00 >> (length % 8))
        return bytes[whole] & mask == network.bytes[whole] & mask
    }
}

enum HostName {
    /// Whether a name or a numeric address always means this machine (RFC 6761 6.3).
    static func isLoopback(_ host: String) -> Bool {
        let host = host.hasSuffix(".") ? host.dropLast() : Substring(host)
        return host == "localhost" || host.hasSuffix(".localhost") || IPAddress(parsing: host)?.isLoopback ?? false
    }
}
