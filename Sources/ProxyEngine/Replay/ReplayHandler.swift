import NIOCore
import NIOHTTP1
package import StreamCore

/// Answers the requests of one client connection from recordings, at their recorded times.
final class ReplayHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = ByteBuffer

    private let library: ReplayLibrary
    private var head: HTTPRequestHead?
    private var requestBody: [UInt8] = []
    private var inbox: [HTTPServerRequestPart] = []
    private var playback: Playback?
    private var timer: Scheduled<Void>?
    private let parser = JSONParser()

    /// A longer request cannot have been recorded as JSON; what is over is not compared.
    private static let requestLimit = 256 << 20

    init(library: ReplayLibrary) {
        self.library = library
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        if playback == nil { receive(part, context: context) } else { inbox.append(part) }
    }

    private func receive(_ part: HTTPServerRequestPart, context: ChannelHandlerContext) {
        switch part {
        case .head(let head):
            self.head = head
            requestBody = []
            if head.headers[canonicalForm: "expect"].contains(where: { $0.lowercased() == "100-continue" }) {
                context.writeAndFlush(
                    wrapOutboundOut(ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n")),
                    promise: nil
                )
            }
        case .body(let bytes):
            if requestBody.count + bytes.readableBytes <= Self.requestLimit {
                requestBody.append(contentsOf: bytes.readableBytesView)
            }
        case .end:
            answer(context: context)
        }
    }

    private func answer(context: ChannelHandlerContext) {
        guard let head else { return }
        let body = RequestBody(library.decode(head.headers.fields, requestBody), parser: parser)
        let request = ReplayMatcher.Request(method: head.method.rawValue, target: head.uri, body: body)
        switch library.match(request) {
        case .success(let recording) where recording.socket != nil:
            open(recording, request: head, context: context)
        case .success(let recording):
            playback = Playback(recording, request: head)
            startedAt = context.eventLoop.now
            step(context: context)
        case .failure(let miss):
            refuse(miss, request: head, context: context)
        }
    }

    private var startedAt = NIODeadline.now()

    /// Writes what is due and waits for the next write.
    private func step(context: ChannelHandlerContext) {
        var output = context.channel.allocator.buffer(capacity: 4096)
        while let current = playback {
            let due = startedAt + .nanoseconds(current.nextOffset.count)
            if due > .now() {
                send(&output, context: context)
                let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
                timer = context.eventLoop.scheduleTask(deadline: due) {
                    let (handler, context) = bound.value
                    handler.step(context: context)
                }
                return
            }
            let isOver = playback?.advance(into: &output) ?? true
            // Each recorded read is a write of its own.
            send(&output, context: context)
            if isOver { return finish(current, context: context) }
        }
    }

    private func send(_ output: inout ByteBuffer, context: ChannelHandlerContext) {
        guard output.readableBytes > 0 else { return }
        context.writeAndFlush(wrapOutboundOut(output), promise: nil)
        output = context.channel.allocator.buffer(capacity: 4096)
    }

    private func finish(_ played: Playback, context: ChannelHandlerContext) {
        playback = nil
        switch played.ending {
        case .keepConnection:
            let waiting = inbox
            inbox = []
            for part in waiting { channelRead(context: context, data: NIOAny(part)) }
        case .close(let byReset):
            if byReset { context.channel.resetsOnClose() }
            let written = context.eventLoop.makePromise(of: Void.self)
            let channel = context.channel
            written.futureResult.whenComplete { _ in channel.close(promise: nil) }
            context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: written)
        }
    }

    /// Makes the connection the WebSocket that was recorded.
    ///
    /// Compression is not agreed on again: the messages are stored without it.
    private func open(_ recording: Recording, request: HTTPRequestHead, context: ChannelHandlerContext) {
        guard let script = recording.socket, UpgradeRequest(request) != nil,
            let key = request.headers.first(name: "sec-websocket-key")
        else {
            let message = "recording #\(recording.number) is a WebSocket: the request asks for no upgrade"
            return answer(RelayFailure(.badRequest, message), request: request, context: context)
        }
        let renewed: Set = ["sec-websocket-accept", "sec-websocket-extensions"]
        var headers = HTTPHeaders(
            recording.headers.map { ($0.name, $0.value) }.filter { name, _ in
                !renewed.contains(name.lowercased())
            }
        )
        headers.add(name: "Sec-WebSocket-Accept", value: WebSocketHandshake.accept(key: key))
        var output = context.channel.allocator.buffer(capacity: 512)
        var serializer = ResponseSerializer()
        let head = HTTPResponseHead(version: .http1_1, status: .switchingProtocols, headers: headers)
        serializer.appendUpgradeHead(head, to: &output)
        context.writeAndFlush(wrapOutboundOut(output), promise: nil)
        let player = ReplaySocketHandler(script, options: recording.options)
        let bound = NIOLoopBound((self, context, player), eventLoop: context.eventLoop)
        // Not at once: the decoder is still handing on the request.
        context.eventLoop.execute {
            let (handler, context, player) = bound.value
            handler.makeWay(for: player, context: context)
        }
    }

    /// What the decoder holds of the client's frames goes to the player.
    private func makeWay(for player: ReplaySocketHandler, context: ChannelHandlerContext) {
        do {
            let pipeline = context.pipeline.syncOperations
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandler(player)
            pipeline.removeHandler(self, promise: nil)
            pipeline.removeHandler(decoder, promise: nil)
        } catch {
            context.close(promise: nil)
        }
    }

    private func refuse(_ miss: ReplayMatcher.Miss, request: HTTPRequestHead, context: ChannelHandlerContext) {
        let nearest = miss.nearest.map { "; the nearest is #\($0), which differs in \(miss.difference)" } ?? ""
        let failure = RelayFailure(.noRecording, "no recording answers \(request.method) \(request.uri)\(nearest)")
        let details = JSONObject([("nearest", JSONValue(miss.nearest)), ("difference", .string(miss.difference))])
        answer(failure, details: details, request: request, context: context)
    }

    private func answer(
        _ failure: RelayFailure,
        details: JSONObject = JSONObject(),
        request: HTTPRequestHead,
        context: ChannelHandlerContext
    ) {
        var output = context.channel.allocator.buffer(capacity: 512)
        var serializer = ResponseSerializer()
        let answer = failure.response(details: details)
        let closes = !request.isKeepAlive
        serializer.appendHead(
            answer.head,
            requestMethod: request.method,
            clientVersion: request.version,
            closes: closes,
            to: &output
        )
        if serializer.framing != .noBody { output.writeBytes(answer.body) }
        context.writeAndFlush(wrapOutboundOut(output), promise: nil)
        if closes { context.channel.close(mode: .output, promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        timer = nil
        playback = nil
        context.fireChannelInactive()
    }
}

/// The recordings of a replay, shared by its connections.
package final class ReplayLibrary {
    private var matcher: ReplayMatcher
    /// Undoes a request's content coding, as recordings have it.
    let decode: RequestDecoder
    private let report: (ReplayMatcher.Request, Result<Recording, ReplayMatcher.Miss>) -> Void
    package private(set) var misses = 0

    /// - Parameters:
    ///   - matcher: finds the recording for each request.
    ///   - decode: undoes the content coding of a request's body.
    ///   - report: told of each request and what answered it.
    package init(
        matcher: ReplayMatcher,
        decode: @escaping RequestDecoder,
        report: @escaping (ReplayMatcher.Request, Result<Recording, ReplayMatcher.Miss>) -> Void
    ) {
        self.matcher = matcher
        self.decode = decode
        self.report = report
    }

    func match(_ request: ReplayMatcher.Request) -> Result<Recording, ReplayMatcher.Miss> {
        let result = matcher.match(request)
        if case .failure = result { misses += 1 }
        report(request, result)
        return result
    }
}

/// Gives the body of a request without its content coding; headers and body as they came.
package typealias RequestDecoder = @Sendable (_ headers: [HeaderField], _ body: [UInt8]) -> [UInt8]
