import CaptureFile
import StreamCore

/// A live WebSocket: both sides' frames on their way into records, and what the messages say of its end.
final class WebSocketRecording {
    /// A frame that waits for the rest of its message, because a rule may find a secret across the two.
    struct Held {
        var mark: CaptureFrame
        var block: CaptureBlock
        var bytes: [UInt8]
        var wire: [UInt8]
        var isOfMessage: Bool
    }

    private let client: WebSocketSide
    private let upstream: WebSocketSide
    private var clientMessages = WebSocketMessageAssembler()
    private var upstreamMessages = WebSocketMessageAssembler()
    var held: [WebSocketSender: [Held]] = [:]
    /// Payload bytes stored of each side.
    var storedBytes: [WebSocketSender: Int] = [:]
    /// A side has said that it is done.
    private(set) var hasClosed = false

    init(_ handshake: WebSocketHandshake) {
        client = WebSocketSide(.client, deflate: handshake.deflate)
        upstream = WebSocketSide(.upstream, deflate: handshake.deflate)
    }

    func side(_ sender: WebSocketSender) -> WebSocketSide {
        sender == .client ? client : upstream
    }

    /// Hands on the message that a frame completes.
    func read(_ stored: WebSocketSide.Stored, from sender: WebSocketSender, _ body: (WebSocketMessage) -> Void) {
        guard let header = stored.header else { return }
        let frame = WebSocketFrame(
            sender,
            header,
            payload: stored.payload,
            isInflated: stored.isInflated,
            goesOn: stored.goesOn
        )
        if header.opcode == .close { hasClosed = true }
        if sender == .client {
            clientMessages.consume(frame, body)
        } else {
            upstreamMessages.consume(frame, body)
        }
    }

    /// How it ended: the relay sees connections, and only the frames tell whether that was meant to be.
    ///
    /// RFC 6455 7.1.1: whoever closes the connection first after the close frames, nothing is lost.
    func ending(_ ending: ExchangeEnding) -> ExchangeEnding {
        var ending = ending
        if hasClosed, ending.reason == .clientAbort || ending.reason == .upstreamAbort {
            ending.reason = .eof
            ending.detail = nil
        } else if !hasClosed, ending.reason == .eof {
            ending.reason = .upstreamAbort
            ending.detail = "the upstream ended the connection without a close frame"
        }
        return ending
    }

    /// One line for a note, when messages could not be inflated.
    var failure: String? {
        let failures = [client, upstream].compactMap { side in
            side.failure.map { "a message of \(side.sender == .client ? "the client" : "the upstream"): \($0)" }
        }
        return failures.isEmpty ? nil : "permessage-deflate failed for " + failures.joined(separator: "; ")
    }
}
