/// Where requests are sent: scheme, host, port, and the path that comes before each request's own.
package struct Origin: Hashable, Sendable {
    package enum Scheme: String, Sendable {
        case http, https

        var defaultPort: Int { self == .http ? 80 : 443 }
    }

    package var scheme: Scheme
    /// Without brackets when it is an IPv6 literal.
    package var host: String
    package var port: Int
    /// Begins with `/` unless empty; never ends with `/`.
    package var basePath: String
    /// The address to connect to, when that is not ``host``: a tunnel may name both.
    var dialHost: String?
    /// The query of the URL, which goes before the request's own; nil when there is none.
    package var baseQuery: String?

    package init(scheme: Scheme, host: String, port: Int? = nil, basePath: String = "", baseQuery: String? = nil) {
        self.scheme = scheme
        self.host = host
        self.port = port ?? scheme.defaultPort
        self.basePath = basePath
        self.baseQuery = baseQuery
    }

    /// As it stands in a `Host` header: the port only when it is not the scheme's own.
    package var authority: String {
        port == scheme.defaultPort ? bracketedHost : hostAndPort
    }

    /// For people and error messages.
    package var hostAndPort: String { "\(bracketedHost):\(port)" }

    private var bracketedHost: String { host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host }

    /// The absolute URL of a request target (origin form) under this origin.
    package func url(of target: String) -> String {
        "\(scheme.rawValue)://\(authority)\(upstreamTarget(of: target))"
    }

    /// What stands in the request line sent upstream.
    package func upstreamTarget(of target: String) -> String {
        let joined = basePath + target
        guard let baseQuery else { return joined }
        return joined.utf8.contains(UInt8(ascii: "?")) ? "\(joined)&\(baseQuery)" : "\(joined)?\(baseQuery)"
    }

    /// What stands in the request line sent to a proxy (RFC 9112 3.2.2; 3.2.4 for `*`).
    package func absoluteForm(of target: String) -> String {
        target == "*" ? "\(scheme.rawValue)://\(authority)" : url(of: target)
    }

    /// Whether connections to it serve requests of the other, too.
    func sharesConnections(with other: Origin) -> Bool {
        scheme == other.scheme && host == other.host && port == other.port
    }
}

/// What is wrong with a URL, in words for the one who wrote it.
package struct OriginError: Error, Equatable {
    package var message: String
}

extension Origin {
    /// Parses `http://host:port/path` or `https://…`.
    package init(parsing text: String) throws(OriginError) {
        guard let schemeEnd = text.firstRange(of: "://") else {
            throw OriginError(message: "'\(text)' is not a URL: write it as http://HOST[:PORT] or https://HOST[:PORT]")
        }
        guard let scheme = Scheme(rawValue: text[..<schemeEnd.lowerBound].lowercased()) else {
            throw OriginError(
                message: "'\(text)' has the scheme '\(text[..<schemeEnd.lowerBound])': only http and https are spoken"
            )
        }
        let rest = text[schemeEnd.upperBound...]
        let authorityEnd = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
        let (host, port) = try Self.parse(authority: rest[..<authorityEnd], of: text)
        var path = rest[authorityEnd...].prefix { $0 != "#" }
        var query: String?
        if let mark = path.firstIndex(of: "?") {
            query = String(path[path.index(after: mark)...])
            path = path[..<mark]
        }
        while path.hasSuffix("/") { path = path.dropLast() }
        self.init(scheme: scheme, host: host, port: port, basePath: String(path), baseQuery: query)
    }

    private static func parse(authority: Substring, of text: String) throws(OriginError) -> (String, Int?) {
        guard !authority.contains("@") else {
            // The URL itself is not repeated: it may hold a password.
            throw OriginError(message: "the URL holds a user name: send credentials in a header instead")
        }
        guard let address = HostAndPort(parsing: authority), !address.host.isEmpty, address.port != 0 else {
            throw OriginError(message: "'\(text)' has no valid HOST[:PORT]: ports are 1 to 65535")
        }
        return (address.host, address.port)
    }
}

/// `host`, `host:port`, `[v6]` or `[v6]:port`.
package struct HostAndPort: Hashable, Sendable {
    /// Lower case, without brackets.
    package var host: String
    package var port: Int?

    package init?(parsing text: some StringProtocol) {
        var hostPart = Substring(text)
        var portPart: Substring?
        if hostPart.hasPrefix("[") {
            guard let close = hostPart.firstIndex(of: "]") else { return nil }
            let after = hostPart[hostPart.index(after: close)...]
            guard after.isEmpty || after.hasPrefix(":") else { return nil }
            portPart = after.isEmpty ? nil : after.dropFirst()
            hostPart = hostPart[..<close].dropFirst()
        } else if let colon = hostPart.firstIndex(of: ":") {
            portPart = hostPart[hostPart.index(after: colon)...]
            hostPart = hostPart[..<colon]
        }
        if let portPart {
            guard portPart.first != "+", let number = Int(portPart), (0...65535).contains(number) else { return nil }
            port = number
        }
        guard !hostPart.contains(where: { $0.isWhitespace || $0 == "/" }) else { return nil }
        host = hostPart.lowercased()
    }
}
