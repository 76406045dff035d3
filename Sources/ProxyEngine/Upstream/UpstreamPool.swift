import NIOCore
import StreamCore

/// The upstream connections of one client connection.
///
/// With HTTP/1.1 the relay keeps its one connection itself, and this only makes them. The streams of an HTTP/2 client
/// find each other's connections here: one HTTP/2 connection serves them all, HTTP/1.1 ones are used in turn.
final class UpstreamPool {
    typealias Completion = (Result<UpstreamHandler, RelayFailure>) -> Void

    /// A connection whose protocol is not known yet.
    private final class Attempt {
        let origin: Origin
        var waiting: [Completion] = []

        init(origin: Origin) {
            self.origin = origin
        }
    }

    private unowned let client: ClientConnection
    private var idle: [UpstreamHandler] = []
    private var sessions: [HTTP2UpstreamSession] = []
    private var attempts: [Attempt] = []
    /// What origins with TLS turned out to speak.
    private var spoken: [(origin: Origin, name: String)] = []
    /// What ALPN told a client in a tunnel, for all of its connection.
    private var promised: String?
    /// Why the connection failed that was made before the client's first request, which gets to hear of it.
    private var failure: RelayFailure?
    private var isClosed = false

    init(client: ClientConnection) {
        self.client = client
    }

    /// A connection, or a stream of one, that is ready for one request.
    func open(to origin: Origin, completion: @escaping Completion) {
        if let failure {
            self.failure = nil
            return completion(.failure(failure))
        }
        if let ready = takeIdle(for: origin) { return completion(.success(ready)) }
        if let session = sessions.first(where: { $0.isUsable && $0.origin.sharesConnections(with: origin) }) {
            return session.openStream(completion)
        }
        if let attempt = attempts.first(where: { $0.origin.sharesConnections(with: origin) }) {
            attempt.waiting.append(completion)
        } else {
            connect(to: origin, completion)
        }
    }

    /// Connects before the first request, and tells what ALPN chose.
    ///
    /// A failure is kept for the first request.
    func prepare(_ origin: Origin, completion: @escaping (Result<String, RelayFailure>) -> Void) {
        connect(to: origin) { [self] result in
            switch result {
            case .success(let handler):
                promised = handler.applicationProtocol
                if isClosed { handler.closeUnused() } else { idle.append(handler) }
                completion(.success(handler.applicationProtocol))
            case .failure(let failure):
                self.failure = failure
                completion(.failure(failure))
            }
        }
    }

    /// Keeps an HTTP/1.1 connection, whose exchange went well, for another stream.
    func giveBack(_ handler: UpstreamHandler) {
        handler.relay = nil
        idle.removeAll { !$0.isActive }
        idle.append(handler)
    }

    /// Forgets what has gone.
    func closed(_ session: HTTP2UpstreamSession) {
        sessions.removeAll { $0 === session }
    }

    /// The client has left.
    func close() {
        isClosed = true
        for handler in idle { handler.closeUnused() }
        for session in sessions { session.closeUnused() }
        idle = []
        sessions = []
    }

    private func takeIdle(for origin: Origin) -> UpstreamHandler? {
        guard !idle.isEmpty else { return nil }
        idle.removeAll { !$0.isActive }
        guard let place = idle.firstIndex(where: { $0.origin.sharesConnections(with: origin) }) else { return nil }
        return idle.remove(at: place)
    }

    private func connect(to origin: Origin, _ completion: @escaping Completion) {
        let protocols = offer(to: origin)
        // What speaks HTTP/1.1 needs a connection for each request, and nobody has to wait for another's.
        guard protocols.mayBeHTTP2, name(spokenAt: origin) != .http1 else {
            return client.loop.connector.connect(to: origin, protocols: protocols, client: client) { [self] result in
                switch result {
                case .success(let connected): adopt(connected, to: origin, completion)
                case .failure(let failure): completion(.failure(failure))
                }
            }
        }
        let attempt = Attempt(origin: origin)
        attempts.append(attempt)
        client.loop.connector.connect(to: origin, protocols: protocols, client: client) { [self] result in
            attempts.removeAll { $0 === attempt }
            switch result {
            case .success(let connected):
                adopt(connected, to: origin, completion)
                for waiting in attempt.waiting { open(to: origin, completion: waiting) }
            case .failure(let failure):
                completion(.failure(failure))
                for waiting in attempt.waiting { waiting(.failure(failure)) }
            }
        }
    }

    /// The client's own list; where the upstream is known to speak nothing of it, what it does speak.
    private func offer(to origin: Origin) -> UpstreamProtocols {
        let wanted = client.protocols(for: origin)
        guard origin.scheme == .https, let known = name(spokenAt: origin), !wanted.include(known) else { return wanted }
        return .negotiated([known])
    }

    private func name(spokenAt origin: Origin) -> String? {
        spoken.first { $0.origin.sharesConnections(with: origin) }?.name
    }

    private func note(_ name: String, spokenAt origin: Origin) {
        guard origin.scheme == .https else { return }
        spoken.removeAll { $0.origin.sharesConnections(with: origin) }
        spoken.append((origin, name))
    }

    /// An upstream spoke HTTP/2 although nothing was agreed on: from now on it is asked for that.
    func speakHTTP2(at origin: Origin) {
        if !client.loop.configuration.usesHTTP1Only { note(.http2, spokenAt: origin) }
    }

    private func adopt(_ connected: UpstreamConnection, to origin: Origin, _ completion: @escaping Completion) {
        let opened = Fact.connectionOpened(connected.id, connected.facts)
        client.loop.observer.report(ExchangeID(rawValue: 0), at: MonotonicClock.now, opened)
        switch connected.kind {
        case .http1(let handler):
            note(.http1, spokenAt: origin)
            handler.isAnnounced = true
            completion(.success(handler))
            // Promised by ALPN to the client, and no longer kept by the upstream: the next connection tells it.
            if promised == .http2 { client.drain() }
        case .http2(let session):
            note(.http2, spokenAt: origin)
            session.isAnnounced = true
            session.pool = self
            if isClosed {
                session.closeUnused()
            } else {
                sessions.append(session)
            }
            session.openStream(completion)
        }
    }
}
