/// The client's side of SOCKS5 (RFC 1928), with user and password (RFC 1929).
struct SOCKSDialogue {
    private enum State {
        /// Next: `password`, `connecting`, `over`.
        case greeted
        /// Next: `connecting`, `over`.
        case password
        /// Next: `over`.
        case connecting
        /// What follows is not SOCKS any more.
        case over
    }

    private let host: String
    private let port: Int
    private let proxy: UpstreamProxy
    private var state = State.greeted
    private var held: [UInt8] = []

    /// - Parameters:
    ///   - host: a name, which the proxy resolves, or a numeric address.
    ///   - port: of the upstream.
    ///   - proxy: whom it asks.
    init(host: String, port: Int, proxy: UpstreamProxy) {
        self.host = host
        self.port = port
        self.proxy = proxy
    }

    /// Version, number of methods, methods.
    var greeting: [UInt8] { proxy.credentials == nil ? [5, 1, 0] : [5, 2, 0, 2] }

    /// Takes what the proxy sent.
    ///
    /// - Returns: what came of it, and what to send next.
    mutating func received(_ bytes: some Sequence<UInt8>) -> (outcome: ProxyDialogue.Outcome, reply: [UInt8]) {
        held.append(contentsOf: bytes)
        var reply: [UInt8] = []
        while true {
            guard let outcome = step(&reply) else { return (.needsMore, reply) }
            guard outcome == .needsMore else {
                state = .over
                return (outcome, reply)
            }
        }
    }

    /// Takes one message; nil when it is not whole yet.
    private mutating func step(_ reply: inout [UInt8]) -> ProxyDialogue.Outcome? {
        switch state {
        case .greeted: method(&reply)
        case .password: passwordReply(&reply)
        case .connecting: connectReply()
        case .over: nil
        }
    }

    /// RFC 1928 section 3.
    private mutating func method(_ reply: inout [UInt8]) -> ProxyDialogue.Outcome? {
        guard let version = held.first else { return nil }
        guard version == 5 else { return .refused("it does not answer in SOCKS5: is it an HTTP proxy?") }
        guard held.count >= 2 else { return nil }
        switch (take(2)[1], proxy.credentials) {
        case (0, _):
            return connect(&reply)
        case (2, let credentials?):
            reply += [1, UInt8(credentials.user.count)] + credentials.user
            reply += [UInt8(credentials.password.count)] + credentials.password
            state = .password
            return .needsMore
        case (0xFF, nil):
            return .refused("it wants a user and a password: \(proxy.settingWithCredentials)")
        case (0xFF, _?):
            return .refused("it takes no user and password, and lets nobody in without")
        case (let method, _):
            return .refused("it wants an authentication that was not offered (SOCKS5 method \(method))")
        }
    }

    /// RFC 1929 section 2.
    private mutating func passwordReply(_ reply: inout [UInt8]) -> ProxyDialogue.Outcome? {
        guard held.count >= 2 else { return nil }
        guard take(2)[1] == 0 else {
            return .refused("it does not accept the user or the password in \(proxy.source)")
        }
        return connect(&reply)
    }

    /// RFC 1928 section 4: version, command, reserved, kind of address, address, port.
    private mutating func connect(_ reply: inout [UInt8]) -> ProxyDialogue.Outcome? {
        reply += [5, 1, 0]
        if let address = IPAddress(parsing: host) {
            reply += [address.bytes.count == 4 ? 1 : 4] + address.bytes
        } else {
            guard (1...255).contains(host.utf8.count) else {
                return .refused("SOCKS5 cannot ask for a host name of \(host.utf8.count) bytes")
            }
            reply += [3, UInt8(host.utf8.count)] + host.utf8
        }
        reply += [UInt8(truncatingIfNeeded: port >> 8), UInt8(truncatingIfNeeded: port)]
        state = .connecting
        return .needsMore
    }

    /// RFC 1928 section 6: version, reply, reserved, kind of address, address, port.
    private mutating func connectReply() -> ProxyDialogue.Outcome? {
        guard held.count >= 2 else { return nil }
        guard held[0] == 5 else { return .refused("it does not answer in SOCKS5") }
        // Some send no address with a refusal.
        guard held[1] == 0 else { return .refused(Self.meaning(of: held[1])) }
        guard held.count >= 5 else { return nil }
        let length: Int
        switch held[3] {
        case 1: length = 4 + 4 + 2
        case 3: length = 5 + Int(held[4]) + 2
        case 4: length = 4 + 16 + 2
        case let kind: return .refused("its answer has an address of the unknown kind \(kind)")
        }
        guard held.count >= length else { return nil }
        return .established(rest: Array(held[length...]))
    }

    private static func meaning(of code: UInt8) -> String {
        let words =
            switch code {
            case 1: "general failure"
            case 2: "its rules do not allow the connection"
            case 3: "the network is unreachable"
            case 4: "the host is unreachable, or its name is not known"
            case 5: "the host refused the connection"
            case 6: "the connection took too long"
            case 7: "it does not make connections (CONNECT)"
            case 8: "it does not know this kind of address"
            default: "a reply that SOCKS5 does not define"
            }
        return "\(words) (SOCKS5 reply \(code))"
    }

    private mutating func take(_ count: Int) -> [UInt8] {
        defer { held.removeFirst(count) }
        return Array(held[..<count])
    }
}
