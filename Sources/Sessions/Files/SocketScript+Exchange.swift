import CaptureFile
package import StreamCore

extension SocketScript {
    /// What the upstream sent over a recorded WebSocket; nil for another exchange.
    ///
    /// Pongs are left out: a server makes its own. So is what could not be inflated.
    package init?(_ exchange: RecordedExchange) {
        guard let response = exchange.response, WebSocketHandshake.isAccepted(by: response.head) else { return nil }
        self.init(cues: [], endsConnection: false)
        var clientMessages = 0
        var gate = response.completeAt
        for block in exchange.blocks {
            guard case .frame(let mark) = block.kind, let opcode = mark.opcode else { continue }
            let kind = WebSocketOpcode(UInt8(truncatingIfNeeded: opcode))
            if mark.direction == .client {
                guard !kind.isControl, mark.isFinal, mark.openLength == nil else { continue }
                clientMessages += 1
                gate = block.time
            } else if kind != .pong, mark.wireLength != nil || mark.reserved & 4 == 0 {
                let delay = max(block.time - gate, .zero)
                let bytes = exchange.withBytes(of: block) { Self.frame(kind, mark, $0) }
                cues.append(Cue(clientMessages: clientMessages, delay: delay, bytes: bytes))
            }
        }
        let sawClose = exchange.blocks.contains { $0.isClose(of: .upstream) }
        endsConnection = sawClose || exchange.end?.ending.reason == .upstreamAbort
    }

    private static func frame(_ opcode: WebSocketOpcode, _ mark: CaptureFrame, _ payload: ByteView) -> [UInt8] {
        var bytes: [UInt8] = []
        let header = WebSocketFrameHeader(opcode, isFinal: mark.isFinal, payloadLength: payload.count)
        header.append(payload: payload, to: &bytes)
        return bytes
    }
}

extension RecordedBlock {
    fileprivate func isClose(of side: CaptureFrame.Direction) -> Bool {
        guard case .frame(let mark) = kind else { return false }
        return mark.direction == side && mark.opcode == Int(WebSocketOpcode.close.rawValue)
    }
}
