/// What an upstream sent over a recorded WebSocket, each frame as an answer to what the client had said before it.
package struct SocketScript: Hashable, Sendable {
    /// A frame that is played again.
    package struct Cue: Hashable, Sendable {
        /// How many messages the client had sent when it came.
        package var clientMessages: Int
        /// How long after the last of them, or after the handshake when there was none.
        package var delay: Nanoseconds
        /// The frame as a server writes it: not masked, not compressed.
        package var bytes: [UInt8]

        package init(clientMessages: Int, delay: Nanoseconds, bytes: [UInt8]) {
            self.clientMessages = clientMessages
            self.delay = delay
            self.bytes = bytes
        }
    }

    /// In their recorded order.
    package var cues: [Cue]
    /// The upstream ended the connection after the last frame.
    package var endsConnection: Bool

    package init(cues: [Cue], endsConnection: Bool) {
        self.cues = cues
        self.endsConnection = endsConnection
    }
}

/// Plays a script against a client that speaks when it likes; knows no channel and no clock.
///
/// A frame goes out as long after the client's message as it did when it was recorded: however long the new client
/// takes to speak, the answers come in their own time.
package struct SocketPlayback: Sendable {
    private let script: SocketScript
    private let options: ReplayOptions
    private var next = 0
    private var clientMessages = 0
    /// When the handshake was done, and when each message of the client came.
    private var gates: [MonotonicInstant]

    package init(_ script: SocketScript, options: ReplayOptions = ReplayOptions(), startedAt: MonotonicInstant) {
        self.script = script
        self.options = options
        gates = [startedAt]
    }

    /// The client has sent a text or binary message.
    package mutating func messageReceived(at time: MonotonicInstant) {
        clientMessages += 1
        gates.append(time)
    }

    /// Nothing is left to play.
    package var isOver: Bool { next == script.cues.count }

    /// When the next frame is due; nil while it waits for the client, and when nothing is left.
    package var nextDue: MonotonicInstant? {
        guard !isOver else { return nil }
        let cue = script.cues[next]
        guard cue.clientMessages < gates.count else { return nil }
        return gates[cue.clientMessages] + delay(of: cue)
    }

    /// The frames that are due now, in one piece.
    package mutating func takeDue(at now: MonotonicInstant) -> [UInt8] {
        var bytes: [UInt8] = []
        while let due = nextDue, due <= now {
            bytes += script.cues[next].bytes
            next += 1
        }
        return bytes
    }

    /// Whether the connection is to be ended now.
    package var endsConnection: Bool { isOver && script.endsConnection }

    private func delay(of cue: SocketScript.Cue) -> Nanoseconds {
        let scaled: Nanoseconds =
            switch options.speed {
            case .maximum: .zero
            case .factor(let factor) where factor > 0: Nanoseconds(Int64(Double(cue.delay.count) / factor))
            case .factor: cue.delay
            }
        return options.maximumGap.map { min(scaled, max($0, .zero)) } ?? scaled
    }
}
