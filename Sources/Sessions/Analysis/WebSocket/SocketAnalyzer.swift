import CaptureFile
import StreamCore

/// Reads the recorded frames of a WebSocket: messages for the decoder, and what the frames themselves show.
final class SocketAnalyzer {
    private var messages: [WebSocketSender: WebSocketMessageAssembler] = [:]
    private var lint: WebSocketLint
    private(set) var socket: AnalyzedSocket
    private var turns = TurnRecorder()
    /// Messages and control frames so far: the index of the next.
    private var messageCount = 0
    private var isInMessage: Set<WebSocketSender> = []
    /// What is wrong with the last frame, and with the message that it completed.
    private(set) var latestFindings: [Finding] = []

    /// - Returns: nil for an exchange that is no WebSocket.
    init?(_ exchange: RecordedExchange) {
        guard let head = exchange.response?.head, let handshake = WebSocketHandshake(head) else { return nil }
        lint = WebSocketLint(handshake)
        socket = AnalyzedSocket(handshake: handshake)
    }

    /// Takes a frame, and hands on the message that it completes.
    func take(_ mark: CaptureFrame, _ bytes: ByteView, _ body: (WebSocketMessage) -> Void) {
        let sender: WebSocketSender = mark.direction == .client ? .client : .upstream
        lint.begin(at: LintPlace(event: nil, block: messageCount))
        defer { latestFindings = lint.latest }
        guard let frame = WebSocketFrame(mark, sender, payload: bytes) else {
            lint.checkUnframed(from: sender)
            return
        }
        count(frame, wireLength: mark.wireLength)
        lint.check(frame)
        let ends = frame.header.isFinal && !frame.goesOn
        if !frame.header.opcode.isControl {
            if ends { isInMessage.remove(sender) } else { isInMessage.insert(sender) }
        }
        messages[sender, default: WebSocketMessageAssembler()].consume(frame) { message in
            lint.check(message)
            latestFindings = lint.latest
            note(message)
            body(message)
        }
    }

    /// Hands on messages that the end cut off.
    func finish(_ body: (WebSocketMessage) -> Void) {
        latestFindings = []
        for sender in [WebSocketSender.client, .upstream] {
            messages[sender]?.finish(sender) { message in
                messageCount += 1
                body(message)
            }
        }
    }

    /// Takes what the decoder made of a message.
    func note(_ decoded: DecodedBlock, of block: RecordedBlock, now: ConversationProgress?) {
        if let now { turns.take(decoded, of: block, now: now) }
    }

    private func note(_ message: WebSocketMessage) {
        messageCount += 1
        let isClient = message.sender == .client
        switch message.opcode {
        case .text: change(isClient) { $0.text += 1 }
        case .ping: change(isClient) { $0.pings += 1 }
        case .pong: change(isClient) { $0.pongs += 1 }
        case .close where socket.closing == nil:
            socket.closing = AnalyzedSocket.Closing(sender: message.sender, close: WebSocketClose(message.payload))
        case .close: break
        default: change(isClient) { $0.binary += 1 }
        }
    }

    private func count(_ frame: WebSocketFrame, wireLength: Int?) {
        change(frame.sender == .client) { traffic in
            if !frame.goesOn { traffic.frames += 1 }
            traffic.bytes += frame.payload.count
            traffic.wireBytes += wireLength ?? frame.payload.count
        }
    }

    private func change(_ isClient: Bool, _ body: (inout AnalyzedSocket.Traffic) -> Void) {
        if isClient { body(&socket.sent) } else { body(&socket.received) }
    }
}

extension SocketAnalyzer {
    /// What is wrong with the handshake, the frames and the end.
    func findings(of exchange: RecordedExchange) -> [Finding] {
        var findings: [Finding] = []
        if let request = exchange.request, let response = exchange.response?.head {
            findings += WebSocketLint.findings(request: request, response: response)
        }
        findings += lint.findings
        if let reason = exchange.end?.ending.reason, socket.closing == nil {
            let isCut = !isInMessage.isEmpty || exchange.blocks.last?.isCutFrame ?? false
            if let finding = WebSocketLint.abnormalClose(reason, isInMessage: isCut) { findings.append(finding) }
        }
        return findings
    }

    /// The answers, each measured; `state` is what became of the exchange.
    func analyzedTurns(of exchange: RecordedExchange, state: EndState, stallRule: StallRule) -> [AnalyzedTurn] {
        turns.turns.enumerated().map { number, turn in
            let timeline = turn.timeline(of: exchange, isFirst: number == 0)
            let failed = turn.finishReason == "failed"
            return AnalyzedTurn(
                number: number,
                askedAt: turn.askedAt,
                state: failed ? .error : turn.hasEnded ? .complete : exchange.isOpen ? .open : state,
                usage: turn.usage,
                finishReason: turn.finishReason,
                events: turn.messages.count,
                timeline: timeline,
                metrics: StreamMetrics(timeline, usage: turn.usage, stallRule: stallRule)
            )
        }
    }

    /// The stalls within answers, where they stand in the exchange.
    func stalls(in analyzed: [AnalyzedTurn]) -> [Finding] {
        zip(turns.turns, analyzed).flatMap { turn, analyzed in
            (analyzed.metrics.stalls?.stalls ?? []).map { stall in
                let place = turn.messages.indices.contains(stall.block) ? turn.messages[stall.block].place : LintPlace()
                return TransportLint.stall(stall, at: place)
            }
        }
    }
}

extension WebSocketFrame {
    /// The frame as it was recorded; nil for bytes that are none.
    fileprivate init?(_ mark: CaptureFrame, _ sender: WebSocketSender, payload: ByteView) {
        guard let opcode = mark.opcode else { return nil }
        let length = mark.openLength ?? mark.wireLength ?? payload.count
        let header = WebSocketFrameHeader(
            WebSocketOpcode(UInt8(truncatingIfNeeded: opcode)),
            isFinal: mark.isFinal,
            reserved: UInt8(truncatingIfNeeded: mark.reserved),
            mask: mark.mask,
            payloadLength: length,
            lengthBytes: mark.lengthBytes
        )
        self.init(
            sender,
            header,
            payload: payload,
            isInflated: mark.wireLength != nil,
            goesOn: mark.openLength != nil
        )
    }
}

extension RecordedBlock {
    /// The connection ended inside this frame.
    fileprivate var isCutFrame: Bool {
        if case .frame(let mark) = kind { mark.openLength != nil || mark.opcode == nil } else { false }
    }
}
