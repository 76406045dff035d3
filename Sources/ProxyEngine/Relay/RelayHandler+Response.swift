import NIOCore
import NIOHTTP1
import StreamCore

/// The way back: what one upstream read yields is written to the client in one piece, then reported.
extension RelayHandler {
    func upstreamSent(head: HTTPResponseHead) {
        guard head.status.code >= 200 || head.status.code == 101 else { return forwardInterim(head) }
        if let refusal = proxyRefusal(head) { return refuse(refusal) }
        guard machine.responseHeadReceived() == .forward else { return }
        exchange?.pendingHead = head
        exchange?.forgetRequest()
    }

    /// A proxy on the way wants credentials: of Weir, not of the client (RFC 9110 11.7).
    private func proxyRefusal(_ head: HTTPResponseHead) -> RelayFailure? {
        guard head.status.code == 407, let proxy = upstream?.requestProxy, let origin = exchange?.destination?.origin
        else { return nil }
        let schemes = head.headers["proxy-authenticate"].map { String($0.prefix { $0 != " " }) }
        let answer = ProxyAnswer(status: 407, reason: head.status.reasonPhrase, schemes: schemes)
        return UpstreamFailure.describe(ProxyRefusal(reason: answer.refusal(by: proxy)), proxy: proxy, origin: origin)
    }

    func upstreamSent(body: ByteBuffer) {
        guard machine.responsePartReceived() == .forward else { return }
        exchange?.pendingBody.append(body)
    }

    func upstreamSentEnd(trailers: HTTPHeaders?) {
        guard machine.responsePartReceived() == .forward else { return }
        exchange?.pendingEnd = true
        exchange?.trailers = trailers
    }

    /// Everything that one read of the upstream's socket yielded is here: pass it on, then look at it.
    func upstreamReadFinished() {
        guard let exchange, exchange.hasPendingOutput, let context else { return }
        let readAt = upstream?.readAt ?? MonotonicClock.now
        lastActivityAt = readAt
        exchange.lastUpstreamByteAt = readAt
        let head = exchange.pendingHead
        let hasEnded = exchange.pendingEnd
        var output = loop.takeScratch()
        isDelivering = true
        let bodyRange =
            if session == nil {
                writeBytes(of: exchange, through: &output)
            } else {
                writeFrames(of: exchange, through: &output, context: context)
            }
        isDelivering = false
        exchange.pendingHead = nil
        exchange.pendingBody.removeAll(keepingCapacity: true)
        exchange.pendingEnd = false
        if !bodyRange.isEmpty { exchange.reads += 1 }
        let acceptedAt = acceptance(context: context)
        if let head { report(head, of: exchange.id, at: readAt) }
        if !bodyRange.isEmpty {
            if exchange.reportsBodies {
                report(bodyRange, of: output, exchange: exchange.id, readAt, acceptedAt)
            } else {
                exchange.upgrade?.received += bodyRange.count
            }
        }
        loop.returnScratch(consume output)
        if hasEnded { responseEnded() }
        if closedWhileDelivering {
            closedWhileDelivering = false
            clientClosed()
        }
    }

    /// One write for all of it; returns where in `output` the body lies.
    private func writeBytes(of exchange: RelayedExchange, through output: inout ByteBuffer) -> Range<Int> {
        if let head = exchange.pendingHead { appendHead(head, of: exchange, to: &output) }
        let bodyRange = exchange.serializer.appendBody(exchange.pendingBody, to: &output)
        if exchange.pendingEnd { exchange.serializer.appendEnd(trailers: exchange.trailers, to: &output) }
        deliver(output)
        return bodyRange
    }

    private func appendHead(_ head: HTTPResponseHead, of exchange: RelayedExchange, to output: inout ByteBuffer) {
        if head.status == .switchingProtocols { return exchange.serializer.appendUpgradeHead(head, to: &output) }
        let isKept = exchange.clientKeepsAlive && head.keepsConnection && !isDraining
        exchange.serializer.appendHead(
            head,
            requestMethod: exchange.head.method,
            clientVersion: exchange.head.version,
            closes: !isKept,
            to: &output
        )
        exchange.closesConnections = !isKept || exchange.serializer.framing == .plain(endsWithConnection: true)
    }

    private func forwardInterim(_ head: HTTPResponseHead) {
        guard let exchange, let context, !machine.headSent else { return }
        // The request has met the upstream: it is not sent again.
        exchange.forgetHeldParts()
        // RFC 9110 15.2: HTTP/1.0 knows no interim answers.
        if session != nil {
            writeInterimFrame(head, context: context)
        } else if !exchange.head.version.isBeforeChunks {
            var output = context.channel.allocator.buffer(capacity: 256)
            exchange.serializer.appendInterimHead(head, to: &output)
            send(output)
        }
        report(head, of: exchange.id, at: upstream?.readAt ?? MonotonicClock.now)
    }

    private func report(_ head: HTTPResponseHead, of exchange: ExchangeID, at time: MonotonicInstant) {
        let response = ResponseHead(
            status: Int(head.status.code),
            version: head.version.text,
            headers: head.headers.fields(of: head.version),
            firstByteAt: time
        )
        observer.report(exchange, at: time, .responseStarted(response))
    }

    private func report(
        _ range: Range<Int>,
        of output: ByteBuffer,
        exchange: ExchangeID,
        _ readAt: MonotonicInstant,
        _ acceptedAt: MonotonicInstant?
    ) {
        output.withUnsafeReadableBytes { view in
            let body = UnsafeRawBufferPointer(rebasing: view[range])
            observer.reportResponseBody(exchange, at: readAt, acceptedAt: acceptedAt, body)
        }
    }

    // When the client's socket took the bytes.

    /// What the client's socket has not taken yet.
    var queuedBytes: Int {
        guard session == nil else { return unsentBytes }
        guard channelMayHoldBytes else { return 0 }
        let queued = (try? channelOptions?.getOption(.bufferedWritableBytes)) ?? 0
        channelMayHoldBytes = queued > 0
        return queued
    }

    /// Now, when nothing waits in the channel; else nil, and the time is reported when it comes, if it does.
    private func acceptance(context: ChannelHandlerContext) -> MonotonicInstant? {
        if closedWhileDelivering { return nil }
        let queued = queuedBytes
        if queued == 0 { return MonotonicClock.now }
        exchange?.clientBlocked.start(at: MonotonicClock.now)
        if !awaitsAcceptance { awaitAcceptance(queued: queued, context: context) }
        return nil
    }

    private func awaitAcceptance(queued: Int, context: ChannelHandlerContext) {
        guard let exchange else { return }
        awaitsAcceptance = true
        let written = everythingWritten(context: context)
        let id = exchange.id
        let read = exchange.reads - 1
        written.assumeIsolated().whenSuccess { [self] in
            accepted(exchange: id, throughRead: read, queued: queued)
        }
    }

    /// Completes when everything that was written so far has been accepted.
    private func everythingWritten(context: ChannelHandlerContext) -> EventLoopFuture<Void> {
        if let lastWrite { return lastWrite }
        let written = context.eventLoop.makePromise(of: Void.self)
        send(ByteBuffer(), promise: written)
        return written.futureResult
    }

    private func accepted(exchange id: ExchangeID, throughRead read: Int, queued: Int) {
        awaitsAcceptance = false
        // What waits may be of a later exchange, when the client pipelines.
        guard let context, let exchange, exchange.id == id || exchange.clientBlocked.isRunning else { return }
        let now = MonotonicClock.now
        lastActivityAt = now
        let stillQueued = queuedBytes
        // With nothing queued, the reads that followed were accepted, too, but for the one that is being written.
        let last = stillQueued == 0 ? exchange.reads - (isDelivering ? 2 : 1) : read
        if last >= 0, exchange.id == id || stillQueued == 0 {
            observer.report(exchange.id, at: now, .accepted(throughRead: last, queuedBytes: queued))
        }
        if stillQueued > 0 {
            awaitAcceptance(queued: stillQueued, context: context)
        } else {
            exchange.clientBlocked.stop(at: now)
        }
    }

    // Back-pressure towards the upstream.

    var mayReadUpstream: Bool {
        guard exchange != nil, let context else { return true }
        if !clientIsWritable {
            exchange?.pausedForClient.start(at: MonotonicClock.now)
            return false
        }
        return recorderKeepsUp(context: context)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        clientIsWritable = context.channel.isWritable
        if clientIsWritable {
            exchange?.pausedForClient.stop(at: MonotonicClock.now)
            upstream?.resumeReading()
        }
        context.fireChannelWritabilityChanged()
    }

    private func recorderKeepsUp(context: ChannelHandlerContext) -> Bool {
        guard observer.isFull, !loop.configuration.dropsAtOnce else {
            if observer.isFull { observer.startDropping() }
            exchange?.pausedForRecorder.stop()
            return true
        }
        exchange?.pausedForRecorder.start(at: MonotonicClock.now)
        loop.waitForRecorder { [self] in recorderWaitEnded() }
        return false
    }

    private func recorderWaitEnded() {
        // Now, not at the next read: how long the upstream is silent from here on is its own affair.
        exchange?.pausedForRecorder.stop(at: MonotonicClock.now)
        upstream?.resumeReading()
    }
}
