import Compression
package import StreamCore

/// Decodes one recorded exchange, block by block as its records come, or at once.
///
/// The exchange itself is handed in with each call: its owner keeps adding to it.
package final class ExchangeAnalyzer {
    private let analyzer: BodyAnalyzer
    private let stallRule: StallRule
    /// What each block held, and where in the body it ended.
    private var contents: [(contents: BlockContents, end: Int)] = []
    private var position = 0
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
        take(from: exchange, body)
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

    private func take(from exchange: RecordedExchange, _ body: (DecodedBlock, RecordedBlock) -> Void) {
        let blocks = exchange.blocks
        exchange.body.withUnsafeBufferPointer { bytes in
            if blocksTaken > 0, blocksTaken <= blocks.count { feed(blocks[blocksTaken - 1], in: bytes, body) }
            while blocksTaken < blocks.count {
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
        // The frames of a WebSocket are no part of an HTTP body.
        if case .frame = block.kind { return }
        // Bodies that were dropped are empty.
        let rest = ByteView(rebasing: bytes[block.bytes.clamped(to: bytes.indices)].dropFirst(taken))
        guard !rest.isEmpty else { return }
        analyzer.consume(rest) { decoded in
            note(decoded)
            body(decoded, block)
        }
    }

    private func note(_ decoded: DecodedBlock) {
        position += decoded.block.bytes.count
        contents.append((decoded.contents, position))
    }

    private func event(_ decoded: DecodedBlock, of block: RecordedBlock) -> AnalyzedEvent {
        let gap = lastTime.map { block.time - $0 }
        lastTime = block.time
        return AnalyzedEvent(decoded, time: block.time, read: block.read, gap: gap)
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
        let request = exchange.requestBody.withUnsafeBufferPointer { body in
            let facts = RequestFacts(method: method, path: path, headers: headers, body: body, parser: parser)
            // A form begins with a boundary; looking for JSON in an upload would be costly.
            let view = body.first == UInt8(ascii: "-") ? nil : parser.view(of: body)
            return LintRequest(facts: facts, body: view, headers: headers, host: exchange.request?.host)
        }
        let context = Self(
            method: method,
            path: path,
            contentType: exchange.response?.head.headers.first(named: "content-type"),
            status: exchange.response?.head.status,
            responseHeaders: exchange.response?.head.headers ?? [],
            request: request.facts,
            forcedDialect: dialect
        )
        return (context, request)
    }
}
