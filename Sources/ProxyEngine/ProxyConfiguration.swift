package import StreamCore

/// How the proxy behaves; made from the command line by the executable.
package struct ProxyConfiguration: Sendable {
    package var listen: HostAndPort
    package var routes: RouteTable
    /// The proxies on the way to upstreams.
    package var paths: UpstreamPaths
    package var connectTimeout: Nanoseconds
    /// Silence on an open exchange, in either direction, after which it is given up.
    package var idleTimeout: Nanoseconds
    /// Asks upstreams for uncompressed answers.
    package var asksForIdentity: Bool
    /// A client that stops sending may still be reading.
    package var allowsHalfClose: Bool
    /// Full recorder: wait for ever instead of dropping after two seconds.
    package var waitsForRecorder: Bool
    /// Full recorder: drop at once.
    package var dropsAtOnce: Bool
    /// What clients must know; nil lets everyone in.
    package var credentials: ProxyCredentials?
    /// TLS for these hosts is not opened.
    package var passthrough: HostPatterns
    /// HTTP/2 is neither offered nor asked for.
    package var usesHTTP1Only: Bool
    /// How long a new connection may say nothing at all.
    package var firstByteTimeout = Nanoseconds.seconds(120)
    /// How long the rest of a request's head may take.
    package var headTimeout = Nanoseconds.seconds(30)
    /// One loop relays more than a hundred thousand events a second and leaves the other cores to the recorder
    /// and to the clients; more loops only help when TLS handshakes fill it.
    package var eventLoopCount: Int

    package init(
        listen: HostAndPort,
        routes: RouteTable = RouteTable(),
        paths: UpstreamPaths = UpstreamPaths(),
        connectTimeout: Nanoseconds = .seconds(10),
        idleTimeout: Nanoseconds = .seconds(600),
        asksForIdentity: Bool = false,
        allowsHalfClose: Bool = false,
        waitsForRecorder: Bool = false,
        dropsAtOnce: Bool = false,
        credentials: ProxyCredentials? = nil,
        passthrough: HostPatterns = HostPatterns(),
        usesHTTP1Only: Bool = false,
        eventLoopCount: Int = 1
    ) {
        self.listen = listen
        self.routes = routes
        self.paths = paths
        self.connectTimeout = connectTimeout
        self.idleTimeout = idleTimeout
        self.asksForIdentity = asksForIdentity
        self.allowsHalfClose = allowsHalfClose
        self.waitsForRecorder = waitsForRecorder
        self.dropsAtOnce = dropsAtOnce
        self.credentials = credentials
        self.passthrough = passthrough
        self.usesHTTP1Only = usesHTTP1Only
        self.eventLoopCount = eventLoopCount
    }
}
