package import StreamCore

extension RequestHead {
    /// The host asked, without the port.
    package var host: String? {
        guard var rest = location?.authority else { return nil }
        if let user = rest.lastIndex(of: "@") { rest = rest[rest.index(after: user)...] }
        // An IPv6 address has colons of its own (RFC 3986 §3.2.2).
        if rest.first == "[", let end = rest.firstIndex(of: "]") { return String(rest[...end]) }
        return String(rest.prefix { $0 != ":" })
    }

    /// The path asked of the upstream, without a query; the target as received when the URL is not known.
    package var path: String {
        if method != "CONNECT", let path = location?.path { return path.isEmpty ? "/" : String(path) }
        return String(target.prefix { $0 != "?" && $0 != "#" })
    }

    /// The name of the proxy's route that was asked: the first part of the target, where the upstream did not see it.
    package var route: String? {
        let asked = target.prefix { $0 != "?" && $0 != "#" }
        guard asked.first == "/", let location, !location.path.hasSuffix(asked) else { return nil }
        let name = asked.dropFirst().prefix { $0 != "/" }
        let rest = asked.dropFirst(name.count + 1)
        return name.isEmpty || !location.path.hasSuffix(rest) ? nil : String(name)
    }

    /// The parts of the upstream URL, without its query.
    private var location: (authority: Substring, path: Substring)? {
        // The authority form (RFC 9112 3.2.3), of tunnels.
        if method == "CONNECT", !url.contains("/") { return (url[...], "") }
        guard let scheme = url.firstRange(of: "://") else { return nil }
        let rest = url[scheme.upperBound...].prefix { $0 != "?" && $0 != "#" }
        let authority = rest.prefix { $0 != "/" }
        return (authority, rest[authority.endIndex...])
    }
}
