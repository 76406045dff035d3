import NIOHTTP1
import StreamCore

/// What an HTTP/1.1 intermediary must not pass on (RFC 9110 7.6.1), and nothing else.
enum HeaderRules {
    /// Meant for the next hop only, whatever `Connection` lists.
    private static let hopByHop = [
        "connection", "keep-alive", "proxy-connection", "te", "upgrade", "proxy-authorization", "proxy-authenticate",
    ]
    private static let hopByHopLengths = hopByHop.reduce(into: 0 as UInt32) { $0 |= 1 << $1.utf8.count }

    /// Nearly all names are told by their length alone.
    private static func isHopByHop(_ name: String) -> Bool {
        hopByHopLengths >> name.utf8.count & 1 == 1 && hopByHop.contains { $0.equalsIgnoringCase(name) }
    }

    /// What frames or routes a message stays, even when `Connection` lists it: without it the next hop would take
    /// the body for another request.
    private static let alwaysEndToEnd: Set<String> = ["content-length", "transfer-encoding", "host"]

    /// The end-to-end headers, in their order.
    ///
    /// `Transfer-Encoding` stays: the relay keeps the framing as it came.
    static func endToEnd(_ headers: HTTPHeaders) -> [(name: String, value: String)] {
        let listed = listedByConnection(headers)
        return headers.filter { name, _ in
            if isHopByHop(name) { return false }
            return listed.isEmpty || !listed.contains(name.lowercased())
        }
    }

    /// The names that `Connection` adds, in lower case.
    private static func listedByConnection(_ headers: HTTPHeaders) -> Set<String> {
        guard headers.contains(where: { name, _ in name.equalsIgnoringCase("connection") }) else { return [] }
        let listed = Set(headers[canonicalForm: "connection"].map { $0.lowercased() })
        return listed.subtracting(alwaysEndToEnd).subtracting(hopByHop)
    }

    /// The end-to-end headers with the wish for an upgrade among them, where it stood.
    private static func asking(for protocols: String, _ headers: HTTPHeaders) -> [(name: String, value: String)] {
        var kept = endToEnd(headers)[...]
        var fields: [(name: String, value: String)] = []
        var asked: Set<String> = []
        for (name, value) in headers {
            let lowercased = name.lowercased()
            if lowercased == "upgrade" || lowercased == "connection" {
                guard asked.insert(lowercased).inserted else { continue }
                fields.append((name, lowercased == "upgrade" ? protocols : "Upgrade"))
            } else if let next = kept.first, next.name == name, next.value == value {
                fields.append(kept.removeFirst())
            }
        }
        return fields
    }

    /// The head that goes upstream: the client's, with the upstream's authority in `Host`.
    ///
    /// A proxy that takes requests gets the whole URL, and the credentials that it knows Weir by.
    /// `upgrade` names the protocols that the client wants to speak instead.
    static func upstreamHead(
        _ head: HTTPRequestHead,
        destination: RouteTable.Destination,
        asksForIdentity: Bool,
        byHTTP2: Bool = false,
        proxy: UpstreamProxy? = nil,
        upgrade: String? = nil
    ) -> HTTPRequestHead {
        var headers = HTTPHeaders()
        headers.reserveCapacity(head.headers.count + 1)
        var hasHost = false
        // RFC 9113 8.6: HTTP/2 knows no upgrades.
        let fields = byHTTP2 ? nil : upgrade.map { asking(for: $0, head.headers) }
        for (name, value) in fields ?? endToEnd(head.headers) {
            if name.equalsIgnoringCase("host") {
                let authority = destination.keepsHost ? value : destination.origin.authority
                if !hasHost { headers.add(name: name, value: authority) }
                hasHost = true
            } else if asksForIdentity, name.equalsIgnoringCase("accept-encoding") {
                continue
            } else {
                headers.add(name: name, value: value)
            }
        }
        if !hasHost { headers.add(name: "Host", value: destination.origin.authority) }
        if asksForIdentity { headers.add(name: "Accept-Encoding", value: "identity") }
        let isHTTP2 = head.version.major >= 2
        if isHTTP2, !byHTTP2 { joinCookies(&headers) }
        // RFC 9113 8.2.2: the one value of TE that HTTP/2 knows; gRPC servers insist on it.
        if isHTTP2, byHTTP2, head.headers.first(name: "te") == "trailers" { headers.add(name: "te", value: "trailers") }
        if let authorization = proxy?.credentials?.basic {
            headers.add(name: "Proxy-Authorization", value: authorization)
        }
        let origin = destination.origin
        let target =
            proxy == nil ? origin.upstreamTarget(of: destination.target) : origin.absoluteForm(of: destination.target)
        let version = isHTTP2 ? .http1_1 : head.version
        return HTTPRequestHead(version: version, method: head.method, uri: target, headers: headers)
    }

    /// RFC 9113 8.2.3: HTTP/2 may spread cookies over several lines, which HTTP/1.1 must not.
    private static func joinCookies(_ headers: inout HTTPHeaders) {
        let crumbs = headers["cookie"]
        guard crumbs.count > 1 else { return }
        headers.replaceOrAdd(name: "cookie", value: crumbs.joined(separator: "; "))
    }
}

extension HTTPHeaders {
    /// The core's form, order and duplicates kept.
    var fields: [HeaderField] {
        map { HeaderField($0.name, $0.value) }
    }
}

extension HTTPVersion {
    /// As in `1.1`; HTTP/2 has no minor versions.
    var text: String {
        if self == .http1_1 { return "1.1" }
        return major >= 2 ? "\(major)" : "\(major).\(minor)"
    }
}
