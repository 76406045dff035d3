import NIOCore
import StreamCore

/// What is inside is not looked at: the two connections are joined.
extension ConnectHandler {
    func dig() {
        guard let request else {
            client.closeReason = "TLS, but there is no certificate authority"
            return client.close()
        }
        let id = client.loop.nextConnection()
        dugConnection = id
        client.loop.connector.connectTunnel(to: request.target.origin, client: client) { [self] result in
            dug = result
            if case .success(let (_, facts)) = result {
                client.loop.observer.report(
                    ExchangeID(rawValue: 0),
                    at: MonotonicClock.now,
                    .connectionOpened(id, facts)
                )
            }
            let isReached = if case .success = result { true } else { false }
            let action = machine.tunnelReached(isReached)
            // The client has left meanwhile.
            if action == .ignore { abandonTunnel() }
            carryOut(action)
        }
    }

    /// Closes an upstream connection that nobody wants any more.
    func abandonTunnel() {
        guard case .success(let (end, _)) = dug, let id = dugConnection else { return }
        dug = nil
        end.close()
        let closing = ConnectionClosing(requests: 0, bytes: end.bytesRead, reason: "closed by Weir")
        client.loop.observer.report(ExchangeID(rawValue: 0), at: MonotonicClock.now, .connectionClosed(id, closing))
    }

    func join(answer: Bool) {
        guard case .success(let (upstreamEnd, _)) = dug, let request, let id = dugConnection, let context else {
            return
        }
        dug = nil
        client.announce(protocolName: "tcp")
        if answer { answerTunnel() }
        let record = TunnelRecord(request, client: client)
        record.established(upstream: id)
        let clientEnd = TunnelHandler()
        let tunnel = Tunnel(
            client: client,
            clientEnd: clientEnd,
            upstreamEnd: upstreamEnd,
            upstream: id,
            exchange: record
        )
        client.enter(tunnel)
        let early = received
        received = ByteBuffer()
        do {
            try? context.channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: true)
            try context.pipeline.syncOperations.addHandler(clientEnd)
        } catch {
            upstreamEnd.close()
            return client.close()
        }
        tunnel.begin(early: early)
        if readIsPending { context.read() }
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }

    func refuse(answer: Bool) {
        guard case .failure(let failure) = dug, let request, let context else { return }
        client.announce(protocolName: "tcp")
        TunnelRecord(request, client: client).refused(failure)
        guard answer else { return client.close() }
        switch request.form {
        case .http: client.refuse(failure)
        case .socks5:
            let reply = SOCKSReply(failure).bytes
            context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(bytes: reply)), promise: nil)
            client.enter(ClosingStage())
            context.channel.closeAfterLingering()
        }
    }
}
