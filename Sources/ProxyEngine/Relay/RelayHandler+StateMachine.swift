extension RelayHandler {
    /// The life of one client connection and of the exchange on it; knows no channel and no clock.
    ///
    /// One exchange at a time: what a client pipelines behind it is held back by the handler.
    struct StateMachine: ~Copyable {
        private enum State {
            /// No exchange. Next: `connecting`, `relaying` (kept upstream connection), `answering`, `closed`.
            case idle
            /// The upstream is not ready; request parts are held. Next: `relaying`, `answering`, `idle`, `closed`.
            case connecting(requestEnded: Bool)
            /// Both sides are joined. Next: `connecting` (one retry), `answering`, `idle`, `closed`.
            case relaying(Relaying)
            /// Weir's own answer is out, the rest of the request is thrown away. Next: `idle`, `closed`.
            case answering
            /// The client connection is gone or going. Final.
            case closed
        }

        struct Relaying {
            var requestEnded: Bool
            var headSent = false
            var responseEnded = false
        }

        private var state = State.idle

        /// Whether no exchange is open.
        var isIdle: Bool { if case .idle = state { true } else { false } }

        var isClosed: Bool { if case .closed = state { true } else { false } }

        var headSent: Bool { if case .relaying(let relaying) = state { relaying.headSent } else { false } }

        enum OnRequestHead: Equatable {
            /// Start an exchange.
            case start
            /// An exchange is open: keep it for later.
            case hold
            case discard
        }

        mutating func requestHeadReceived() -> OnRequestHead {
            switch state {
            case .idle: .start
            case .connecting, .relaying, .answering: .hold
            case .closed: .discard
            }
        }

        /// The exchange that `.start` asked for goes on a connection that must be made, or on a kept one.
        mutating func exchangeStarted(upstreamIsReady: Bool) {
            state = upstreamIsReady ? .relaying(Relaying(requestEnded: false)) : .connecting(requestEnded: false)
        }

        enum OnRequestPart: Equatable {
            case forward
            /// The upstream is not ready yet.
            case hold
            case discard
        }

        mutating func requestBodyReceived() -> OnRequestPart {
            switch state {
            case .connecting: .hold
            case .relaying: .forward
            case .idle, .answering, .closed: .discard
            }
        }

        mutating func requestEndReceived() -> OnRequestPart {
            switch state {
            case .connecting:
                state = .connecting(requestEnded: true)
                return .hold
            case .relaying(var relaying):
                relaying.requestEnded = true
                state = .relaying(relaying)
                return .forward
            default:
                return .discard
            }
        }

        enum OnUpstreamReady: Equatable {
            case sendHeld
            /// The client left meanwhile.
            case closeUpstream
        }

        mutating func upstreamReady() -> OnUpstreamReady {
            switch state {
            case .connecting(let requestEnded):
                state = .relaying(Relaying(requestEnded: requestEnded))
                return .sendHeld
            default:
                return .closeUpstream
            }
        }

        enum OnResponsePart: Equatable {
            case forward
            case ignore
        }

        mutating func responseHeadReceived() -> OnResponsePart {
            switch state {
            case .relaying(var relaying):
                relaying.headSent = true
                state = .relaying(relaying)
                return .forward
            default:
                return .ignore
            }
        }

        func responsePartReceived() -> OnResponsePart {
            if case .relaying(let relaying) = state, relaying.headSent, !relaying.responseEnded {
                .forward
            } else {
                .ignore
            }
        }

        enum OnExchangeDone: Equatable {
            /// The connection may carry another request.
            case keepConnections
            /// The response came before the request was over: what follows on the connection is not a request.
            case closeConnections
            case ignore
        }

        mutating func responseEnded() -> OnExchangeDone {
            switch state {
            case .relaying(let relaying):
                state = .idle
                return relaying.requestEnded ? .keepConnections : .closeConnections
            default:
                return .ignore
            }
        }

        enum OnUpstreamLost: Equatable {
            /// Nothing of a response came and the connection was an old one: try a new one.
            case retry
            /// Tell the client with a response of our own.
            case answer
            /// The response had begun: end it as the upstream did.
            case abortClient
            /// No exchange was open: the client's connection has lost its partner.
            case closeIdleClient
            case ignore
        }

        /// The upstream's connection failed or ended.
        ///
        /// - Parameter canRetry: the connection had served a request before and the whole request is in hand.
        /// - Returns: what to do about the exchange.
        mutating func upstreamLost(canRetry: Bool) -> OnUpstreamLost {
            switch state {
            case .connecting:
                state = .answering
                return .answer
            case .relaying(let relaying):
                if relaying.headSent {
                    state = .closed
                    return .abortClient
                }
                state = canRetry ? .connecting(requestEnded: relaying.requestEnded) : .answering
                return canRetry ? .retry : .answer
            case .idle:
                state = .closed
                return .closeIdleClient
            default:
                return .ignore
            }
        }

        enum OnRefusal: Equatable {
            case answer
            /// The head is out already: only the connection can be ended.
            case abortClient
            case ignore
        }

        /// Weir ends the exchange itself: bad request, unknown route, timeout.
        mutating func refused() -> OnRefusal {
            switch state {
            case .idle, .connecting:
                state = .answering
                return .answer
            case .relaying(let relaying):
                state = relaying.headSent ? .closed : .answering
                return relaying.headSent ? .abortClient : .answer
            case .answering, .closed:
                return .ignore
            }
        }

        enum OnClientClosed: Equatable {
            /// An exchange was open.
            case abortExchange
            case closeUpstream
        }

        mutating func clientClosed() -> OnClientClosed {
            switch state {
            case .connecting, .relaying:
                state = .closed
                return .abortExchange
            case .idle, .answering, .closed:
                state = .closed
                return .closeUpstream
            }
        }

        mutating func closed() {
            state = .closed
        }
    }
}
