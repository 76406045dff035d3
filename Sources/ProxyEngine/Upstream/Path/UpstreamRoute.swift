import NIOCore

/// How an upstream is reached.
enum UpstreamRoute {
    case direct
    /// The proxy takes requests, with the whole URL in their first line (RFC 9112 3.2.2).
    case absoluteForm(UpstreamProxy)
    /// The proxy joins Weir with the upstream, by CONNECT or SOCKS5.
    case tunnel(UpstreamProxy)

    var proxy: UpstreamProxy? {
        switch self {
        case .direct: nil
        case .absoluteForm(let proxy), .tunnel(let proxy): proxy
        }
    }
}

extension ClientConnection {
    /// How to reach an upstream.
    ///
    /// - Parameters:
    ///   - origin: the upstream.
    ///   - isOpaque: the connection is for a tunnel that is not looked into.
    /// - Returns: the way, with the proxy on it.
    func route(to origin: Origin, isOpaque: Bool = false) -> UpstreamRoute {
        let scheme = isOpaque ? .https : origin.scheme
        let ownPort = channel.localAddress?.port
        guard let proxy = loop.configuration.paths.proxy(for: origin, speaking: scheme, ownPort: ownPort) else {
            return .direct
        }
        // Proxies often refuse CONNECT to ports other than 443; a client that wants a tunnel would meet that alone, too.
        let isTunnelled = proxy.scheme == .socks5 || scheme == .https || tunnel != nil
        return isTunnelled ? .tunnel(proxy) : .absoluteForm(proxy)
    }
}
