import NIOHTTP1
import StreamCore

/// What RFC 9112 wants refused in a request, so that no peer further on can read it otherwise than Weir does.
enum RequestRules {
    /// What is wrong with a head that could be parsed.
    static func violation(of head: HTTPRequestHead) -> RelayFailure? {
        if isPlain(head.headers) { return nil }
        let hosts = head.headers[canonicalForm: "host"]
        // RFC 9112 3.2: none, or more than one, must be refused.
        if hosts.count > 1 { return bad("it has \(hosts.count) Host headers") }
        if hosts.isEmpty, head.version == .http1_1 { return bad("it has no Host header") }
        if head.version.major < 2 { return framingViolation(of: head) }
        return nil
    }

    /// Whether one look tells that nothing is wrong, as with nearly all heads.
    private static func isPlain(_ headers: HTTPHeaders) -> Bool {
        var hosts = 0
        var lengths = 0
        for (name, value) in headers {
            if name.equalsIgnoringCase("host") {
                hosts += 1
            } else if name.equalsIgnoringCase("content-length") {
                lengths += 1
            } else {
                if name.equalsIgnoringCase("transfer-encoding") { return false }
                continue
            }
            if value.isEmpty || value.utf8.contains(UInt8(ascii: ",")) { return false }
        }
        return hosts == 1 && lengths <= 1
    }

    /// RFC 9112 6.1 to 6.3: how long the body is must not be open to two readings.
    private static func framingViolation(of head: HTTPRequestHead) -> RelayFailure? {
        let codings = head.headers[canonicalForm: "transfer-encoding"]
        let lengths = head.headers[canonicalForm: "content-length"]
        if !codings.isEmpty {
            if !lengths.isEmpty { return bad("it has both Transfer-Encoding and Content-Length") }
            if head.version.isBeforeChunks { return bad("HTTP/1.0 knows no Transfer-Encoding") }
            guard codings.count == 1, codings[0].lowercased() == "chunked" else {
                let named = codings.joined(separator: ", ")
                return RelayFailure(.unsupported, "the transfer coding '\(named)' is not known: use chunked alone")
            }
        }
        guard lengths.count <= 1 else { return bad("it has \(lengths.count) Content-Length values") }
        return nil
    }

    /// What a parser found wrong, in words.
    static func failure(of error: HTTPParserError) -> RelayFailure {
        switch error {
        case .headerOverflow:
            let limit = HTTPLimits.http1
            return RelayFailure(
                .headersTooLarge,
                "the request's headers are too large: at most \(limit.maxHeaderFieldCount) of \(limit.maxHeaderFieldSize >> 10) KiB"
            )
        case .unknown:
            return bad("its head, or a chunk of its body, is malformed")
        default:
            return bad(error.debugDescription)
        }
    }

    private static func bad(_ what: String) -> RelayFailure {
        RelayFailure(.badRequest, "the request is not valid HTTP/1.1: \(what)")
    }
}
