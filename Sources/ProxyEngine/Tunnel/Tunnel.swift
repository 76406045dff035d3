import NIOCore
import NIOHTTP1
import StreamCore

/// Two connections joined without looking at what passes: counted, and recorded as an exchange without content.
final class Tunnel: ClientStage {
    private let client: ClientConnection
    private let clientEnd: TunnelHandler
    private let upstreamEnd: TunnelHandler
    private let upstream: ConnectionID
    private let exchange: TunnelRecord
    private var machine = StateMachine()
    private var lastActivityAt = MonotonicClock.now

    init(
        client: ClientConnection,
        clientEnd: TunnelHandler,
        upstreamEnd: TunnelHandler,
        upstream: ConnectionID,
        exchange: TunnelRecord
    ) {
        self.client = client
        self.clientEnd = clientEnd
        self.upstreamEnd = upstreamEnd
        self.upstream = upstream
        self.exchange = exchange
        clientEnd.join(upstreamEnd, in: self, as: .client)
        upstreamEnd.join(clientEnd, in: self, as: .upstream)
    }

    /// Lets bytes flow; `early` is what the client had sent.
    func begin(early: ByteBuffer) {
        if early.readableBytes > 0 { upstreamEnd.send(early) }
        earlyBytes = early.readableBytes
        upstreamEnd.context?.channel.setOption(.autoRead, value: true).whenFailure { _ in }
        clientEnd.resumeReading()
        upstreamEnd.resumeReading()
        if !(upstreamEnd.context?.channel.isActive ?? false) { closed(.upstream) }
    }

    private var earlyBytes = 0

    func bytesPassed() {
        lastActivityAt = MonotonicClock.now
    }

    func inputEnded(_ side: StateMachine.Side) { carryOut(machine.inputEnded(side)) }

    func closed(_ side: StateMachine.Side) { carryOut(machine.closed(side)) }

    private func carryOut(_ action: StateMachine.Action) {
        switch action {
        case .endOutput(.client): clientEnd.endOutput()
        case .endOutput(.upstream): upstreamEnd.endOutput()
        case .close(let side): finish(side == .client ? "the client closed it" : "the upstream closed it", .eof)
        case .ignore: break
        }
    }

    private func finish(_ how: String, _ reason: EndReason) {
        let sent = clientEnd.bytesRead + earlyBytes
        let traffic = TunnelTraffic(sent: sent, received: upstreamEnd.bytesRead)
        let why = reason == .eof ? "tunnel, not opened: \(how)" : how
        exchange.end(reason, detail: why, traffic: traffic)
        let closing = ConnectionClosing(requests: 1, bytes: upstreamEnd.bytesRead, reason: how)
        client.loop.observer.report(
            ExchangeID(rawValue: 0),
            at: MonotonicClock.now,
            .connectionClosed(upstream, closing)
        )
        for end in [clientEnd, upstreamEnd] {
            end.close()
            end.leave()
        }
    }

    // As a stage of the connection.

    func sweep(at now: MonotonicInstant) {
        let limit = client.loop.configuration.idleTimeout
        guard now - lastActivityAt > limit, machine.ended() else { return }
        finish("nothing passed for \(limit.count / 1_000_000_000) s (--idle-timeout)", .timeout)
    }

    /// What passes is not known, and so neither is a good moment to end it: it goes on until the drain is over.
    func drain() {}

    func stop() {
        if machine.ended() { finish("Weir was stopped", .proxyStop) }
    }
}

/// How a tunnel appears in the capture: as the CONNECT that asked for it, whichever way it did.
final class TunnelRecord {
    private let observer: ExchangeObserver
    private let id: ExchangeID
    private let attemptAt = MonotonicClock.now

    /// Begins the record.
    init(_ request: TunnelRequest, client: ClientConnection) {
        observer = client.loop.observer
        id = client.loop.nextExchange()
        observer.report(id, at: MonotonicClock.now, .requestStarted(request.requestHead(on: client.id)))
    }

    /// The upstream is there: the client may send.
    func established(upstream: ConnectionID?) {
        let now = MonotonicClock.now
        let delivery = RequestDelivery(
            upstream: upstream,
            reused: false,
            attemptAt: attemptAt,
            forwardBeganAt: upstream == nil ? nil : now,
            forwardEndedAt: upstream == nil ? nil : now
        )
        observer.report(id, at: now, .requestEnded(delivery))
        let head = ResponseHead(status: 200, version: "1.1", headers: [], firstByteAt: now, author: .weir)
        observer.report(id, at: now, .responseStarted(head))
    }

    /// Weir's own answer.
    func refused(_ failure: RelayFailure) {
        let now = MonotonicClock.now
        let delivery = RequestDelivery(upstream: nil, reused: false, attemptAt: attemptAt)
        observer.report(id, at: now, .requestEnded(delivery))
        let answer = failure.response()
        let head = ResponseHead(
            status: failure.status,
            version: "1.1",
            headers: answer.head.headers.fields,
            firstByteAt: now,
            author: .weir
        )
        observer.report(id, at: now, .responseStarted(head))
        answer.body.withUnsafeBytes { observer.reportResponseBody(id, at: now, acceptedAt: now, $0) }
        end(failure.reason, detail: failure.message, finding: failure.finding)
    }

    func end(_ reason: EndReason, detail: String, traffic: TunnelTraffic? = nil, finding: LintCode? = nil) {
        let ending = ExchangeEnding(reason: reason, detail: detail, tunnel: traffic, finding: finding)
        observer.report(id, at: MonotonicClock.now, .ended(ending))
    }
}
