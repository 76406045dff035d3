/// Rules about how a WebSocket begins and ends.
extension WebSocketLint {
    /// Checks the opening handshake (RFC 6455 4.1 and 4.2.2).
    package static func findings(request: RequestHead, response: ResponseHead) -> [Finding] {
        var findings: [Finding] = []
        let add = { (message: String) in findings.append(Finding(.wsHandshake, message)) }
        let key = request.headers.first(named: "sec-websocket-key")
        let accept = response.headers.first(named: "sec-websocket-accept")
        if let key, accept != WebSocketHandshake.accept(key: key) {
            add("Sec-WebSocket-Accept is \(accept ?? "missing"), but the key asks for another")
        }
        let offered = WebSocketHandshake.offers(in: request.headers)
        for chosen in WebSocketHandshake.offers(in: response.headers) where !offered.contains(chosen) {
            add("the extension \(Excerpt.text(of: chosen)) was chosen, which the client did not offer")
        }
        let protocols = WebSocketHandshake.subprotocols(in: request.headers)
        if let chosen = response.headers.first(named: "sec-websocket-protocol"), !protocols.contains(chosen) {
            add("the subprotocol \(Excerpt.text(of: chosen)) was chosen, which the client did not offer")
        }
        return findings
    }

    /// What a connection shows that ended without a close frame of either side, code 1006 in many clients.
    ///
    /// - Parameters:
    ///   - reason: how the connection ended.
    ///   - isInMessage: a message, or an answer, was going on.
    /// - Returns: nil where Weir itself ended it.
    package static func abnormalClose(_ reason: EndReason, isInMessage: Bool) -> Finding? {
        let place = isInMessage ? " in the middle of a message" : ""
        switch reason {
        case .proxyStop, .timeout, .connect, .protocolError: return nil
        case .clientAbort:
            return Finding(
                .wsAbnormalClose,
                "the client was gone\(place) without a close frame",
                severity: .info
            )
        case .upstreamAbort, .eof:
            return Finding(.wsAbnormalClose, "the upstream was gone\(place) without a close frame (1006)")
        }
    }
}
