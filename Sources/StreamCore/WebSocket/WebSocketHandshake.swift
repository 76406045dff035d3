/// What the heads of an opening handshake agreed on (RFC 6455, section 4).
package struct WebSocketHandshake: Hashable, Sendable {
    /// The subprotocol that the server chose.
    package var subprotocol: String?
    /// How messages are compressed; nil when they are not.
    package var deflate: MessageDeflate?
    /// Extensions that the server chose and Weir does not know.
    package var unknownExtensions: [String] = []

    /// Whether a response's head turns the connection into a WebSocket.
    package static func isAccepted(by head: ResponseHead) -> Bool {
        head.status == 101 && names(of: "upgrade", in: head.headers).contains { $0.equalsIgnoringCase("websocket") }
    }

    /// Whether a request's head asks for a WebSocket.
    package static func isAsked(by headers: [HeaderField]) -> Bool {
        names(of: "upgrade", in: headers).contains { $0.equalsIgnoringCase("websocket") }
    }

    /// - Returns: nil for a response that accepts no WebSocket.
    package init?(_ response: ResponseHead) {
        guard Self.isAccepted(by: response) else { return nil }
        subprotocol = response.headers.first(named: "sec-websocket-protocol")
        for offer in Self.names(of: "sec-websocket-extensions", in: response.headers) {
            if let found = MessageDeflate(offer) {
                deflate = deflate ?? found
            } else {
                unknownExtensions.append(offer)
            }
        }
    }

    /// What must answer a client's `Sec-WebSocket-Key` (RFC 6455 4.2.2).
    package static func accept(key: String) -> String {
        Base64.encode(SHA1.digest(of: Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8)))
    }

    /// The names of the extensions in a head, without their parameters.
    static func offers(in headers: [HeaderField]) -> Set<String> {
        let elements = names(of: "sec-websocket-extensions", in: headers)
        return Set(elements.map { $0.prefix { $0 != ";" && $0 != " " }.lowercased() })
    }

    static func subprotocols(in headers: [HeaderField]) -> [String] {
        names(of: "sec-websocket-protocol", in: headers)
    }

    /// The elements of a list that may stand in several header lines.
    private static func names(of header: String, in headers: [HeaderField]) -> [String] {
        headers.filter { $0.name.equalsIgnoringCase(header) }
            .flatMap { $0.value.split(separator: ",") }
            .map { String($0.trimmingSpaces) }
            .filter { !$0.isEmpty }
    }
}

/// The parameters of permessage-deflate (RFC 7692, section 7.1).
package struct MessageDeflate: Hashable, Sendable {
    /// That side begins each message with an empty window.
    package var serverForgetsContext = false
    package var clientForgetsContext = false
    /// The base-two logarithm of the windows, 8…15.
    package var serverWindowBits = 15
    package var clientWindowBits = 15

    package init() {}

    /// Reads an element of `Sec-WebSocket-Extensions`; nil for another extension.
    init?(_ element: String) {
        let parts = element.split(separator: ";").map(\.trimmingSpaces)
        guard let name = parts.first, String(name).equalsIgnoringCase("permessage-deflate") else { return nil }
        for part in parts.dropFirst() {
            let pair = part.split(separator: "=", maxSplits: 1).map(\.trimmingSpaces)
            let bits = pair.count > 1 ? Int(pair[1].filter { $0 != "\"" }) : nil
            switch pair[0].lowercased() {
            case "server_no_context_takeover": serverForgetsContext = true
            case "client_no_context_takeover": clientForgetsContext = true
            case "server_max_window_bits": serverWindowBits = bits ?? 15
            case "client_max_window_bits": clientWindowBits = bits ?? 15
            default: break
            }
        }
    }

    package func forgetsContext(_ sender: WebSocketSender) -> Bool {
        sender == .client ? clientForgetsContext : serverForgetsContext
    }
}

extension Substring {
    /// Without the spaces and tabs at both ends.
    fileprivate var trimmingSpaces: Substring {
        let start = drop { $0 == " " || $0 == "\t" }
        guard let last = start.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
        return start[...last]
    }
}
