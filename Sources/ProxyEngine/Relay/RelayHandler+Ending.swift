import NIOCore
import NIOHTTP1
import NIOHTTP2
import StreamCore

/// How exchanges end: well, by Weir's own answer, or with a connection.
extension RelayHandler {
    func responseEnded() {
        let closes = exchange?.closesConnections ?? true
        switch machine.responseEnded() {
        case .ignore: break
        case .keepConnections:
            reportEnd(.eof)
            if session != nil {
                finishStream(keepsUpstream: !closes)
            } else if closes || isDraining {
                closeUpstream()
                closeClientWhenWritten()
            } else {
                leaveStream()
                takeNextRequest()
            }
        case .closeConnections:
            reportEnd(.eof)
            closeUpstream()
            lingerAndClose()
        }
    }

    /// No further request is taken on the client's connection.
    var isDraining: Bool { loop.isDraining || client.isDraining }

    /// The upstream's stream has ended with the exchange; the next request gets another.
    private func leaveStream() {
        guard let upstream, upstream.session != nil else { return }
        upstream.relay = nil
        self.upstream = nil
    }

    func reportEnd(_ failure: RelayFailure) {
        reportEnd(failure.reason, detail: failure.message, finding: failure.finding)
    }

    func reportEnd(_ reason: EndReason, detail: String? = nil, finding: LintCode? = nil) {
        guard let ended = exchange else { return }
        exchange = nil
        let now = MonotonicClock.now
        ended.pausedForClient.stop(at: now)
        ended.pausedForRecorder.stop(at: now)
        ended.clientBlocked.stop(at: now)
        if ended.delivery.forwardEndedAt == nil { observer.report(ended.id, at: now, .requestEnded(ended.delivery)) }
        if let trailers = ended.trailers { observer.report(ended.id, at: now, .trailers(trailers.fields)) }
        let ending = ExchangeEnding(
            reason: reason,
            detail: detail ?? ended.upgrade?.note,
            lastUpstreamByteAt: ended.lastUpstreamByteAt,
            pausedForClient: ended.pausedForClient.total,
            pausedForRecorder: ended.pausedForRecorder.total,
            clientBlocked: ended.clientBlocked.total,
            tunnel: ended.upgrade?.traffic,
            finding: finding
        )
        observer.report(ended.id, at: now, .ended(ending))
    }

    // The upstream goes away.

    func upstreamClosed(_ handler: UpstreamHandler) {
        guard handler === upstream else { return }
        if upgraded != nil { return upgradedConnectionClosed(.upstream, failure: handler.failure) }
        upstream = nil
        let message = "\(handler.origin.hostAndPort) closed the connection before it answered"
        let isUnanswered = exchange.map { $0.delivery.reused && $0.attempts == 1 && $0.canReplay } ?? false
        let wasRefused = handler.wasRefused && exchange.map { $0.attempts == 1 && $0.canReplay } ?? false
        let isFirstAttempt = isUnanswered && !handler.brokeOffResponse || wasRefused
        loseUpstream(
            handler.failure ?? RelayFailure(.reset, message),
            canRetry: isFirstAttempt,
            byReset: handler.wasReset
        )
    }

    func loseUpstream(_ failure: RelayFailure, canRetry: Bool, byReset: Bool = false) {
        switch machine.upstreamLost(canRetry: canRetry) {
        case .ignore: break
        case .retry:
            if let origin = exchange?.destination?.origin { connect(to: origin) }
        case .answer: answer(failure)
        case .abortClient: abortClient(failure, byReset: byReset)
        case .closeIdleClient: closeClientWhenWritten()
        }
    }

    /// Weir itself ends the exchange.
    func refuse(_ failure: RelayFailure) {
        switch machine.refused() {
        case .answer: answer(failure)
        case .abortClient: abortClient(failure, byReset: false)
        case .ignore: break
        }
    }

    private func answer(_ failure: RelayFailure) {
        closeUpstream()
        guard let context else { return }
        let answer = failure.response()
        if session != nil { return answerByHTTP2(answer, failure, context: context) }
        var serializer = ResponseSerializer()
        var output = context.channel.allocator.buffer(capacity: answer.body.count + 256)
        let method = exchange?.head.method ?? .GET
        serializer.appendHead(
            answer.head,
            requestMethod: method,
            clientVersion: .http1_1,
            closes: true,
            isOwn: true,
            to: &output
        )
        if serializer.framing != .noBody { output.writeBytes(answer.body) }
        send(output)
        report(answer: answer.head, body: serializer.framing == .noBody ? [] : answer.body)
        reportEnd(failure)
        lingerAndClose()
    }

    func report(answer head: HTTPResponseHead, body: [UInt8]) {
        guard let exchange else { return }
        let now = MonotonicClock.now
        let response = ResponseHead(
            status: Int(head.status.code),
            version: head.version.text,
            headers: head.headers.fields,
            firstByteAt: now,
            author: .weir
        )
        observer.report(exchange.id, at: now, .responseStarted(response))
        guard !body.isEmpty else { return }
        body.withUnsafeBytes { observer.reportResponseBody(exchange.id, at: now, acceptedAt: now, $0) }
    }

    /// The head is out: the client learns of the failure as the upstream's client would have, by the connection.
    private func abortClient(_ failure: RelayFailure, byReset: Bool) {
        reportEnd(failure)
        closeUpstream()
        if session != nil { return resetStream(.internalError) }
        if byReset { context?.channel.resetsOnClose() }
        closeClientWhenWritten()
    }

    // Connections close.

    func closeUpstream() {
        let handler = upstream
        upstream = nil
        handler?.closeUnused()
    }

    /// Closes once the socket has taken what is queued for it.
    func closeClientWhenWritten() {
        machine.closed()
        guard let context, session == nil else { return }
        let written = context.eventLoop.makePromise(of: Void.self)
        let channel = context.channel
        written.futureResult.whenComplete { _ in channel.close(promise: nil) }
        send(ByteBuffer(), promise: written)
    }

    /// Says that nothing more comes, and lets the client finish what it is sending.
    func lingerAndClose() {
        if session != nil { return resetWhenWritten() }
        machine.closed()
        context?.channel.closeAfterLingering()
    }

    func endIfSilent(at now: MonotonicInstant) {
        guard exchange != nil, now - lastActivityAt > loop.configuration.idleTimeout else { return }
        let place = exchange?.destination?.origin.hostAndPort ?? "the upstream"
        let seconds = loop.configuration.idleTimeout.count / 1_000_000_000
        refuse(RelayFailure(.timeout, "\(place) sent nothing for \(seconds) s (--idle-timeout)"))
    }
}
