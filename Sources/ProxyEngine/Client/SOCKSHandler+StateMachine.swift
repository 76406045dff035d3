extension SOCKSHandler {
    /// The server's side of SOCKS5 (RFC 1928), with user and password (RFC 1929): bytes in, replies out.
    struct StateMachine {
        private enum State {
            /// Next: `password`, `request`, `over`.
            case greeting
            /// Next: `request`, `over`.
            case password
            /// Next: `over`.
            case request
            /// What follows is not SOCKS any more.
            case over
        }

        enum Outcome: Equatable {
            case needsMore
            case connect(HostAndPort)
            /// Send the reply, then close: the client cannot be served, for this reason.
            case refuse(String)
        }

        private enum Reply {
            static let noMethod: [UInt8] = [5, 0xFF]
            static let wrongPassword: [UInt8] = [1, 1]
            static let rightPassword: [UInt8] = [1, 0]
        }

        private let credentials: ProxyCredentials?
        private var state = State.greeting
        private var pending: [UInt8] = []

        init(credentials: ProxyCredentials?) {
            self.credentials = credentials
        }

        /// Takes what the client sent.
        ///
        /// - Returns: what came of it, what to answer, and what the client sent too early.
        mutating func received(_ bytes: some Sequence<UInt8>) -> (outcome: Outcome, reply: [UInt8], rest: [UInt8]) {
            pending.append(contentsOf: bytes)
            var reply: [UInt8] = []
            while true {
                guard let outcome = step(&reply) else { return (.needsMore, reply, []) }
                guard outcome == .needsMore else {
                    state = .over
                    let rest = pending
                    pending = []
                    return (outcome, reply, rest)
                }
            }
        }

        /// Takes one message; nil when it is not whole yet.
        private mutating func step(_ reply: inout [UInt8]) -> Outcome? {
            switch state {
            case .greeting: greeting(&reply)
            case .password: password(&reply)
            case .request: request(&reply)
            case .over: nil
            }
        }

        /// RFC 1928 section 3: version, number of methods, methods.
        private mutating func greeting(_ reply: inout [UInt8]) -> Outcome? {
            guard pending.count >= 2, pending.count >= 2 + Int(pending[1]) else { return nil }
            let methods = take(2 + Int(pending[1])).dropFirst(2)
            let wanted: UInt8 = credentials == nil ? 0 : 2
            guard methods.contains(wanted) else {
                reply += Reply.noMethod
                return .refuse(
                    credentials == nil
                        ? "the client insists on a SOCKS5 authentication that is not asked for"
                        : "the client offers no user and password (--proxy-auth)"
                )
            }
            reply += [5, wanted]
            state = wanted == 0 ? .request : .password
            return .needsMore
        }

        /// RFC 1929 section 2: version, user, password, each with its length.
        private mutating func password(_ reply: inout [UInt8]) -> Outcome? {
            guard pending.count >= 2 else { return nil }
            let userEnd = 2 + Int(pending[1])
            guard pending.count > userEnd else { return nil }
            let length = userEnd + 1 + Int(pending[userEnd])
            guard pending.count >= length else { return nil }
            let message = take(length)
            let isAdmitted =
                credentials?.admit(user: message[2..<userEnd], password: message[(userEnd + 1)...]) ?? false
            guard message[0] == 1, isAdmitted else {
                reply += Reply.wrongPassword
                return .refuse("wrong user or password (--proxy-auth)")
            }
            reply += Reply.rightPassword
            state = .request
            return .needsMore
        }

        /// RFC 1928 section 4: version, command, reserved, kind of address, address, port.
        private mutating func request(_ reply: inout [UInt8]) -> Outcome? {
            guard pending.count >= 5 else { return nil }
            let length: Int
            switch pending[3] {
            case 1: length = 4 + 4 + 2
            case 3: length = 5 + Int(pending[4]) + 2
            case 4: length = 4 + 16 + 2
            case let kind:
                reply += SOCKSReply.addressTypeNotSupported.bytes
                return .refuse("SOCKS5 knows no address of kind \(kind)")
            }
            guard pending.count >= length else { return nil }
            let message = take(length)
            guard message[0] == 5, message[1] == 1 else {
                reply += SOCKSReply.commandNotSupported.bytes
                return .refuse("only SOCKS5's CONNECT is served, not command \(message[1])")
            }
            guard let address = Self.address(message) else {
                reply += SOCKSReply.generalFailure.bytes
                return .refuse("the SOCKS5 request names no host and port")
            }
            return .connect(address)
        }

        private static func address(_ message: [UInt8]) -> HostAndPort? {
            let port = Int(message[message.count - 2]) << 8 | Int(message[message.count - 1])
            let host = message[4..<(message.count - 2)]
            let text: String =
                switch message[3] {
                case 1: host.map { String($0) }.joined(separator: ".")
                case 4: "[\(ipv6(Array(host)))]"
                default: String(decoding: host.dropFirst(), as: UTF8.self)
                }
            guard port > 0, let address = HostAndPort(parsing: "\(text):\(port)"), !address.host.isEmpty else {
                return nil
            }
            return address
        }

        /// All eight groups: whoever connects reads the short form the same.
        private static func ipv6(_ bytes: [UInt8]) -> String {
            stride(from: 0, to: 16, by: 2)
                .map { String(Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]), radix: 16) }
                .joined(separator: ":")
        }

        private mutating func take(_ count: Int) -> [UInt8] {
            defer { pending.removeFirst(count) }
            return Array(pending[..<count])
        }
    }
}

/// The answers to a SOCKS5 request (RFC 1928 section 6).
enum SOCKSReply: UInt8 {
    case succeeded = 0
    case generalFailure = 1
    case hostUnreachable = 4
    case connectionRefused = 5
    case timedOut = 6
    case commandNotSupported = 7
    case addressTypeNotSupported = 8

    /// With the address 0.0.0.0:0: which one Weir connects from is nothing that clients use.
    var bytes: [UInt8] { [5, rawValue, 0, 1, 0, 0, 0, 0, 0, 0] }

    init(_ failure: RelayFailure) {
        self =
            switch failure.kind {
            case .refused: .connectionRefused
            case .dns, .unreachable: .hostUnreachable
            case .connectTimeout, .timeout: .timedOut
            default: .generalFailure
            }
    }
}
