import StreamCore

extension StreamTimeline {
    /// The milestones of a recorded exchange; reads and blocks are added by the analyzer.
    init(_ exchange: RecordedExchange) {
        self.init()
        requestFirstByteAt = exchange.request?.firstByteAt
        requestHeadAt = exchange.requestHeadAt
        attemptBeganAt = exchange.delivery?.attemptAt
        sendBeganAt = exchange.delivery?.forwardBeganAt
        sendEndedAt = exchange.delivery?.forwardEndedAt
        responseFirstByteAt = exchange.response?.head.firstByteAt
        responseHeadAt = exchange.response?.completeAt
        takeConnection(of: exchange)
        guard let ending = exchange.end?.ending else { return }
        lastByteAt = ending.lastUpstreamByteAt
        sawEnd = ending.reason == .eof
        pausedForClient = ending.pausedForClient
        pausedForRecorder = ending.pausedForRecorder
        clientBlocked = ending.clientBlocked
        queuedMaximum = exchange.mostQueuedBytes
    }

    private mutating func takeConnection(of exchange: RecordedExchange) {
        guard let delivery = exchange.delivery, delivery.upstream != nil || delivery.reused else { return }
        isReused = delivery.reused
        guard !delivery.reused, let upstream = exchange.upstream else { return }
        resolving = upstream.facts.resolving
        connecting = upstream.facts.connecting
        passing = upstream.facts.passing
        handshaking = upstream.facts.handshaking
        isPreconnected = exchange.requestHeadAt.map { upstream.openedAt < $0 } ?? false
    }
}
