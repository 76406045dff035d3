package import StreamCore

/// A WebSocket as `show --json` and `ls --json` print it, in the member `websocket` of an exchange.
package enum SocketJSON {
    /// `start` is what times count from.
    package static func value(of socket: AnalyzedSocket, from start: MonotonicInstant) -> JSONValue {
        var extensions = socket.handshake.unknownExtensions
        if socket.handshake.deflate != nil { extensions.insert("permessage-deflate", at: 0) }
        return [
            "subprotocol": JSONValue(socket.handshake.subprotocol),
            "extensions": .array(extensions.map { .string($0) }),
            "sent": traffic(socket.sent),
            "received": traffic(socket.received),
            "close": socket.closing.map(closing) ?? .null,
            "turns": .array(socket.turns.map { turn($0, from: start) }),
        ]
    }

    /// What a line about an event tells of its message, beside the keys that all events have.
    package static func members(of message: AnalyzedMessage) -> [(String, JSONValue)] {
        var members: [(String, JSONValue)] = [
            ("from", .string(message.sender.rawValue)),
            ("opcode", .string(message.opcode.name ?? "\(message.opcode.rawValue)")),
            ("bytes", JSONValue(message.byteCount)),
        ]
        if let close = message.close {
            members += [("code", JSONValue(close.code)), ("reason", .string(close.reason))]
        }
        return members
    }

    private static func traffic(_ traffic: AnalyzedSocket.Traffic) -> JSONValue {
        [
            "messages": JSONValue(traffic.messages),
            "text": JSONValue(traffic.text),
            "binary": JSONValue(traffic.binary),
            "pings": JSONValue(traffic.pings),
            "pongs": JSONValue(traffic.pongs),
            "frames": JSONValue(traffic.frames),
            "bytes": JSONValue(traffic.bytes),
            "wire_bytes": JSONValue(traffic.wireBytes),
        ]
    }

    private static func closing(_ closing: AnalyzedSocket.Closing) -> JSONValue {
        [
            "by": .string(closing.sender.rawValue),
            "code": JSONValue(closing.close.code),
            "reason": .string(closing.close.reason),
        ]
    }

    private static func turn(_ turn: AnalyzedTurn, from start: MonotonicInstant) -> JSONValue {
        [
            "turn": JSONValue(turn.number),
            "asked_ns": JSONValue(turn.askedAt.map { ($0 - start).count }),
            "state": .string(turn.state.rawValue),
            "finish_reason": JSONValue(turn.finishReason),
            "events": JSONValue(turn.events),
            "usage": ExchangeJSON.usage(turn.usage, isPartial: false),
            "timing": .object(turn.metrics.json),
        ]
    }
}
