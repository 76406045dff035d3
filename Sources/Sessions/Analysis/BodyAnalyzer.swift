package import StreamCore

/// One block as ``BodyAnalyzer`` hands it on: borrowed, valid only during the call.
package struct DecodedBlock {
    package let block: FramedBlock
    /// Its index among all blocks.
    package let index: Int
    /// Its ordinal among the dispatched events, from 1; nil for comments and the like.
    package let ordinal: Int?
    package let deltas: [Delta]
    package let contents: BlockContents
    package let findings: [Finding]
}

/// Frames and decodes one response body, from whatever pieces it comes in; knows no times.
package final class BodyAnalyzer {
    private let parser: JSONParser
    private let isOpaque: Bool
    private var decoder: StreamDecoder
    private var framer: BodyFramer
    /// The bytes of a body that is no stream.
    private var document: [UInt8] = []
    private var blockCount = 0
    private var findings: [Finding] = []
    private var deltas: [Delta] = []

    /// - Parameters:
    ///   - context: what is known of the exchange.
    ///   - sniffing: whether the first bytes may overrule the content type.
    ///   - isOpaque: the bytes are of a coding that nobody here can undo; they are not looked into.
    ///   - keeps: how much of the answer is kept.
    ///   - parser: shared; used only during calls.
    package init(
        _ context: DecodingContext,
        sniffing: BodyFramer.Sniffing = .always,
        isOpaque: Bool = false,
        keeps: StreamDecoder.Keeping,
        parser: JSONParser
    ) {
        self.parser = parser
        self.isOpaque = isOpaque
        decoder = StreamDecoder(context: context, keeps: keeps, parser: parser)
        framer = BodyFramer(contentType: context.contentType, sniffing: sniffing)
    }

    package var dialect: String { decoder.dialect }
    package var model: String? { decoder.model }
    package var streamRequested: Bool? { decoder.streamRequested }

    /// Takes the next bytes and hands on each block that they complete.
    package func consume(_ bytes: ByteView, _ body: (DecodedBlock) -> Void) {
        guard !isOpaque else { return }
        framer.consume(bytes) { take($0, tellsTail: false, body) }
    }

    /// Hands on what is left, and says what the body amounts to.
    ///
    /// With `isCut` it was not the sender who ended the body, so that a loose end is no fault of theirs.
    package func finish(isCut: Bool = false, _ body: (DecodedBlock) -> Void) -> AnalyzedBody {
        framer.finish { take($0, tellsTail: !isCut, body) }
        // Without a byte the content type alone tells: an event stream without events is still one.
        let isDocument = isOpaque || framer.framing == .unframed || (blockCount == 0 && framer.declared == nil)
        deltas.removeAll(keepingCapacity: true)
        if isDocument { document.withUnsafeBufferPointer { decoder.consumeDocument($0, into: &deltas) } }
        decoder.finish(into: &deltas)
        let anomalies = framer.anomalies.list.filter { !isCut || !$0.isLooseEnd }
        return AnalyzedBody(
            decoder,
            isStream: !isDocument,
            findings: findings + anomalies.map(\.finding),
            parser: parser
        )
    }

    private func take(_ block: FramedBlock, tellsTail: Bool, _ body: (DecodedBlock) -> Void) {
        guard block.framing != .unframed else { return document.append(contentsOf: block.bytes) }
        deltas.removeAll(keepingCapacity: true)
        let kind = decoder.consume(block, into: &deltas)
        let decoded = DecodedBlock(
            block: block,
            index: blockCount,
            ordinal: block.kind == .event ? decoder.eventCount : nil,
            deltas: deltas,
            contents: BlockContents(block, deltas: deltas, isPing: kind == .ping),
            findings: EventFindings.of(
                block,
                deltas: deltas,
                index: blockCount,
                ordinal: block.kind == .event ? decoder.eventCount : nil,
                jsonFailure: decoder.jsonFailure,
                tellsTail: tellsTail
            )
        )
        blockCount += 1
        findings += decoded.findings
        body(decoded)
    }
}

extension Anomaly {
    /// The body ended too early, rather than being wrong.
    fileprivate var isLooseEnd: Bool {
        switch self {
        case .arrayNotClosed, .frameNotComplete: true
        case .lineTooLong, .eventTooLarge, .unexpectedByte, .badChecksum, .badFrame: false
        }
    }

    fileprivate var finding: Finding {
        switch self {
        case .lineTooLong, .eventTooLarge: Finding("SSE-HUGE-EVENT", .warning, message)
        case .unexpectedByte: Finding("JSON-INVALID", .error, message)
        case .arrayNotClosed: Finding("GEM-ARRAY-UNCLOSED", .error, message)
        case .badChecksum: Finding("AWS-CRC", .error, message)
        case .badFrame, .frameNotComplete: Finding("AWS-SHORT-FRAME", .error, message)
        }
    }
}
