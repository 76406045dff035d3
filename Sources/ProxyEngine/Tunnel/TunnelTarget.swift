import NIOHTTP1
import StreamCore
import TLSEngine

/// Where a tunnel leads that a client asked for, by CONNECT or SOCKS5.
struct TunnelTarget {
    /// As the client named it.
    let address: HostAndPort
    let port: Int
    /// What the requests inside are for; known once the first bytes are.
    private(set) var origin: Origin
    private(set) var protocols = UpstreamProtocols.http1

    /// - Returns: nil without a host or a port.
    init?(_ address: HostAndPort) {
        guard let port = address.port, port > 0, !address.host.isEmpty else { return nil }
        self.address = address
        self.port = port
        origin = Origin(scheme: .http, host: address.host, port: port)
    }

    /// TLS is inside, for the server of that name.
    mutating func holdsTLS(serverName: String?, protocols: [String]) {
        let name = serverName.flatMap { LeafName($0)?.text }
        origin = Origin(scheme: .https, host: name ?? address.host, port: port)
        // The name that a client asks for inside counts for certificate and URL; the address is where it wants to go.
        if origin.host != address.host { origin.dialHost = address.host }
        self.protocols = .negotiated(protocols)
    }

    /// HTTP/2 without TLS is inside: the server expects it without asking, too.
    mutating func holdsHTTP2() {
        protocols = .http2PriorKnowledge
    }

    /// The destination of a request inside: its target is the path, whatever host an absolute form names.
    func destination(of target: String) -> RouteTable.Destination {
        var path = target
        if !target.hasPrefix("/"), target != "*", let scheme = target.firstRange(of: "://") {
            let rest = target[scheme.upperBound...]
            path = rest.firstIndex { $0 == "/" || $0 == "?" }.map { String(rest[$0...]) } ?? "/"
            if path.hasPrefix("?") { path = "/" + path }
        }
        return RouteTable.Destination(origin: origin, target: path, route: nil, keepsHost: true)
    }
}

/// A client's wish for a tunnel, and the words that it came in.
struct TunnelRequest {
    enum Form: Equatable {
        case http(HTTPVersion)
        case socks5
    }

    var target: TunnelTarget
    var form: Form
    var headers: [HeaderField]
    var firstByteAt: MonotonicInstant

    /// - Returns: nil if it is no CONNECT with a host and a port.
    init?(_ head: HTTPRequestHead, at time: MonotonicInstant) {
        guard head.method == .CONNECT, let address = HostAndPort(parsing: head.uri), let target = TunnelTarget(address)
        else { return nil }
        self.init(target: target, form: .http(head.version), headers: head.headers.fields, firstByteAt: time)
    }

    init(target: TunnelTarget, form: Form, headers: [HeaderField], firstByteAt: MonotonicInstant) {
        self.target = target
        self.form = form
        self.headers = headers
        self.firstByteAt = firstByteAt
    }

    /// As an exchange's head shows it.
    func requestHead(on connection: ConnectionID) -> RequestHead {
        let version =
            switch form {
            case .http(let version): version.text
            case .socks5: "socks5"
            }
        return RequestHead(
            method: "CONNECT",
            url: target.origin.hostAndPort,
            target: target.origin.hostAndPort,
            version: version,
            headers: headers,
            firstByteAt: firstByteAt,
            connection: connection
        )
    }
}
