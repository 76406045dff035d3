/// A proxy between Weir and its upstreams.
package struct UpstreamProxy: Hashable, Sendable {
    package enum Scheme: String, Sendable {
        /// HTTP: absolute-form for plain requests, CONNECT for everything else.
        case http
        /// The same over TLS.
        case https
        /// SOCKS5; the proxy resolves names, as `socks5h` has it in curl.
        case socks5

        fileprivate var defaultPort: Int {
            switch self {
            case .http: 80
            case .https: 443
            case .socks5: 1080
            }
        }
    }

    struct Credentials: Hashable, Sendable {
        var user: [UInt8]
        var password: [UInt8]

        /// The value of `Proxy-Authorization` (RFC 7617).
        var basic: String {
            let plain = user + [UInt8(ascii: ":")] + password
            return "Basic \(String(decoding: ProxyCredentials.base64(plain), as: UTF8.self))"
        }
    }

    let scheme: Scheme
    /// Lower case, without brackets.
    let host: String
    let port: Int
    let credentials: Credentials?
    /// Where it was named: an option, or a variable of the environment.
    package let source: String

    /// Without the credentials.
    package var url: String { "\(scheme.rawValue)://\(host.contains(":") ? "[\(host)]" : host):\(port)" }

    /// For people.
    var name: String { "the upstream proxy \(url) (\(source))" }

    /// How to name it together with credentials.
    var settingWithCredentials: String {
        let place = url.dropFirst(scheme.rawValue.count + 3)
        return "\(source)\(source.hasPrefix("-") ? " " : "=")\(scheme.rawValue)://USER:PASS@\(place)"
    }

    /// Whether it is the proxy itself that listens on this port of this machine.
    package func isItself(port own: Int) -> Bool { port == own && HostName.isLoopback(host) }
}

/// What is wrong with a proxy's URL, in words for the one who wrote it; the URL itself is not repeated, for it may hold a
/// password.
package struct UpstreamProxyError: Error, Equatable {
    package var message: String
}

extension UpstreamProxy {
    /// Parses `http://user:pass@host:port`, `https://…`, `socks5://…`; without a scheme it is an HTTP proxy.
    ///
    /// - Parameters:
    ///   - text: user and password may be percent-encoded.
    ///   - source: where it was named, for messages.
    /// - Throws: what is wrong with it.
    package init(parsing text: String, source: String) throws(UpstreamProxyError) {
        self.source = source
        var rest = Substring(text)
        if let schemeEnd = text.firstRange(of: "://") {
            scheme = try Self.scheme(text[..<schemeEnd.lowerBound].lowercased(), source: source)
            rest = rest[schemeEnd.upperBound...]
        } else {
            scheme = .http
        }
        var authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if let at = authority.lastIndex(of: "@") {
            credentials = try Self.credentials(authority[..<at], scheme: scheme, source: source)
            authority = authority[at...].dropFirst()
        } else {
            credentials = nil
        }
        guard let place = HostAndPort(parsing: authority), !place.host.isEmpty, place.port != 0 else {
            throw UpstreamProxyError(message: "\(source) has no valid HOST[:PORT]: write it as http://HOST:PORT")
        }
        host = place.host
        port = place.port ?? scheme.defaultPort
    }

    private static func scheme(_ name: String, source: String) throws(UpstreamProxyError) -> Scheme {
        if name == "socks5h" { return .socks5 }
        guard let scheme = Scheme(rawValue: name) else {
            throw UpstreamProxyError(message: "\(source) has the scheme '\(name)': use http, https or socks5")
        }
        return scheme
    }

    private static func credentials(
        _ text: Substring,
        scheme: Scheme,
        source: String
    ) throws(UpstreamProxyError) -> Credentials? {
        let colon = text.firstIndex(of: ":")
        let password = colon.map { text[$0...].dropFirst() } ?? ""
        guard let user = PercentEncoding.decode(text[..<(colon ?? text.endIndex)]),
            let password = PercentEncoding.decode(password)
        else {
            throw UpstreamProxyError(message: "\(source): user and password must write '%' as %25")
        }
        if user.isEmpty, password.isEmpty { return nil }
        switch scheme {
        case .socks5:
            // RFC 1929 section 2: each length is one byte.
            guard (1...255).contains(user.count), password.count <= 255 else {
                throw UpstreamProxyError(
                    message: "\(source): SOCKS5 takes a user of 1 to 255 bytes and a password of at most 255"
                )
            }
        case .http, .https:
            guard !user.contains(UInt8(ascii: ":")) else {
                throw UpstreamProxyError(message: "\(source): the user has a colon, which HTTP cannot send")
            }
        }
        return Credentials(user: user, password: password)
    }
}

enum PercentEncoding {
    /// The bytes that a text with `%XX` stands for (RFC 3986 2.1); nil when a `%` begins no such triplet.
    static func decode(_ text: Substring) -> [UInt8]? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            guard digits.utf8.count == 2, digits.allSatisfy(\.isHexDigit), let value = UInt8(digits, radix: 16) else {
                return nil
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return bytes
    }
}
