extension ConnectHandler {
    /// From a client's wish for a tunnel to what serves the bytes inside; knows no channel and no clock.
    struct StateMachine {
        private enum State {
            /// Next: `detecting`, `digging`.
            case idle
            /// The client may send: what it says first decides. Next: `preparing`, `digging`, `done`.
            case detecting
            /// TLS is inside: the upstream is asked first. Next: `handshaking`, `done`.
            case preparing
            /// Next: `done`.
            case handshaking
            /// The upstream of a tunnel that is not looked into is being connected. Next: `done`.
            case digging(answered: Bool)
            /// Something else serves the connection, or it is closing. Final.
            case done
        }

        enum Action: Equatable {
            case wait
            /// Tell the client that it may send.
            case invite
            case serveHTTP1
            case serveHTTP2
            /// Connect to the upstream with what the client offers.
            case prepareUpstream
            /// Be the server that the client wants to meet.
            case beginHandshake
            /// Connect to the upstream, then copy.
            case dig
            /// Copy; `answer`: the client has not been told yet.
            case join(answer: Bool)
            /// The upstream cannot be reached.
            case refuse(answer: Bool)
            /// Nothing can be said any more.
            case giveUp
            case ignore
        }

        /// What the client's first bytes are.
        enum Content: Equatable {
            case unclear
            case http1
            case http2
            /// A whole ClientHello, and Weir can answer it.
            case tls
            /// Anything else, or TLS that is not to be opened.
            case opaque
        }

        private var state = State.idle

        /// Whether bytes of the client are wanted now.
        var wantsBytes: Bool {
            switch state {
            case .detecting, .handshaking, .done: true
            case .idle, .preparing, .digging: false
            }
        }

        var isDetecting: Bool { if case .detecting = state { true } else { false } }

        var isHandshaking: Bool { if case .handshaking = state { true } else { false } }

        /// - Parameters:
        ///   - opens: whether the content may be looked at.
        ///   - isAnswered: nobody waits for an answer: the client speaks TLS to Weir itself.
        /// - Returns: what to do first.
        mutating func began(opens: Bool, isAnswered: Bool = false) -> Action {
            guard opens else {
                state = .digging(answered: false)
                return .dig
            }
            state = .detecting
            return isAnswered ? .wait : .invite
        }

        /// Bytes of the client, judged.
        mutating func received(_ content: Content) -> Action {
            guard case .detecting = state else { return .wait }
            switch content {
            case .unclear: return .wait
            case .http1:
                state = .done
                return .serveHTTP1
            case .http2:
                state = .done
                return .serveHTTP2
            case .tls:
                state = .preparing
                return .prepareUpstream
            case .opaque:
                state = .digging(answered: true)
                return .dig
            }
        }

        /// The client waits for the server to speak first, as with SMTP or SSH.
        mutating func silenceLasted() -> Action {
            guard case .detecting = state else { return .ignore }
            state = .digging(answered: true)
            return .dig
        }

        /// The upstream chose a protocol, or could not be reached: both are told to the client inside.
        mutating func upstreamPrepared() -> Action {
            guard case .preparing = state else { return .ignore }
            state = .handshaking
            return .beginHandshake
        }

        mutating func handshakeEnded(isHTTP2: Bool) -> Action {
            guard case .handshaking = state else { return .ignore }
            state = .done
            return isHTTP2 ? .serveHTTP2 : .serveHTTP1
        }

        mutating func handshakeFailed() -> Action {
            guard case .handshaking = state else { return .ignore }
            state = .done
            return .giveUp
        }

        mutating func tunnelReached(_ isReached: Bool) -> Action {
            guard case .digging(let answered) = state else { return .ignore }
            state = .done
            return isReached ? .join(answer: !answered) : .refuse(answer: !answered)
        }

        mutating func clientClosed() {
            state = .done
        }
    }
}
