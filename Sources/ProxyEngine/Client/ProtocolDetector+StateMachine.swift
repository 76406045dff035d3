import NIOCore

extension ProtocolDetector {
    /// Tells from a connection's first bytes what it speaks; asks for no more bytes than that takes.
    struct StateMachine {
        /// Where the bytes come from: a tunnel holds other things than the port is spoken to with.
        enum Place {
            case port, tunnel
        }

        enum Verdict: Equatable {
            case needsMore
            case http1
            /// The connection preface of HTTP/2 without TLS (RFC 9113 3.4).
            case http2
            case tls
            case socks5
            /// What it looks like instead, for people.
            case unknown(String)
        }

        let place: Place

        private static let preface = Array("PRI * HTTP/2.0\r\n".utf8)
        /// Longer words are no method that anyone sends.
        private static let longestMethod = 24
        /// In a tunnel a word alone proves nothing: SMTP and others begin with one, too.
        private static let knownMethods: Set<String> = [
            "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE",
        ]

        /// Judges all bytes that came so far.
        func received(_ bytes: UnsafeRawBufferPointer) -> Verdict {
            guard let first = bytes.first else { return .needsMore }
            switch first {
            case 0x16: return tls(bytes)
            case 0x05 where place == .port: return .socks5
            case 0x04 where place == .port: return .unknown("SOCKS4, which is not served: set the client to SOCKS5")
            default: return text(bytes)
            }
        }

        /// A handshake record of SSL 3 or TLS, and in it a ClientHello (RFC 8446 5.1 and 4).
        private func tls(_ bytes: UnsafeRawBufferPointer) -> Verdict {
            if bytes.count > 1, bytes[1] != 3 { return .unknown("neither HTTP, TLS nor SOCKS5") }
            guard bytes.count > 5 else { return .needsMore }
            return bytes[5] == 1 ? .tls : .unknown("a TLS handshake without a ClientHello")
        }

        private func text(_ bytes: UnsafeRawBufferPointer) -> Verdict {
            if bytes.starts(with: Self.preface) { return .http2 }
            if bytes.count < Self.preface.count, Self.preface.starts(with: bytes) { return .needsMore }
            // RFC 9112 2.2: empty lines before a request are ignored.
            let word = bytes.drop { place == .port && ($0 == 13 || $0 == 10) }
            let method = word.prefix { Self.isMethodCharacter($0) }
            guard method.count <= Self.longestMethod else { return notHTTP }
            guard method.endIndex < word.endIndex else { return bytes.count > 256 ? notHTTP : .needsMore }
            guard !method.isEmpty, word[method.endIndex] == UInt8(ascii: " ") else { return notHTTP }
            guard place == .tunnel else { return .http1 }
            return Self.knownMethods.contains(String(decoding: method, as: UTF8.self)) ? .http1 : notHTTP
        }

        private var notHTTP: Verdict { .unknown("neither HTTP, TLS nor SOCKS5") }

        private static func isMethodCharacter(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || byte == UInt8(ascii: "-")
        }
    }
}
