/// What a close frame says (RFC 6455, section 5.5.1).
package struct WebSocketClose: Hashable, Sendable {
    /// Nil when the frame is empty, or too short to hold one.
    package var code: Int?
    package var reason: String

    /// Reads the payload of a close frame.
    package init(_ payload: ByteView) {
        guard payload.count >= 2 else {
            code = nil
            reason = ""
            return
        }
        code = Int(payload[0]) << 8 | Int(payload[1])
        reason = String(decoding: payload.dropFirst(2), as: UTF8.self)
    }

    /// A code that tells of a failure, of either side (RFC 6455 7.4.1 and IANA's registry); codes of 3000 and more are the application's own.
    package var isFailure: Bool {
        guard let code else { return false }
        return code != 1000 && code != 1001 && code != 1005 && code < 3000
    }

    /// Whether a peer may send it: 1004 to 1006 and 1015 only name what happened without a frame.
    package var isAllowed: Bool {
        guard let code else { return true }
        switch code {
        case 1000...1003, 1007...1014, 3000...4999: return true
        default: return false
        }
    }

    /// The code's name in IANA's registry, for people.
    package var name: String? {
        switch code {
        case 1000: "normal closure"
        case 1001: "going away"
        case 1002: "protocol error"
        case 1003: "unsupported data"
        case 1005: "no status"
        case 1006: "abnormal closure"
        case 1007: "invalid payload data"
        case 1008: "policy violation"
        case 1009: "message too big"
        case 1010: "extension missing"
        case 1011: "internal error"
        case 1012: "service restart"
        case 1013: "try again later"
        case 1014: "bad gateway"
        case 1015: "TLS handshake failed"
        default: nil
        }
    }

    /// As in `1011 internal error: out of memory`.
    package var description: String {
        let words = [code.map { "\($0)" } ?? "no code", name].compactMap(\.self).joined(separator: " ")
        return reason.isEmpty ? words : "\(words): \(reason)"
    }
}
