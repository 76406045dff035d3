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

/// Makes upstream connections and measures each step: name, TCP, proxy, TLS.
final class UpstreamConnector: Sendable {
    private let connectTimeout: TimeAmount
    private let tls: TLSClientContext
    private let lookUp: TimedResolver.LookUp

    /// - Parameters:
    ///   - connectTimeout: for name, TCP, proxy and TLS together.
    ///   - tls: how `https` upstreams are verified.
    ///   - lookUp: finds the addresses of a name.
    init(
        connectTimeout: Nanoseconds,
        tls: TLSClientContext,
        lookUp: @escaping TimedResolver.LookUp = TimedResolver.system
    ) {
        self.connectTimeout = .nanoseconds(connectTimeout.count)
        self.tls = tls
        self.lookUp = lookUp
    }

    /// Connects on the client's event loop; `completion` runs there.
    ///
    /// An upstream that takes nothing of what is offered is asked once more, with the other version of HTTP.
    func connect(
        to origin: Origin,
        protocols: UpstreamProtocols,
        client: ClientConnection,
        mayOfferOther: Bool = true,
        completion: @escaping (Result<UpstreamConnection, RelayFailure>) -> Void
    ) {
        let attempt = ConnectAttempt(origin: origin, protocols: protocols, client: client)
        let bound = NIOLoopBound((attempt, self), eventLoop: client.loop.eventLoop)
        let bootstrap = bootstrap(on: client.loop) { channel in
            let (attempt, connector) = bound.value
            try attempt.prepare(channel, tls: connector.tls)
        }
        open(bootstrap, attempt: attempt) { [self] result in
            switch result {
            case .success(let channel): completion(attempt.connection(on: channel))
            case .failure(let error):
                guard mayOfferOther, let other = attempt.other(after: error) else {
                    return completion(.failure(attempt.failure(for: error)))
                }
                connect(to: origin, protocols: other, client: client, mayOfferOther: false, completion: completion)
            }
        }
    }

    /// Connects for a tunnel, which is not looked into; `completion` runs on the client's event loop.
    func connectTunnel(
        to origin: Origin,
        client: ClientConnection,
        completion: @escaping (Result<(TunnelHandler, ConnectionFacts), RelayFailure>) -> Void
    ) {
        let attempt = ConnectAttempt(origin: origin, protocols: .http1, client: client, isOpaque: true)
        let bound = NIOLoopBound((attempt, self), eventLoop: client.loop.eventLoop)
        let bootstrap = bootstrap(on: client.loop, allowsHalfClose: true) { channel in
            let (attempt, connector) = bound.value
            try attempt.prepareTunnel(channel, tls: connector.tls)
        }
        open(bootstrap, attempt: attempt) { result in
            completion(result.map { attempt.tunnel(on: $0) }.mapError { attempt.failure(for: $0) })
        }
    }

    private func bootstrap(
        on loop: LoopContext,
        allowsHalfClose: Bool = false,
        prepare: @escaping @Sendable (any Channel) throws -> Void
    ) -> ClientBootstrap {
        ClientBootstrap(group: loop.eventLoop)
            .connectTimeout(connectTimeout)
            .channelInitializer { channel in
                channel.eventLoop.completed {
                    // The handler's clock asks for each read; a tunnel begins to read when both ends are there.
                    try SocketSetup.apply(to: channel, readsByItself: false, allowsHalfClose: allowsHalfClose)
                    try prepare(channel)
                }
            }
    }

    /// Connects, and takes the steps that follow; `completion` runs on the client's event loop.
    private func open(
        _ bootstrap: ClientBootstrap,
        attempt: ConnectAttempt,
        completion: @escaping (Result<any Channel, any Error>) -> Void
    ) {
        dial(bootstrap, attempt: attempt).assumeIsolated().whenComplete { [connectTimeout] result in
            switch result {
            case .success(let channel): attempt.finish(on: channel, within: connectTimeout, completion)
            case .failure: completion(result)
            }
        }
    }

    private func dial(_ bootstrap: ClientBootstrap, attempt: ConnectAttempt) -> EventLoopFuture<any Channel> {
        let (host, port) = attempt.dialled
        if let address = try? SocketAddress(ipAddress: host, port: port) {
            return bootstrap.connect(to: address)
        }
        let resolver = TimedResolver(eventLoop: attempt.client.loop.eventLoop, lookUp: lookUp)
        attempt.resolver = resolver
        return bootstrap.resolver(resolver).connect(host: host, port: port)
    }
}
