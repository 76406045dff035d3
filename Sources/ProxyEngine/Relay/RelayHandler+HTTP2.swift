import NIOCore
import NIOHPACK
import NIOHTTP1
import NIOHTTP2
import StreamCore

/// What the relay does otherwise on a stream of HTTP/2: it writes frames, and it ends the stream instead of a connection.
extension RelayHandler {
    /// Frames for what one upstream read yielded; returns where in `output` the body lies.
    func writeFrames(
        of exchange: RelayedExchange,
        through output: inout ByteBuffer,
        context: ChannelHandlerContext
    ) -> Range<Int> {
        for part in exchange.pendingBody { output.writeImmutableBuffer(part) }
        let bodyRange = output.readerIndex..<output.writerIndex
        let trailers = exchange.pendingEnd ? exchange.trailers.flatMap { $0.isEmpty ? nil : $0 } : nil
        let bodyEnds = exchange.pendingEnd && trailers == nil
        if let head = exchange.pendingHead {
            exchange.closesConnections = !head.keepsConnection
            let block = HTTP2Frame.FramePayload.Headers(
                headers: HTTP2Heads.fields(of: head),
                endStream: bodyEnds && bodyRange.isEmpty
            )
            write(.headers(block), context: context)
        }
        if !bodyRange.isEmpty || bodyEnds && exchange.pendingHead == nil {
            let block = HTTP2Frame.FramePayload.Data(data: .byteBuffer(output), endStream: bodyEnds)
            write(.data(block), bytes: bodyRange.count, context: context)
        }
        if let trailers {
            let fields = HTTP2Heads.fields(ofTrailers: trailers)
            write(.headers(.init(headers: fields, endStream: true)), context: context)
        }
        context.flush()
        return bodyRange
    }

    func writeInterimFrame(_ head: HTTPResponseHead, context: ChannelHandlerContext) {
        write(.headers(.init(headers: HTTP2Heads.fields(of: head))), context: context)
        context.flush()
    }

    /// Weir's own answer.
    func answerByHTTP2(
        _ answer: (head: HTTPResponseHead, body: [UInt8]),
        _ failure: RelayFailure,
        context: ChannelHandlerContext
    ) {
        let isHead = exchange?.head.method == .HEAD
        let requestEnded = exchange?.requestEnded ?? true
        write(
            .headers(.init(headers: HTTP2Heads.fields(of: answer.head, isOwn: true), endStream: isHead)),
            context: context
        )
        if !isHead {
            let body = context.channel.allocator.buffer(bytes: answer.body)
            write(.data(.init(data: .byteBuffer(body), endStream: true)), bytes: answer.body.count, context: context)
        }
        context.flush()
        report(answer: answer.head, body: isHead ? [] : answer.body)
        reportEnd(failure)
        if requestEnded { machine.closed() } else { lingerAndClose() }
    }

    /// The exchange went well: the stream is over, its upstream connection may serve another.
    func finishStream(keepsUpstream: Bool) {
        machine.closed()
        guard let upstream else { return }
        self.upstream = nil
        upstream.relay = nil
        guard upstream.session == nil else { return }
        if keepsUpstream, upstream.isActive {
            client.upstreams.giveBack(upstream)
        } else {
            upstream.closeUnused()
        }
    }

    /// The answer is whole, the rest of the request is not wanted (RFC 9113 8.1).
    ///
    /// A reset would take what is not written yet with it; and the request may end by itself meanwhile.
    func resetWhenWritten() {
        machine.closed()
        let written = lastWrite ?? loop.eventLoop.makeSucceededVoidFuture()
        written.assumeIsolated().whenComplete { [self] _ in
            loop.eventLoop.assumeIsolated().execute { [self] in resetStream(.noError) }
        }
    }

    /// Ends the stream in the middle.
    func resetStream(_ code: HTTP2ErrorCode) {
        machine.closed()
        guard let context else { return }
        write(.rstStream(code), context: context)
        context.flush()
    }

    private func write(_ frame: HTTP2Frame.FramePayload, bytes: Int = 0, context: ChannelHandlerContext) {
        guard bytes > 0 else { return context.write(NIOAny(frame), promise: nil) }
        unsentBytes += bytes
        let written = context.eventLoop.makePromise(of: Void.self)
        lastWrite = written.futureResult
        written.futureResult.assumeIsolated().whenComplete { [self] _ in unsentBytes -= bytes }
        context.write(NIOAny(frame), promise: written)
    }
}

extension HTTPResponseHead {
    /// Whether the connection that it came by may serve another request; those of HTTP/2 always do.
    var keepsConnection: Bool { version.major >= 2 || isKeepAlive }
}
