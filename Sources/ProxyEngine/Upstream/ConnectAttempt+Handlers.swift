import NIOCore
import NIOHTTP1
import StreamCore
import TLSEngine

/// What an attempt puts into its channels' pipelines.
extension ConnectAttempt {
    /// Sets up a new channel for requests, as far as it is known what will be spoken on it; ALPN tells the rest.
    func prepare(_ channel: any Channel, tls context: TLSClientContext) throws {
        let link = newLink(channel)
        try addPassage(to: channel, link: link, tls: context) { [self] bytesRead in
            try addHandlers(to: channel, link: link, tls: context, bytesReadBefore: bytesRead)
        }
    }

    /// Sets up a new channel for a tunnel.
    func prepareTunnel(_ channel: any Channel, tls context: TLSClientContext) throws {
        let link = newLink(channel)
        let handler = TunnelHandler()
        link.tunnel = handler
        try addPassage(to: channel, link: link, tls: context) { _ in
            try channel.pipeline.syncOperations.addHandler(handler)
        }
    }

    /// Adds what speaks to the proxy, and has `addHandlers` called when that is done: at once, if nothing is to be said.
    private func addPassage(
        to channel: any Channel,
        link: Link,
        tls context: TLSClientContext,
        then addHandlers: @escaping (_ bytesRead: Int) throws -> Void
    ) throws {
        guard let proxy = route.proxy else { return try addHandlers(0) }
        let dialogue = dialogue(with: proxy)
        guard dialogue != nil || proxy.scheme == .https else { return try addHandlers(0) }
        let finished = channel.eventLoop.makePromise(of: Void.self)
        let handler = ProxyHandshakeHandler(
            dialogue: dialogue,
            waitsForTLS: proxy.scheme == .https,
            finished: finished,
            addHandlers: addHandlers
        )
        link.passage = (handler, finished.futureResult)
        do {
            if proxy.scheme == .https { try addTLS(with: proxy, to: channel, context, handler) }
            try channel.pipeline.syncOperations.addHandler(handler)
        } catch {
            handler.fail(error)
            throw error
        }
    }

    private func dialogue(with proxy: UpstreamProxy) -> ProxyDialogue? {
        guard case .tunnel = route else { return nil }
        let host = origin.dialHost ?? origin.host
        if proxy.scheme == .socks5 { return .socks5(SOCKSDialogue(host: host, port: origin.port, proxy: proxy)) }
        let target = "\(host.contains(":") ? "[\(host)]" : host):\(origin.port)"
        return .http(HTTPTunnelDialogue(target: target, proxy: proxy))
    }

    private func addTLS(
        with proxy: UpstreamProxy,
        to channel: any Channel,
        _ context: TLSClientContext,
        _ handler: ProxyHandshakeHandler
    ) throws {
        let promise = channel.eventLoop.makePromise(of: Void.self)
        let connection = TLSConnection(
            client: context,
            host: proxy.host,
            port: proxy.port,
            applicationProtocols: [.http1]
        )
        promise.futureResult.assumeIsolated().whenComplete { result in
            switch result {
            case .success: handler.begin()
            case .failure(let error): handler.fail(error)
            }
        }
        try addHandler(TLSHandler(connection: connection, handshake: promise), to: channel)
    }

    private func addHandler(_ handler: TLSHandler, to channel: any Channel) throws {
        do {
            try channel.pipeline.syncOperations.addHandler(handler)
        } catch {
            handler.giveUpHandshake(error)
            throw error
        }
    }

    /// Adds what speaks to the upstream; the clock goes before everything that is there.
    private func addHandlers(
        to channel: any Channel,
        link: Link,
        tls context: TLSClientContext,
        bytesReadBefore: Int
    ) throws {
        let pipeline = channel.pipeline.syncOperations
        if origin.scheme == .https, protocols.mayBeHTTP2 {
            let clock = ReadClock(owner: self, drivesReads: true, bytesRead: bytesReadBefore)
            try pipeline.addHandler(clock, position: .first)
            let handshake = try addTLS(to: channel, context, link: link)
            // Before the bytes that came with the handshake's end go on through the pipeline.
            handshake.done.assumeIsolated().whenSuccess { [self] in
                let spoken = handshake.handler.facts?.applicationProtocol
                link.made = Result { try agreed(on: spoken, clock: clock, tls: handshake.handler, channel) }
            }
            return
        }
        if protocols == .http2PriorKnowledge {
            let session = makeSession(bytesReadBefore: bytesReadBefore)
            try pipeline.addHandler(session.clock, position: .first)
            try session.addHandlers(to: channel)
            link.made = .success(.http2(session))
            return
        }
        let handler = makeHandler()
        let clock = ReadClock(owner: handler, drivesReads: true, bytesRead: bytesReadBefore)
        try pipeline.addHandler(clock, position: .first)
        let handshake = origin.scheme == .https ? try addTLS(to: channel, context, link: link) : nil
        try addHTTP1(handler, clock: clock, tls: handshake?.handler, to: channel)
        link.made = .success(.http1(handler))
    }

    private func addTLS(
        to channel: any Channel,
        _ context: TLSClientContext,
        link: Link
    ) throws -> (handler: TLSHandler, done: EventLoopFuture<Void>) {
        let promise = channel.eventLoop.makePromise(of: Void.self)
        let connection = TLSConnection(
            client: context,
            host: origin.host,
            port: origin.port,
            applicationProtocols: protocols.offered
        )
        let handler = TLSHandler(connection: connection, handshake: promise)
        let handshake = (handler: handler, done: promise.futureResult)
        link.handshake = handshake
        try addHandler(handler, to: channel)
        return handshake
    }

    /// ALPN has decided: the clock of the handshake gives way to that of what is spoken.
    private func agreed(
        on spoken: String?,
        clock: ReadClock<ConnectAttempt>,
        tls: TLSHandler,
        _ channel: any Channel
    ) throws -> UpstreamConnection.Kind {
        let pipeline = channel.pipeline.syncOperations
        defer { pipeline.removeHandler(clock, promise: nil) }
        if spoken == .http2 {
            let session = makeSession(bytesReadBefore: clock.bytesRead)
            try pipeline.addHandler(session.clock, position: .first)
            try session.addHandlers(to: channel)
            return .http2(session)
        }
        let handler = makeHandler()
        let next = ReadClock(owner: handler, drivesReads: true, bytesRead: clock.bytesRead)
        try pipeline.addHandler(next, position: .first)
        try addHTTP1(handler, clock: next, tls: tls, to: channel)
        return .http1(handler)
    }

    private func makeSession(bytesReadBefore: Int) -> HTTP2UpstreamSession {
        let observer = client.loop.observer
        return HTTP2UpstreamSession(id: id, origin: origin, observer: observer, bytesReadBefore: bytesReadBefore)
    }

    private func makeHandler() -> UpstreamHandler {
        let handler = UpstreamHandler(id: id, origin: origin, observer: client.loop.observer)
        if case .absoluteForm(let proxy) = route { handler.requestProxy = proxy }
        return handler
    }

    private func addHTTP1(
        _ handler: UpstreamHandler,
        clock: ReadClock<UpstreamHandler>,
        tls: TLSHandler?,
        to channel: any Channel
    ) throws {
        handler.clock = clock
        let pipeline = channel.pipeline.syncOperations
        if let tls {
            let detector = HTTP2ServerDetector(tls: tls) { [client, origin] in client.upstreams.speakHTTP2(at: origin) }
            try pipeline.addHandler(detector)
        }
        try pipeline.addHandler(HTTP1UpstreamCodec(receiver: handler))
        let decoder = HTTPResponseDecoder(leftOverBytesStrategy: .dropBytes, informationalResponseStrategy: .forward)
        try pipeline.addHandler(ByteToMessageHandler(decoder))
        try pipeline.addHandler(handler)
    }
}
