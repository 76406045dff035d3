import ProxyEngine

/// How a program on this machine reaches the proxy.
struct ProxyAddress: Equatable {
    private(set) var address: HostAndPort
    private let credentials: String?

    /// - Parameters:
    ///   - listen: where it was told to listen.
    ///   - port: where it does.
    ///   - credentials: what it asks for, as `--proxy-auth` takes it.
    init(listen: HostAndPort, port: Int, credentials: String? = nil) {
        address = listen
        self.credentials = credentials
        let isWildcard = ["0.0.0.0", "::", ""].contains(listen.host)
        if isWildcard { address.host = "127.0.0.1" }
        address.port = port
    }

    var url: String {
        let user = credentials.map { "\(Self.encoded($0))@" } ?? ""
        let host = address.host.contains(":") ? "[\(address.host)]" : address.host
        return "http://\(user)\(host):\(address.port ?? 0)"
    }

    /// User and password as RFC 3986 section 3.2.1 wants them; the first colon parts the two.
    private static func encoded(_ credentials: String) -> String {
        let parts = credentials.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.map { part in part.utf8.map(encoded).joined() }.joined(separator: ":")
    }

    private static func encoded(_ byte: UInt8) -> String {
        let character = Character(UnicodeScalar(byte))
        if byte < 0x80, character.isLetter || character.isNumber || "-._~".contains(character) {
            return String(character)
        }
        let digits = String(byte, radix: 16, uppercase: true)
        return digits.count == 1 ? "%0\(digits)" : "%\(digits)"
    }
}
