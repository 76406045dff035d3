/// Versions of HTTP by their ALPN names.
enum HTTPVersionName {
    static let http1 = "http/1.1"
    static let http2 = "h2"
}

extension String {
    static var http1: String { HTTPVersionName.http1 }
    static var http2: String { HTTPVersionName.http2 }
}

/// What is spoken to an upstream.
enum UpstreamProtocols: Equatable {
    /// HTTP/1.1, and ALPN says so.
    case http1
    /// What the upstream chooses of these by ALPN; an empty list offers nothing and means HTTP/1.1.
    case negotiated([String])
    /// HTTP/2 without asking, in plain text.
    case http2PriorKnowledge

    /// The ALPN list; nil without TLS.
    var offered: [String] {
        switch self {
        case .http1: [.http1]
        case .negotiated(let names): names
        case .http2PriorKnowledge: []
        }
    }

    /// Whether the client would take this.
    func include(_ name: String) -> Bool {
        switch self {
        case .http1: name == .http1
        case .negotiated(let names): names.contains(name) || names.isEmpty && name == .http1
        case .http2PriorKnowledge: name == .http2
        }
    }

    /// What to offer to an upstream that took nothing of this: the other version, into which Weir translates.
    var other: UpstreamProtocols? {
        switch self {
        case .http1, .negotiated([.http1]): .negotiated([.http2])
        case .negotiated([.http2]): .negotiated([.http1])
        case .negotiated, .http2PriorKnowledge: nil
        }
    }

    /// Whether more than one request may share the connection.
    var mayBeHTTP2: Bool {
        switch self {
        case .http1: false
        case .negotiated(let names): names.contains(.http2)
        case .http2PriorKnowledge: true
        }
    }
}
