import Sessions
import StreamCore

/// What passed over a WebSocket, for people.
struct SocketLines {
    let exchange: AnalyzedExchange
    let style: SheetStyle

    /// More answers are only counted; `--json` has all.
    private static let mostTurns = 20

    func lines() -> [String] {
        guard let socket = exchange.socket else { return [] }
        var lines = [
            side("sent", socket.sent), side("received", socket.received), named("closed", closing(socket)),
        ]
        if let agreed = agreed(socket) { lines.append(named("agreed on", agreed)) }
        lines += socket.turns.prefix(Self.mostTurns).map(turn)
        if socket.turns.count > Self.mostTurns {
            lines.append(named("", "and \(socket.turns.count - Self.mostTurns) more answers"))
        }
        return lines
    }

    private func named(_ name: String, _ text: String) -> String {
        style.paint(SheetText.padded(name, to: 11), .dim) + text
    }

    private func side(_ name: String, _ traffic: AnalyzedSocket.Traffic) -> String {
        var parts = [Quantity.counted(traffic.messages, "message")]
        if traffic.binary > 0 { parts[0] += " (\(traffic.binary) binary)" }
        let wire = traffic.wireBytes == traffic.bytes ? "" : ", \(Quantity.bytes(traffic.wireBytes)) compressed"
        parts.append(Quantity.bytes(traffic.bytes) + wire)
        if traffic.frames > traffic.messages + traffic.pings + traffic.pongs + 1 {
            parts.append(Quantity.counted(traffic.frames, "frame"))
        }
        if traffic.pings > 0 { parts.append(Quantity.counted(traffic.pings, "ping")) }
        if traffic.pongs > 0 { parts.append(Quantity.counted(traffic.pongs, "pong")) }
        return named(name, parts.joined(separator: " · "))
    }

    private func closing(_ socket: AnalyzedSocket) -> String {
        guard let closing = socket.closing else {
            return exchange.recorded.isOpen ? "not yet" : "without a close frame"
        }
        return "by the \(closing.sender.rawValue): \(SheetText.line(closing.close.description))"
    }

    private func agreed(_ socket: AnalyzedSocket) -> String? {
        var parts = socket.handshake.subprotocol.map { ["subprotocol \(SheetText.line($0))"] } ?? []
        if socket.handshake.deflate != nil { parts.append("permessage-deflate") }
        parts += socket.handshake.unknownExtensions.map { SheetText.line($0) }
        return parts.isEmpty ? nil : parts.joined(separator: " · ")
    }

    private func turn(_ turn: AnalyzedTurn) -> String {
        var parts: [String] = []
        if let asked = turn.askedAt {
            parts.append("asked at \(Quantity.time((asked - exchange.recorded.startedAt).count))")
        }
        if turn.metrics[.ttft] != nil { parts.append("TTFT \(Quantity.time(turn.metrics[.ttft]))") }
        if turn.metrics[.endToEnd] != nil { parts.append("last content \(Quantity.time(turn.metrics[.endToEnd]))") }
        let usage = DeltaText.usage(turn.usage)
        if !usage.isEmpty { parts.append("\(usage) tokens") }
        parts.append(turn.finishReason.map { SheetText.line($0) } ?? turn.state.title)
        return named("answer \(turn.number)", parts.joined(separator: " · "))
    }
}
