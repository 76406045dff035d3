import NIOHPACK
import NIOHTTP1
import StreamCore

/// Heads of HTTP/2 as heads of HTTP/1.1 and back, with the names, order and duplicates that they came with.
///
/// A body of unknown length is marked by `Transfer-Encoding: chunked`, which HTTP/2 itself cannot say; the mark frames the
/// message for an HTTP/1.1 peer and goes no further.
enum HTTP2Heads {
    /// A message that came by HTTP/2.
    static let version = HTTPVersion(major: 2, minor: 0)

    /// RFC 9113 8.2.2: what belongs to one connection has no place in HTTP/2.
    private static let connectionSpecific: Set<String> = [
        "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "host",
    ]

    // Received.

    /// A request's head; nil when what routes it is missing.
    static func request(_ fields: HPACKHeaders, endsStream: Bool) -> HTTPRequestHead? {
        guard let method = fields.first(name: ":method") else { return nil }
        let authority = fields.first(name: ":authority")
        let path = method == "CONNECT" ? authority : fields.first(name: ":path")
        guard let path else { return nil }
        var headers = regular(fields)
        if let authority, !headers.contains(name: "host") {
            headers = HTTPHeaders([("host", authority)] + headers.map { ($0.name, $0.value) })
        }
        if !endsStream { mark(&headers) }
        return HTTPRequestHead(version: version, method: HTTPMethod(rawValue: method), uri: path, headers: headers)
    }

    /// A response's head, an interim one included; nil without a status.
    static func response(_ fields: HPACKHeaders, endsStream: Bool, toHEAD: Bool) -> HTTPResponseHead? {
        guard let status = fields.first(name: ":status").flatMap({ Int($0) }) else { return nil }
        var headers = regular(fields)
        let hasBody = status >= 200 && status != 204 && status != 304 && !toHEAD
        if hasBody, endsStream {
            if !headers.contains(name: "content-length") { headers.add(name: "content-length", value: "0") }
        } else if hasBody {
            mark(&headers)
        }
        return HTTPResponseHead(version: version, status: HTTPResponseStatus(statusCode: status), headers: headers)
    }

    static func trailers(_ fields: HPACKHeaders) -> HTTPHeaders {
        regular(fields)
    }

    private static func regular(_ fields: HPACKHeaders) -> HTTPHeaders {
        HTTPHeaders(fields.compactMap { $0.name.hasPrefix(":") ? nil : ($0.name, $0.value) })
    }

    private static func mark(_ headers: inout HTTPHeaders) {
        guard !headers.contains(name: "content-length") else { return }
        headers.add(name: "transfer-encoding", value: "chunked")
    }

    // Sent.

    static func fields(of head: HTTPRequestHead, scheme: Origin.Scheme) -> HPACKHeaders {
        var fields = HPACKHeaders()
        fields.reserveCapacity(head.headers.count + 4)
        fields.add(name: ":method", value: head.method.rawValue)
        fields.add(name: ":scheme", value: scheme.rawValue)
        if let host = head.headers.first(name: "host") { fields.add(name: ":authority", value: host) }
        fields.add(name: ":path", value: head.uri)
        add(head.headers, to: &fields)
        return fields
    }

    /// `isOwn`: Weir's own head, with nothing in it that was meant for Weir.
    static func fields(of head: HTTPResponseHead, isOwn: Bool = false) -> HPACKHeaders {
        var fields = HPACKHeaders()
        fields.reserveCapacity(head.headers.count + 1)
        fields.add(name: ":status", value: String(head.status.code))
        add(isOwn ? head.headers : HTTPHeaders(HeaderRules.endToEnd(head.headers)), to: &fields)
        return fields
    }

    static func fields(ofTrailers trailers: HTTPHeaders) -> HPACKHeaders {
        var fields = HPACKHeaders()
        add(trailers, to: &fields)
        return fields
    }

    private static func add(_ headers: HTTPHeaders, to fields: inout HPACKHeaders) {
        for (name, value) in headers {
            let lowercased = name.lowercased()
            if !connectionSpecific.contains(lowercased) { fields.add(name: lowercased, value: value) }
        }
    }
}

extension HTTPHeaders {
    /// The core's form, as they came: without the mark of ``HTTP2Heads``.
    func fields(of version: HTTPVersion) -> [HeaderField] {
        guard version.major >= 2 else { return fields }
        return fields.filter { $0.name != "transfer-encoding" }
    }
}
