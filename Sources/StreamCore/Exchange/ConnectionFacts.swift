/// A connection of this run.
package struct ConnectionID: Hashable, Sendable {
    package var rawValue: UInt64

    package init(rawValue: UInt64) {
        self.rawValue = rawValue
    }
}

/// An exchange of this run.
package struct ExchangeID: Hashable, Sendable {
    package var rawValue: UInt64

    package init(rawValue: UInt64) {
        self.rawValue = rawValue
    }
}

/// What is known of a connection when it is ready for use.
package struct ConnectionFacts: Hashable, Sendable {
    package enum Side: String, Sendable {
        case client, upstream
    }

    package var side: Side
    /// `address:port` of the other end and of ours.
    package var peer: String
    package var local: String
    /// The HTTP version spoken: `1.1`, `2`.
    package var protocolName: String
    /// `TLSv1.3`, nil without TLS.
    package var tlsVersion: String?
    package var alpn: String?
    /// Upstream only: the proxy that it goes through, without credentials.
    package var proxy: String?
    /// Upstream only: the time that each step took; ``passing`` is the conversation with the proxy.
    package var resolving: Nanoseconds?
    package var connecting: Nanoseconds?
    package var passing: Nanoseconds?
    package var handshaking: Nanoseconds?
    package var resumed: Bool

    package init(
        side: Side,
        peer: String,
        local: String,
        protocolName: String = "1.1",
        tlsVersion: String? = nil,
        alpn: String? = nil,
        proxy: String? = nil,
        resolving: Nanoseconds? = nil,
        connecting: Nanoseconds? = nil,
        passing: Nanoseconds? = nil,
        handshaking: Nanoseconds? = nil,
        resumed: Bool = false
    ) {
        self.side = side
        self.peer = peer
        self.local = local
        self.protocolName = protocolName
        self.tlsVersion = tlsVersion
        self.alpn = alpn
        self.proxy = proxy
        self.resolving = resolving
        self.connecting = connecting
        self.passing = passing
        self.handshaking = handshaking
        self.resumed = resumed
    }
}

/// What a connection had done when it closed.
package struct ConnectionClosing: Hashable, Sendable {
    package var requests: Int
    package var bytes: Int
    package var reason: String

    package init(requests: Int, bytes: Int, reason: String) {
        self.requests = requests
        self.bytes = bytes
        self.reason = reason
    }
}
