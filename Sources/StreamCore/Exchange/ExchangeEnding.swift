/// Why an exchange ended, as the wire showed it (`end.why` in a capture).
package enum EndReason: String, Hashable, Sendable, CaseIterable {
    /// The response ended as HTTP says it should.
    case eof
    case clientAbort = "client_abort"
    /// Reset, or closed before the HTTP body ended.
    case upstreamAbort = "upstream_abort"
    case timeout
    /// The upstream's bytes were not HTTP, or the client's were not.
    case protocolError = "protocol"
    /// The upstream could not be reached: DNS, TCP, TLS.
    case connect
    case proxyStop = "proxy_stop"
}

/// What became of an exchange, in the dialect's terms (METRICS §1, end states).
package enum EndState: String, Hashable, Sendable, CaseIterable {
    case complete, truncated, error
    case clientAbort = "client_abort"
    case upstreamReset = "upstream_reset"
    case timeout
    case proxyStop = "proxy_stop"
    case open
}

/// How an exchange ended.
package struct ExchangeEnding: Hashable, Sendable {
    package var reason: EndReason
    /// One line for people: which error, at which step.
    package var detail: String?
    /// When the last upstream byte was read (METRICS: r1); nil without a response.
    package var lastUpstreamByteAt: MonotonicInstant?
    /// How long reads of the upstream were held back because of the client, and because of the recorder.
    package var pausedForClient: Nanoseconds
    package var pausedForRecorder: Nanoseconds
    /// How long the client's channel was not writable.
    package var clientBlocked: Nanoseconds
    /// What passed, if it was a tunnel whose content was not looked at.
    package var tunnel: TunnelTraffic?
    /// What the relay knows to be wrong, and nothing else in the exchange shows.
    package var finding: LintCode?

    package init(
        reason: EndReason,
        detail: String? = nil,
        lastUpstreamByteAt: MonotonicInstant? = nil,
        pausedForClient: Nanoseconds = .zero,
        pausedForRecorder: Nanoseconds = .zero,
        clientBlocked: Nanoseconds = .zero,
        tunnel: TunnelTraffic? = nil,
        finding: LintCode? = nil
    ) {
        self.reason = reason
        self.detail = detail
        self.lastUpstreamByteAt = lastUpstreamByteAt
        self.pausedForClient = pausedForClient
        self.pausedForRecorder = pausedForRecorder
        self.clientBlocked = clientBlocked
        self.tunnel = tunnel
        self.finding = finding
    }
}

/// Bytes that passed through a tunnel.
package struct TunnelTraffic: Hashable, Sendable {
    /// From the client to the upstream.
    package var sent: Int
    /// From the upstream to the client.
    package var received: Int

    package init(sent: Int, received: Int) {
        self.sent = sent
        self.received = received
    }
}
