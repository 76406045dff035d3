import ProxyEngine

/// Says through which proxies upstreams are reached: the environment may name some that nobody thinks of.
enum UpstreamNotice {
    static func tell(_ paths: UpstreamPaths, port: Int) {
        for line in lines(paths, port: port) { Console.complain(line) }
    }

    static func lines(_ paths: UpstreamPaths, port: Int) -> [String] {
        paths.proxies.map { proxy in
            proxy.isItself(port: port)
                ? "\(proxy.source) names this proxy itself: upstreams are reached without it"
                : "upstreams are reached through \(proxy.url) (\(proxy.source))"
        }
    }
}
