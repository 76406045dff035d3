/// What is said to a proxy until the way to the upstream is open: bytes in, bytes out; knows no channel and no clock.
enum ProxyDialogue {
    case http(HTTPTunnelDialogue)
    case socks5(SOCKSDialogue)

    enum Outcome: Equatable {
        case needsMore
        /// The way is open; what the upstream has sent already.
        case established(rest: [UInt8])
        /// Why not, to follow the proxy's name and a colon.
        case refused(String)
    }

    /// What opens the conversation.
    var opening: [UInt8] {
        switch self {
        case .http(let dialogue): dialogue.request
        case .socks5(let dialogue): dialogue.greeting
        }
    }

    /// Takes what the proxy sent.
    ///
    /// - Returns: what came of it, and what to send next.
    mutating func received(_ bytes: some Sequence<UInt8>) -> (outcome: Outcome, reply: [UInt8]) {
        switch self {
        case .http(var dialogue):
            defer { self = .http(dialogue) }
            return (dialogue.received(bytes), [])
        case .socks5(var dialogue):
            defer { self = .socks5(dialogue) }
            return dialogue.received(bytes)
        }
    }
}

/// Why a proxy did not open the way.
struct ProxyRefusal: Error {
    var reason: String
}
