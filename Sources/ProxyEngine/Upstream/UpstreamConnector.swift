import NIOCore
import NIOPosix
import StreamCore
import TLSEngine

/// A connection that is ready for requests.
struct UpstreamConnection {
    enum Kind {
        /// One request after the other.
        case http1(UpstreamHandler)
        /// A stream for each request.
        case http2(HTTP2UpstreamSession)
    }

    var kind: Kind
    var facts: ConnectionFacts

    var id: ConnectionID {
        switch kind {
        case .http1(let handler): handler.id
        case .http2(let session): session.id
        }
    }
}

/// Makes upstream connections and measures each step: name, TCP, TLS.
final class UpstreamConnector: Sendable {
    private let connectTimeout: TimeAmount
    private let tls: TLSClientContext

    /// Bytes taken from an upstream's socket by one read: small while it trickles, up to 64 KiB while it gushes.
    private static let readSizes = AdaptiveRecvByteBufferAllocator(
        minimum: 2 << 10,
        initial: 2 << 10,
        maximum: 64 << 10
    )

    /// - Parameters:
    ///   - connectTimeout: for TCP and TLS together.
    ///   - tls: how `https` upstreams are verified.
    init(connectTimeout: Nanoseconds, tls: TLSClientContext) {
        self.connectTimeout = .nanoseconds(connectTimeout.count)
        self.tls = tls
    }

    /// Connects on the client's event loop; `completion` runs there.
    func connect(
        to origin: Origin,
        protocols: UpstreamProtocols,
        client: ClientConnection,
        completion: @escaping (Result<UpstreamConnection, RelayFailure>) -> Void
    ) {
        let loop = client.loop
        let attempt = ConnectAttempt(origin: origin, protocols: protocols, client: client)
        let bound = NIOLoopBound((attempt, self), eventLoop: loop.eventLoop)
        let bootstrap = bootstrap(on: loop).channelInitializer { channel in
            let (attempt, connector) = bound.value
            return channel.eventLoop.makeCompletedFuture { try attempt.addHandlers(to: channel, tls: connector.tls) }
        }
        open(bootstrap, origin: origin, attempt: attempt, loop: loop).assumeIsolated().flatMap {
            channel -> EventLoopFuture<any Channel> in
            attempt.connectedAt = MonotonicClock.now
            if let loop = attempt.loopFailure(on: channel) {
                channel.close(promise: nil)
                return channel.eventLoop.makeFailedFuture(loop)
            }
            return attempt.handshake(on: channel, within: self.connectTimeout)
        }.whenComplete { result in
            switch result {
            case .success(let channel): completion(attempt.connection(on: channel))
            case .failure(let error): completion(.failure(UpstreamFailure.describe(error, origin: origin)))
            }
        }
    }

    /// Connects for a tunnel, which is not looked into; `completion` runs on the client's event loop.
    func connectTunnel(
        to origin: Origin,
        client: ClientConnection,
        completion: @escaping (Result<(TunnelHandler, ConnectionFacts), RelayFailure>) -> Void
    ) {
        let loop = client.loop
        let attempt = ConnectAttempt(origin: origin, protocols: .http1, client: client)
        let handler = TunnelHandler()
        let bound = NIOLoopBound(handler, eventLoop: loop.eventLoop)
        let bootstrap = bootstrap(on: loop)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(bound.value) }
            }
        open(bootstrap, origin: origin, attempt: attempt, loop: loop).assumeIsolated().whenComplete { result in
            switch result {
            case .success(let channel):
                attempt.connectedAt = MonotonicClock.now
                if let failure = attempt.loopFailure(on: channel) {
                    channel.close(promise: nil)
                    return completion(.failure(failure))
                }
                completion(.success((handler, attempt.facts(of: channel, protocolName: "tcp"))))
            case .failure(let error): completion(.failure(UpstreamFailure.describe(error, origin: origin)))
            }
        }
    }

    private func bootstrap(on loop: LoopContext) -> ClientBootstrap {
        ClientBootstrap(group: loop.eventLoop)
            .connectTimeout(connectTimeout)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            // The handler's clock asks for each read; a tunnel begins to read when both ends are there.
            .channelOption(.autoRead, value: false)
            .channelOption(.recvAllocator, value: Self.readSizes)
    }

    private func open(
        _ bootstrap: ClientBootstrap,
        origin: Origin,
        attempt: ConnectAttempt,
        loop: LoopContext
    ) -> EventLoopFuture<any Channel> {
        let host = origin.dialHost ?? origin.host
        if let address = try? SocketAddress(ipAddress: host, port: origin.port) {
            return bootstrap.connect(to: address)
        }
        let resolver = TimedResolver(eventLoop: loop.eventLoop)
        attempt.resolver = resolver
        return bootstrap.resolver(resolver).connect(host: host, port: origin.port)
    }
}
