/// A content coding of HTTP (RFC 9110 section 8.4.1), named by its token in `Content-Encoding`.
package enum ContentCoding: String, Hashable, Sendable, CaseIterable {
    case gzip
    case deflate
    case brotli = "br"
    case zstd
    case identity

    /// Reads one token, in any case; nil when Weir does not know the coding.
    package init?(token: some StringProtocol) {
        let name = token.lowercased()
        switch name {
        // RFC 9110 section 8.4.1.3: `x-gzip` means `gzip`.
        case "x-gzip": self = .gzip
        // Sent by some servers for "nothing was done".
        case "none": self = .identity
        default: self.init(rawValue: name)
        }
    }

    /// Reads a `Content-Encoding` value such as `gzip` or `gzip, br`, in the order in which the codings were applied.
    ///
    /// Several header lines are joined with a comma before. An empty value means no coding; nil means that one of
    /// the codings is unknown.
    package static func list(headerValue: String) -> [Self]? {
        var codings: [Self] = []
        for part in headerValue.split(separator: ",") {
            let token = part.trimmingOptionalWhitespace()
            guard !token.isEmpty else { continue }
            guard let coding = Self(token: token) else { return nil }
            if coding != .identity { codings.append(coding) }
        }
        return codings
    }
}

extension Substring {
    /// Without the spaces and tabs at both ends (RFC 9110 section 5.6.3: OWS).
    fileprivate func trimmingOptionalWhitespace() -> Substring {
        let start = drop { $0 == " " || $0 == "\t" }
        guard let last = start.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
        return start[...last]
    }
}
