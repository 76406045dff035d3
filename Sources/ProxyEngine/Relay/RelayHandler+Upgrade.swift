import NIOCore
import NIOHTTP1
import StreamCore

/// After a 101 bytes go both ways until both sides have ended: a WebSocket, or something that nobody here can read.
///
/// The relay stays what it is, with its clocks and its back-pressure: the client's bytes come as parts of its
/// request, the upstream's as parts of the response.
extension RelayHandler {
    /// The upgrade that goes on; nil with plain HTTP.
    var upgraded: UpgradeRequest? {
        guard let upgrade = exchange?.upgrade, upgrade.isAccepted else { return nil }
        return upgrade
    }

    /// The upstream speaks something else from here on; false when nobody had asked for it.
    func upstreamSwitches(by head: HTTPResponseHead) -> Bool {
        guard session == nil, let exchange, let upgrade = exchange.upgrade, !machine.headSent else {
            loseUpstream(RelayFailure(.protocolError, "a 101 came although no upgrade was asked for"), canRetry: false)
            return false
        }
        upgrade.isAccepted = true
        upgrade.isRecorded = UpgradeRequest.isWebSocket(head)
        upstreamSent(head: head)
        exchange.requestEnded = false
        // Not at once: the decoder may be handing on what it read.
        loop.eventLoop.assumeIsolated().execute { [self] in switchClient() }
        return true
    }

    /// The client's decoder makes way; what it holds of the new protocol is the first content.
    private func switchClient() {
        guard let context, upgraded != nil else { return }
        do {
            let pipeline = client.channel.pipeline.syncOperations
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandler(UpgradedContentHandler(), position: .before(self))
            try? context.channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: true)
            let removed = loop.eventLoop.makePromise(of: Void.self)
            removed.futureResult.assumeIsolated().whenComplete { [self] _ in
                // What was held came outside of any read that would have sent it.
                upstream?.flush()
                resumeReading()
            }
            pipeline.removeHandler(decoder, promise: removed)
        } catch {
            client.close()
        }
    }

    // Its end.

    func upgradedInputEnded(_ side: Tunnel.StateMachine.Side) {
        if let action = upgraded?.sides.inputEnded(side) { carryOut(action, failure: nil) }
    }

    /// One side's connection is gone.
    func upgradedConnectionClosed(_ side: Tunnel.StateMachine.Side, failure: RelayFailure? = nil) {
        if let action = upgraded?.sides.closed(side) { carryOut(action, failure: failure) }
    }

    private func carryOut(_ action: Tunnel.StateMachine.Action, failure: RelayFailure?) {
        switch action {
        case .endOutput(.client): context?.channel.closeWhenWritten(.output)
        case .endOutput(.upstream): upstream?.endOutput()
        case .close(let side): finishUpgrade(endedBy: side, failure)
        case .ignore: break
        }
    }

    private func finishUpgrade(endedBy side: Tunnel.StateMachine.Side, _ failure: RelayFailure?) {
        let byClient = side == .client
        if upgraded?.isRecorded ?? false {
            let detail = byClient ? abortDetail : failure?.message
            reportEnd(byClient ? .clientAbort : failure?.reason ?? .eof, detail: detail)
        } else {
            reportEnd(.eof)
        }
        machine.closed()
        let handler = upstream
        upstream = nil
        handler?.closeWhenWritten()
        if let channel = context?.channel {
            if failure?.kind == .reset { channel.resetsOnClose() }
            channel.closeWhenWritten()
        }
    }
}

extension UpgradeRequest {
    /// What passed, as the end of an exchange tells it; nil for content that is recorded.
    var traffic: TunnelTraffic? {
        isAccepted && !isRecorded ? TunnelTraffic(sent: sent, received: received) : nil
    }

    /// A line for people about content that is only counted.
    var note: String? {
        isAccepted && !isRecorded ? "upgraded to \(protocols), not opened" : nil
    }
}
