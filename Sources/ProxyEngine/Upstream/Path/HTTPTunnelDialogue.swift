/// Asks an HTTP proxy for a tunnel and reads its answer (RFC 9110 9.3.6).
struct HTTPTunnelDialogue {
    let target: String
    let proxy: UpstreamProxy
    /// The head that is being read, and before it interim ones.
    private var held: [UInt8] = []
    private var isOver = false

    /// Longer answers are no answers.
    private static let limit = 64 << 10

    /// - Parameters:
    ///   - target: `host:port`.
    ///   - proxy: whom it asks.
    init(target: String, proxy: UpstreamProxy) {
        self.target = target
        self.proxy = proxy
    }

    var request: [UInt8] {
        let authorization = proxy.credentials.map { "Proxy-Authorization: \($0.basic)\r\n" } ?? ""
        return Array("CONNECT \(target) HTTP/1.1\r\nHost: \(target)\r\n\(authorization)\r\n".utf8)
    }

    mutating func received(_ bytes: some Sequence<UInt8>) -> ProxyDialogue.Outcome {
        guard !isOver else { return .needsMore }
        held.append(contentsOf: bytes)
        while true {
            guard held.starts(with: Self.version.prefix(held.count)) else {
                return refuse("it does not answer in HTTP")
            }
            guard let end = Self.headEnd(in: held) else {
                return held.count > Self.limit ? refuse("its answer does not end after 64 KiB") : .needsMore
            }
            guard end <= Self.limit else { return refuse("its answer does not end after 64 KiB") }
            guard let head = ProxyAnswer(held[..<end]) else { return refuse("its answer is malformed") }
            held.removeFirst(end)
            switch head.status {
            // An interim answer: another one follows.
            case 100..<200: continue
            // Whatever length such a head tells of is to be ignored.
            case 200..<300:
                isOver = true
                return .established(rest: held)
            default:
                return refuse(head.refusal(by: proxy))
            }
        }
    }

    private mutating func refuse(_ reason: String) -> ProxyDialogue.Outcome {
        isOver = true
        return .refused(reason)
    }

    private static let version = Array("HTTP/1.".utf8)

    /// Behind the first empty line; some proxies end lines with a lone LF (RFC 9112 2.2).
    private static func headEnd(in bytes: [UInt8]) -> Int? {
        var lineIsEmpty = false
        for (place, byte) in bytes.enumerated() {
            if byte == UInt8(ascii: "\n") {
                if lineIsEmpty { return place + 1 }
                lineIsEmpty = true
            } else if byte != UInt8(ascii: "\r") {
                lineIsEmpty = false
            }
        }
        return nil
    }
}

/// The head of a proxy's answer, as far as it matters.
struct ProxyAnswer {
    let status: Int
    let reason: String
    /// The authentication schemes that it asks for.
    var schemes: [String] = []
    /// What it says about the cause (RFC 9209, and Squid's older way).
    var causes: [String] = []

    init(status: Int, reason: String, schemes: [String]) {
        self.status = status
        self.reason = reason
        self.schemes = schemes
    }

    /// - Returns: nil without a proper status line.
    init?(_ head: ArraySlice<UInt8>) {
        let lines = head.split(separator: UInt8(ascii: "\n")).map { line in
            String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
        }
        let words = lines.first?.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false) ?? []
        guard words.count >= 2, words[1].utf8.count == 3, let status = Int(words[1]), status >= 100 else { return nil }
        self.status = status
        reason = words.count > 2 ? Self.printable(words[2]) : ""
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = Self.printable(line[colon...].dropFirst())
            switch line[..<colon].lowercased() {
            case "proxy-authenticate": schemes.append(value.prefix { $0 != " " }.description)
            case "proxy-status", "x-squid-error": causes.append(value)
            default: break
            }
        }
    }

    /// A peer's words are shown to people: on one line, and not without end.
    private static func printable(_ text: Substring) -> String {
        let shown = text.unicodeScalars.filter { (0x20..<0x7F).contains($0.value) }.prefix(200)
        return String(String.UnicodeScalarView(shown)).trimmed
    }

    /// In words, with what to do about it where that is known.
    func refusal(by proxy: UpstreamProxy) -> String {
        let said = ([reason.isEmpty ? "\(status)" : "\(status) \(reason)"] + causes).joined(separator: "; ")
        guard status == 407 else { return said }
        guard schemes.isEmpty || schemes.contains(where: { $0.lowercased() == "basic" }) else {
            return "\(said); it wants \(schemes.joined(separator: " or ")), but Weir knows Basic only"
        }
        guard proxy.credentials == nil else { return "\(said); check the user and the password in \(proxy.source)" }
        return "\(said); name a user and a password: \(proxy.settingWithCredentials)"
    }
}

extension String {
    fileprivate var trimmed: String {
        let start = drop { $0 == " " }
        return String(start.reversed().drop { $0 == " " }.reversed())
    }
}
