import CaptureFile
import Compression
package import StreamCore

/// Decodes one recorded exchange, block by block as its records come, or at once.
///
/// The exchange itself is handed in with each call: its owner keeps adding to it.
package final class ExchangeAnalyzer {
    private let analyzer: BodyAnalyzer
    private let stallRule: StallRule
    /// Nil for an HTTP body.
    private let socket: SocketAnalyzer?
    /// What each block held, and where in the body it ended.
    private var contents: [(contents: BlockContents, end: Int)] = []
    private var position = 0
    /// What each message of the upstream held, and the read that completed it.
    private var socketBlocks: [(contents: BlockContents, read: Int)] = []
    private var blocksTaken = 0
    /// Bytes of the body that were fed; a long block grows after its first part was taken.
    private var bytesTaken = 0
    private var lastTime: MonotonicInstant?

    /// Begins when the response's head is known.
    package init(
        _ exchange: RecordedExchange,
        keeps: StreamDecoder.Keeping,
        dialect: String? = nil,
        stallRule: StallRule = StallRule(),
        parser: JSONParser
    ) {
        self.stallRule = stallRule
        socket = SocketAnalyzer(exchange)
        let headers = exchange.response?.head.headers ?? []
        let coding = headers.first(named: "content-encoding")
        let (context, request) = DecodingContext.read(exchange, dialect: dialect, parser: parser)
        analyzer = BodyAnalyzer(
            context,
            request: request,
            isOpaque: coding.map { ContentCoding.list(headerValue: $0) == nil } ?? false,
            keeps: keeps,
            parser: parser
        )
    }

    package var dialect: String { analyzer.dialect }
    package var model: String? { analyzer.model }
    package var streamRequested: Bool? { analyzer.streamRequested }

    /// Decodes what was added since the last call.
    package func take(from exchange: RecordedExchange, _ body: (AnalyzedEvent) -> Void) {
        take(from: exchange) { decoded, block in body(event(decoded, of: block)) }
    }

    /// Decodes what is left; no block follows.
    package func finish(_ exchange: RecordedExchange, _ body: (AnalyzedEvent) -> Void) -> AnalyzedExchange {
        conclude(exchange) { decoded, block in body(event(decoded, of: block)) }
    }

    /// All of an exchange at once.
    package static func analyze(
        _ exchange: RecordedExchange,
        keeps: StreamDecoder.Keeping,
        dialect: String? = nil,
        stallRule: StallRule = StallRule(),
        parser: JSONParser,
        _ body: (AnalyzedEvent) -> Void
    ) -> AnalyzedExchange {
        ExchangeAnalyzer(exchange, keeps: keeps, dialect: dialect, stallRule: stallRule, parser: parser)
            .finish(exchange, body)
    }

    /// All of an exchange at once, for those who do not look at single events.
    package static func analyze(
        _ exchange: RecordedExchange,
        keeps: StreamDecoder.Keeping,
        dialect: String? = nil,
        stallRule: StallRule = StallRule(),
        parser: JSONParser
    ) -> AnalyzedExchange {
        ExchangeAnalyzer(exchange, keeps: keeps, dialect: dialect, stallRule: stallRule, parser: parser)
            .conclude(exchange) { _, _ in }
    }
}

extension ExchangeAnalyzer {
    private func conclude(
        _ exchange: RecordedExchange,
        _ body: (DecodedBlock, RecordedBlock) -> Void
    ) -> AnalyzedExchange {
        take(from: exchange, isLast: true, body)
        if let socket { return conclude(exchange, socket, body) }
        let result = analyzer.finish(exchange.lintEnding) { decoded in
            note(decoded)
            if let last = exchange.blocks.last { body(decoded, last) }
        }
        return AnalyzedExchange(
            exchange,
            body: result,
            timeline: timeline(of: exchange, result),
            stallRule: stallRule
        )
    }

    private func take(
        from exchange: RecordedExchange,
        isLast: Bool = false,
        _ body: (DecodedBlock, RecordedBlock) -> Void
    ) {
        let blocks = exchange.blocks
        exchange.body.withUnsafeBufferPointer { bytes in
            if socket == nil, blocksTaken > 0, blocksTaken <= blocks.count {
                feed(blocks[blocksTaken - 1], in: bytes, body)
            }
            while blocksTaken < blocks.count {
                // A frame is taken once all its lines are there.
                if socket != nil, !blocks[blocksTaken].isWhole, !isLast { return }
                feed(blocks[blocksTaken], in: bytes, body)
                blocksTaken += 1
            }
        }
    }

    private func feed(
        _ block: RecordedBlock,
        in bytes: ByteView,
        _ body: (DecodedBlock, RecordedBlock) -> Void
    ) {
        let taken = min(max(bytesTaken - block.bytes.lowerBound, 0), block.bytes.count)
        bytesTaken = max(bytesTaken, block.bytes.upperBound)
        // Bodies that were dropped are empty.
        let stored = ByteView(rebasing: bytes[block.bytes.clamped(to: bytes.indices)])
        if case .frame(let mark) = block.kind { return feed(mark, block, stored, body) }
        let rest = ByteView(rebasing: stored.dropFirst(taken))
        guard !rest.isEmpty else { return }
        analyzer.consume(rest) { decoded in
            note(decoded)
            body(decoded, block)
        }
    }

    /// The frames of a WebSocket are no part of an HTTP body.
    private func feed(
        _ mark: CaptureFrame,
        _ block: RecordedBlock,
        _ bytes: ByteView,
        _ body: (DecodedBlock, RecordedBlock) -> Void
    ) {
        guard let socket else { return }
        socket.take(mark, bytes) { message in
            analyzer.consume(message) { decoded in
                socket.note(decoded, of: block, now: analyzer.conversation)
                if message.sender == .upstream { note(decoded, of: block) }
                body(decoded, block)
            }
        }
    }

    /// The rest of a WebSocket.
    private func conclude(
        _ exchange: RecordedExchange,
        _ socket: SocketAnalyzer,
        _ body: (DecodedBlock, RecordedBlock) -> Void
    ) -> AnalyzedExchange {
        socket.finish { message in
            guard let last = exchange.blocks.last else { return }
            analyzer.consume(message) { body($0, last) }
        }
        let result = analyzer.finish(exchange.lintEnding) { _ in }
        return AnalyzedExchange(
            exchange,
            body: result,
            socket: socket,
            timeline: socketTimeline(of: exchange),
            stallRule: stallRule
        )
    }

    private func note(_ decoded: DecodedBlock, of block: RecordedBlock) {
        socketBlocks.append((decoded.contents, block.read))
    }

    private func note(_ decoded: DecodedBlock) {
        position += decoded.block.bytes.count
        contents.append((decoded.contents, position))
    }

    private func event(_ decoded: DecodedBlock, of block: RecordedBlock) -> AnalyzedEvent {
        let gap = lastTime.map { block.time - $0 }
        lastTime = block.time
        var event = AnalyzedEvent(decoded, time: block.time, read: block.read, gap: gap)
        if let socket { event.findings += socket.latestFindings }
        return event
    }

    /// The whole connection, for one whose messages are of no dialect with answers.
    private func socketTimeline(of exchange: RecordedExchange) -> StreamTimeline {
        var timeline = StreamTimeline(exchange)
        let reads = SocketReads(exchange)
        for read in reads.list {
            timeline.addRead(at: read.time, byteCount: read.byteCount, acceptedAt: read.acceptedAt)
        }
        let places = Dictionary(uniqueKeysWithValues: reads.list.enumerated().map { ($1.number, $0) })
        for block in socketBlocks {
            if let place = places[block.read] { timeline.addBlock(block.contents, read: place) }
        }
        return timeline
    }

    /// Blocks belong to the reads that brought their last bytes; read numbers of edited files may repeat.
    private func timeline(of exchange: RecordedExchange, _ body: AnalyzedBody) -> StreamTimeline {
        var timeline = StreamTimeline(exchange)
        timeline.isStream = body.isStream
        timeline.isResumed = body.isResumed
        let reads = exchange.reads
        for read in reads {
            timeline.addRead(at: read.time, byteCount: read.bytes.count, acceptedAt: read.acceptedAt)
        }
        var place = 0
        for block in contents {
            while place + 1 < reads.count, reads[place].bytes.upperBound < block.end { place += 1 }
            timeline.addBlock(block.contents, read: place)
        }
        return timeline
    }
}

extension RecordedExchange {
    /// Who ended the body; nobody did when the recording breaks off.
    fileprivate var lintEnding: LintedEnd.Ending {
        switch end?.ending.reason {
        case nil, .clientAbort, .proxyStop: .cut
        case .eof: .ended
        case .upstreamAbort, .timeout, .protocolError, .connect: .brokenOff
        }
    }
}

extension DecodingContext {
    /// What is known before the response body, and the request as rules see it.
    fileprivate static func read(
        _ exchange: RecordedExchange,
        dialect: String?,
        parser: JSONParser
    ) -> (context: Self, request: LintRequest) {
        let method = exchange.request?.method ?? "POST"
        let path = exchange.request?.target ?? ""
        let headers = exchange.request?.headers ?? []
        let isSocket = exchange.response.map { WebSocketHandshake.isAccepted(by: $0.head) } ?? false
        let request = exchange.requestBody.withUnsafeBufferPointer { body in
            var facts = RequestFacts(method: method, path: path, headers: headers, body: body, parser: parser)
            // Whoever asks for a WebSocket wants what comes as it comes.
            if isSocket { facts.streamRequested = true }
            // A form begins with a boundary; looking for JSON in an upload would be costly.
            let view = body.first == UInt8(ascii: "-") ? nil : parser.view(of: body)
            return LintRequest(facts: facts, body: view, headers: headers, host: exchange.request?.host)
        }
        var context = Self(
            method: method,
            path: path,
            contentType: exchange.response?.head.headers.first(named: "content-type"),
            status: exchange.response?.head.status,
            responseHeaders: exchange.response?.head.headers ?? [],
            request: request.facts,
            forcedDialect: dialect
        )
        context.isConversation = isSocket
        return (context, request)
    }
}
