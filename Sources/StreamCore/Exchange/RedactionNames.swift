/// Which headers and query parameters hold secrets.
package enum RedactionNames {
    /// What an OpenAI key travels behind where a browser can set no header.
    static let insecureKeyPrefix = "openai-insecure-api-key."

    private static let headers: Set<String> = [
        "authorization", "proxy-authorization", "cookie", "set-cookie", "api-key", "apikey", "x-amz-security-token",
    ]
    private static let headerEndings = [
        "-api-key", "-apikey", "-secret", "-auth-token", "-access-token", "-security-token", "-goog-api-key",
        "-credential", "-credentials",
    ]
    private static let parameters: Set<String> = [
        "key", "api_key", "apikey", "token", "access_token", "sig", "signature", "x-amz-signature",
        "x-amz-credential", "x-amz-security-token",
    ]
    static let subprotocolHeader = "sec-websocket-protocol"
    private static let urlHeaders: Set<String> = ["location", "content-location", "referer", ":path"]

    /// The last four letters of all names that hold anything to hide: what ends otherwise needs no closer look.
    private static let lastLetters = Array(
        Set((headers.union(urlHeaders) + headerEndings + [subprotocolHeader]).map { lastLetters(of: $0) })
    )

    /// Whether a header may hold a secret anywhere: nearly all are told by their last letters.
    static func mayHoldSecret(_ name: String) -> Bool {
        lastLetters.contains(lastLetters(of: name))
    }

    private static func lastLetters(of name: String) -> UInt32 {
        name.utf8.suffix(4).reduce(0) { $0 << 8 | UInt32($1.asciiLowercased) }
    }

    /// Whether a header's whole value is a secret.
    package static func isSecretHeader(_ name: String) -> Bool {
        let name = name.lowercased()
        guard !isMeasurement(name) else { return false }
        return headers.contains(name) || headerEndings.contains { name.hasSuffix($0) }
    }

    /// Whether a header's value is a URL, whose query may hold a secret.
    static func isURLHeader(_ name: String) -> Bool {
        urlHeaders.contains(name.lowercased())
    }

    /// Whether a query parameter's value is a secret; the name may be percent-encoded.
    package static func isSecretParameter(_ name: Substring) -> Bool {
        parameters.contains(percentDecoded(name).lowercased())
    }

    /// Limits, token counts and durations: `token` in a name makes no secret of a number.
    private static func isMeasurement(_ name: String) -> Bool {
        name.hasPrefix("x-ratelimit-") || name.hasPrefix("anthropic-ratelimit-")
            || name.hasSuffix("-time-to-first-token")
    }

    private static func percentDecoded(_ text: Substring) -> String {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
        var decoded: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                decoded.append(value)
                rest = rest.dropFirst(2)
            } else {
                decoded.append(byte)
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }
}
