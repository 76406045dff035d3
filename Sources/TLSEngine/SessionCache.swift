internal import COpenSSL
internal import Synchronization

/// Sessions that servers offered for resumption, by server.
final class SessionCache: Sendable {
    private struct State {
        var sessions: [String: [SessionHandle]] = [:]
        /// Servers, the one longest known first.
        var order: [String] = []
    }

    private let state = Mutex(State())
    private let serverLimit: Int
    /// A server sends two tickets with each handshake; a few suffice for parallel connections.
    private let sessionLimit = 8

    init(serverLimit: Int = 256) {
        self.serverLimit = serverLimit
    }

    func add(_ session: SessionHandle, for server: String) {
        state.withLock { state in
            if state.sessions[server] == nil { state.order.append(server) }
            state.sessions[server, default: []].append(session)
            if let count = state.sessions[server]?.count, count > sessionLimit {
                state.sessions[server]?.removeFirst()
            }
            guard state.order.count > serverLimit else { return }
            state.sessions[state.order.removeFirst()] = nil
        }
    }

    /// The newest session for a server.
    ///
    /// RFC 8446 appendix C.4: a TLS 1.3 ticket is used once, else watchers could link the connections.
    func take(for server: String) -> SessionHandle? {
        state.withLock { state in
            while let session = state.sessions[server]?.last {
                let isSingleUse = SSL_SESSION_get_protocol_version(session.pointer) == TLS1_3_VERSION
                let isUsable = SSL_SESSION_is_resumable(session.pointer) == 1
                if isSingleUse || !isUsable { state.sessions[server]?.removeLast() }
                if isUsable { return session }
            }
            return nil
        }
    }
}
