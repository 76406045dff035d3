/// Which proxy, if any, leads to an upstream: that of the command line, else those of the environment.
package struct UpstreamPaths: Sendable {
    /// Takes everything, this machine's own hosts too.
    private var explicit: UpstreamProxy?
    private var plain: UpstreamProxy?
    private var secure: UpstreamProxy?
    private var exceptions = NoProxyList()

    /// The variables that ``init(environment:)`` looks at.
    package static let variables = [
        "https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY",
        "REQUEST_METHOD",
    ]

    /// Without any proxy.
    package init() {}

    /// - Parameter explicit: the proxy for every upstream.
    package init(through explicit: UpstreamProxy) {
        self.explicit = explicit
    }

    /// As the environment has it: `https_proxy`, `http_proxy`, `all_proxy`, `no_proxy`, each in capitals too.
    ///
    /// - Parameter variables: empty ones count as absent.
    /// - Throws: when the URL of one that is needed cannot be used.
    package init(environment variables: [String: String]) throws(UpstreamProxyError) {
        func value(_ names: String...) -> (name: String, text: String)? {
            names.lazy.compactMap { name in
                variables[name].flatMap { $0.isEmpty ? nil : (name, $0) }
            }.first
        }
        func proxy(_ found: (name: String, text: String)?) throws(UpstreamProxyError) -> UpstreamProxy? {
            guard let found else { return nil }
            return try UpstreamProxy(parsing: found.text, source: found.name)
        }
        let all = value("all_proxy", "ALL_PROXY")
        // Under CGI a request's `Proxy` header becomes HTTP_PROXY (CVE-2016-5385).
        let isCGI = variables["REQUEST_METHOD"] != nil
        plain = try proxy((isCGI ? value("http_proxy") : value("http_proxy", "HTTP_PROXY")) ?? all)
        secure = try proxy(value("https_proxy", "HTTPS_PROXY") ?? all)
        exceptions = NoProxyList(value("no_proxy", "NO_PROXY")?.text ?? "")
    }

    /// The proxies that are in use, for people.
    package var proxies: [UpstreamProxy] {
        if let explicit { return [explicit] }
        let found = [secure, plain].compactMap(\.self)
        return found.first?.url == found.last?.url ? Array(found.prefix(1)) : found
    }

    /// The proxy on the way to an upstream.
    ///
    /// - Parameters:
    ///   - origin: the upstream.
    ///   - scheme: what is spoken with it; a tunnel that is not looked into counts as TLS.
    ///   - ownPort: where Weir listens. The environment may name Weir itself, for its clients.
    /// - Returns: nil when the upstream is connected to straight.
    func proxy(for origin: Origin, speaking scheme: Origin.Scheme, ownPort: Int?) -> UpstreamProxy? {
        if let explicit { return explicit }
        guard let proxy = scheme == .https ? secure : plain else { return nil }
        let hosts = [origin.host, origin.dialHost].compactMap(\.self)
        guard !hosts.contains(where: { HostName.isLoopback($0) || exceptions.contains(host: $0, port: origin.port) }),
            !(ownPort.map { proxy.isItself(port: $0) } ?? false)
        else { return nil }
        return proxy
    }
}
