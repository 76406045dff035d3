import NIOCore
import StreamCore
import TLSEngine

/// TLS is inside, and Weir opens it.
extension ConnectHandler {
    /// The upstream is asked first, with the client's own list: what it chooses is what the client gets.
    func prepareUpstream() {
        guard let hello else { return }
        let known: [String] = client.loop.configuration.usesHTTP1Only ? [.http1] : [.http2, .http1]
        let offered = hello.applicationProtocols.filter { known.contains($0) }
        guard request != nil else {
            protocols = Array(offered.prefix(1))
            return carryOut(machine.upstreamPrepared())
        }
        client.tunnel?.holdsTLS(serverName: hello.serverName, protocols: offered)
        guard let origin = client.tunnel?.origin else { return }
        client.upstreams.prepare(origin) { [self] result in
            switch result {
            case .success(let chosen) where offered.contains(chosen): protocols = [chosen]
            // Something must be agreed on: Weir translates, or tells the failure in words.
            case .success, .failure: protocols = Array(offered.prefix(1))
            }
            carryOut(machine.upstreamPrepared())
        }
    }

    func beginHandshake() {
        guard let context, let interception = client.loop.interception else { return }
        spokeAt = MonotonicClock.now
        let host = request?.target.address.host ?? client.channel.localAddress?.ipAddress ?? "localhost"
        let connection = TLSConnection(server: interception, fallbackName: host, applicationProtocols: protocols)
        let handshake = context.eventLoop.makePromise(of: Void.self)
        let handler = TLSHandler(connection: connection, handshake: handshake)
        handshake.futureResult.assumeIsolated().whenComplete { [self] result in
            switch result {
            case .success: handshakeSucceeded(handler.facts)
            case .failure(let error): handshakeFailed(error)
            }
        }
        let pipeline = context.pipeline.syncOperations
        do {
            try pipeline.addHandler(handler, position: .after(client.clock))
            let bytes = received
            received = ByteBuffer()
            try pipeline.context(handler: client.clock).fireChannelRead(NIOAny(bytes))
        } catch {
            client.close()
        }
    }

    private func handshakeSucceeded(_ facts: TLSFacts?) {
        client.tls = facts
        carryOut(machine.handshakeEnded(isHTTP2: facts?.applicationProtocol == .http2))
    }

    /// Nothing of a request came yet: the wish for a tunnel is what can be shown to have failed.
    private func handshakeFailed(_ error: any Error) {
        // Weir itself may have given it up, and said so.
        guard machine.handshakeFailed() == .giveUp else { return }
        let reason = (error as? TLSError)?.description ?? "\(error)"
        client.closeReason = "TLS with the client failed: \(reason)"
        if let request {
            let record = TunnelRecord(request, client: client)
            record.established(upstream: nil)
            let advice = (error as? TLSError)?.adviceForClients.map { "; \($0)" } ?? ""
            record.end(
                error as? TLSError == .closedDuringHandshake ? .clientAbort : .protocolError,
                detail: "TLS with the client failed: \(reason)\(advice)",
                finding: .netClientTls
            )
        }
        carryOut(.giveUp)
    }
}
