import NIOHTTP1
package import StreamCore

/// Why Weir answers in the upstream's place, with what the client is told.
package struct RelayFailure: Error, Equatable, Sendable {
    package enum Kind: String, Sendable {
        case refused = "weir_upstream_refused"
        case unreachable = "weir_upstream_unreachable"
        case dns = "weir_dns"
        /// The proxy on the way did not let Weir through.
        case upstreamProxy = "weir_upstream_proxy"
        case connectTimeout = "weir_connect_timeout"
        case tls = "weir_upstream_tls"
        case reset = "weir_upstream_reset"
        case protocolError = "weir_upstream_protocol"
        case timeout = "weir_timeout"
        case unknownRoute = "weir_unknown_route"
        case badRequest = "weir_bad_request"
        case unsupported = "weir_unsupported"
        case noRecording = "weir_no_recording"
        case unauthorized = "weir_proxy_authentication"
        case slowRequest = "weir_request_timeout"
        case headersTooLarge = "weir_headers_too_large"
        case loop = "weir_loop"
    }

    package var kind: Kind
    package var message: String

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    package var status: Int {
        switch kind {
        case .refused, .unreachable, .dns, .upstreamProxy, .tls, .reset, .protocolError: 502
        case .connectTimeout, .timeout: 504
        case .unknownRoute, .noRecording: 404
        case .badRequest: 400
        case .unsupported: 501
        case .unauthorized: 407
        case .slowRequest: 408
        case .headersTooLarge: 431
        case .loop: 508
        }
    }

    /// How the exchange's end is recorded.
    package var reason: EndReason {
        switch kind {
        case .refused, .unreachable, .dns, .upstreamProxy, .connectTimeout, .tls, .loop: .connect
        case .reset: .upstreamAbort
        case .protocolError, .badRequest, .unsupported, .headersTooLarge: .protocolError
        case .timeout, .slowRequest: .timeout
        case .unknownRoute, .noRecording, .unauthorized: .eof
        }
    }

    /// What is known of the cause besides.
    package var finding: LintCode? { kind == .tls ? .netTls : nil }

    /// The answer in the upstream's place; OpenAI's and Anthropic's clients both read its body as an error.
    ///
    /// - Parameter details: more members of the body's `error`.
    /// - Returns: the head and the body.
    func response(details: JSONObject = JSONObject()) -> (head: HTTPResponseHead, body: [UInt8]) {
        var error = JSONObject([
            ("type", .string(kind.rawValue)), ("message", .string(message)), ("code", .int(Int64(status))),
        ])
        for (name, value) in details.members { error[name] = value }
        var body: [UInt8] = []
        JSONValue.object(JSONObject([("type", "error"), ("error", .object(error))])).append(to: &body)
        body.append(UInt8(ascii: "\n"))
        var headers: HTTPHeaders = [
            "Content-Type": "application/json", "Content-Length": String(body.count), "X-Weir-Error": kind.rawValue,
        ]
        if kind == .unauthorized { headers.add(name: "Proxy-Authenticate", value: "Basic realm=\"weir\"") }
        return (HTTPResponseHead(version: .http1_1, status: .init(statusCode: status), headers: headers), body)
    }
}

extension RelayFailure {
    static let unauthorized = RelayFailure(.unauthorized, "this proxy wants a user and a password (--proxy-auth)")

    static let badTunnel = RelayFailure(.badRequest, "cannot serve the CONNECT: its target is not HOST:PORT")

    static func slowRequest(_ limit: Nanoseconds) -> RelayFailure {
        RelayFailure(.slowRequest, "the request's head was not whole after \(limit.count / 1_000_000_000) s")
    }
}
