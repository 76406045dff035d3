package import StreamCore

/// What a recorded WebSocket amounts to, beside its messages.
package struct AnalyzedSocket: Sendable {
    /// What one side sent.
    package struct Traffic: Hashable, Sendable {
        package var text = 0
        package var binary = 0
        package var pings = 0
        package var pongs = 0
        package var frames = 0
        /// Payload bytes, inflated where messages were compressed.
        package var bytes = 0
        /// Payload bytes on the wire.
        package var wireBytes = 0

        package var messages: Int { text + binary }
    }

    /// Who closed it first, and with what.
    package struct Closing: Hashable, Sendable {
        package var sender: WebSocketSender
        package var close: WebSocketClose
    }

    package let handshake: WebSocketHandshake
    package internal(set) var sent = Traffic()
    package internal(set) var received = Traffic()
    /// Nil when nobody sent a close frame.
    package internal(set) var closing: Closing?
    /// The answers of a model, each measured by itself; empty where the messages are of no dialect that has any.
    package internal(set) var turns: [AnalyzedTurn] = []
}

/// One answer of a connection with many.
package struct AnalyzedTurn: Sendable {
    /// From 0; its deltas have it as their choice.
    package let number: Int
    /// When it was asked for, by a message or by the end of what was said; nil when nothing asked.
    package let askedAt: MonotonicInstant?
    package let state: EndState
    package let usage: Usage
    package let finishReason: String?
    /// Messages of the upstream that were about it.
    package let events: Int
    package let timeline: StreamTimeline
    package let metrics: StreamMetrics
}
