import NIOCore
import NIOHTTP1
import StreamCore

/// The way there: requests begin, find their upstream, and are handed to it.
extension RelayHandler {
    func startExchange(_ head: HTTPRequestHead) {
        let refusal = client.refusal(of: head)
        if refusal == nil, session == nil, let request = TunnelRequest(head, at: client.clock.readAt) {
            tunnelRequest = request
            return
        }
        client.requests += 1
        client.announce(protocolName: "1.1")
        let now = MonotonicClock.now
        let route = Result { () throws(RouteTable.Refusal) in try client.destination(of: head.uri) }
        let destination = try? route.get()
        let started = RelayedExchange(id: loop.nextExchange(), head: head, destination: destination, at: now)
        exchange = started
        let requestHead = RequestHead(
            method: head.method.rawValue,
            url: destination.map { $0.origin.url(of: $0.target) } ?? head.uri,
            target: head.uri,
            version: head.version.text,
            headers: head.headers.fields(of: head.version),
            firstByteAt: client.clock.readAt,
            connection: client.id
        )
        observer.report(started.id, at: now, .requestStarted(requestHead))
        if let refusal { return refuse(refusal) }
        guard head.method != .CONNECT else { return refuse(.badTunnel) }
        switch route {
        case .success(let destination): send(to: destination)
        case .failure(let refusal): refuse(RelayFailure(refusal, routes: loop.configuration.routes))
        }
    }

    private func send(to destination: RouteTable.Destination) {
        if let upstream, upstream.isActive, upstream.origin.sharesConnections(with: destination.origin) {
            machine.exchangeStarted(upstreamIsReady: true)
            exchange?.delivery.reused = true
            sendHead(on: upstream)
        } else {
            closeUpstream()
            machine.exchangeStarted(upstreamIsReady: false)
            connect(to: destination.origin)
        }
    }

    func connect(to origin: Origin) {
        exchange?.delivery = RequestDelivery(upstream: nil, reused: false, attemptAt: MonotonicClock.now)
        // Strong: a weak reference would give the relay a side table, and each later retain a slow path.
        client.upstreams.open(to: origin) { [self] result in
            lastActivityAt = MonotonicClock.now
            switch result {
            case .success(let handler): adopt(handler)
            case .failure(let failure): loseUpstream(failure, canRetry: false)
            }
        }
    }

    private func adopt(_ handler: UpstreamHandler) {
        switch machine.upstreamReady() {
        case .closeUpstream:
            handler.closeUnused()
        case .sendHeld:
            upstream = handler
            handler.relay = self
            exchange?.delivery.reused = handler.isReused
            let held = exchange?.heldParts ?? []
            // It may be refused untouched, and then the request goes again.
            if !handler.mayBeRefused || exchange?.isTooLongForRetry ?? true { exchange?.forgetHeldParts() }
            sendHead(on: handler)
            for part in held { forward(part) }
            handler.flush()
            resumeReading()
        }
    }

    private func sendHead(on upstream: UpstreamHandler) {
        guard let head = exchange?.head, let destination = exchange?.destination else { return }
        upstream.requests += 1
        exchange?.attempts += 1
        exchange?.delivery.upstream = upstream.id
        exchange?.delivery.forwardBeganAt = MonotonicClock.now
        let asksForIdentity = loop.configuration.asksForIdentity
        let forwarded = HeaderRules.upstreamHead(
            head,
            destination: destination,
            asksForIdentity: asksForIdentity,
            byHTTP2: upstream.session != nil,
            proxy: upstream.requestProxy,
            upgrade: exchange?.upgrade?.protocols
        )
        upstream.write(.head(forwarded))
    }

    func forward(_ part: HTTPServerRequestPart) {
        guard let upstream else { return }
        switch part {
        case .head: break
        case .body(let bytes): upstream.write(.body(.byteBuffer(bytes)))
        case .end(let trailers):
            upstream.write(.end(trailers))
            upstream.flush()
            reportDelivery()
        }
    }

    /// Reports how the request went, once it is wholly with the upstream.
    private func reportDelivery() {
        let now = MonotonicClock.now
        exchange?.delivery.forwardEndedAt = now
        guard let exchange else { return }
        observer.report(exchange.id, at: now, .requestEnded(exchange.delivery))
    }

    /// The client asks for a tunnel: the relay makes way for what digs it.
    ///
    /// Not at once: the decoder is still handing on what it read.
    func begin(_ request: TunnelRequest) {
        loop.eventLoop.assumeIsolated().execute { [self] in
            guard context != nil else { return }
            do {
                try client.startTunnel(request)
                let pipeline = client.channel.pipeline.syncOperations
                let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
                pipeline.removeHandler(self, promise: nil)
                // What the decoder holds of the tunnel's content goes to the handler behind it.
                pipeline.removeHandler(decoder, promise: nil)
            } catch {
                client.close()
            }
        }
    }
}

extension RelayFailure {
    fileprivate init(_ refusal: RouteTable.Refusal, routes: RouteTable) {
        switch refusal {
        case .unknownRoute(let name):
            let known = routes.named.map { "/\($0.name)" }.joined(separator: " ")
            self.init(.unknownRoute, "no route '/\(name)': the routes are \(known); --upstream URL takes every path")
        case .badTarget:
            // The target itself is not repeated: it may hold a password.
            self.init(
                .badRequest,
                "cannot serve the request target: it is neither a path nor an http(s) URL without a user"
            )
        }
    }
}
