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
    fileprivate let parser: JSONParser

    /// The event inside the payload, where that only wraps it as base64 (Bedrock).
    package var wrappedData: [UInt8]? { block.wrappedData(parser) }
}

/// Frames and decodes one response body, from whatever pieces it comes in; knows no times.
package final class BodyAnalyzer {
    private let parser: JSONParser
    private let status: Int?
    private var decoder: StreamDecoder
    private var framer: BodyFramer
    /// Nil for bytes that are not looked into.
    private var linter: StreamLinter?
    /// The bytes of a body that is no stream.
    private var document: [UInt8] = []
    private let isConversation: Bool
    private var blockCount = 0
    private var deltas: [Delta] = []

    /// - Parameters:
    ///   - context: what is known of the exchange.
    ///   - sniffing: whether the first bytes may overrule the content type.
    ///   - request: what asked for it; rules that need it do not run without.
    ///   - isOpaque: the bytes are of a coding that nobody here can undo; they are not looked into.
    ///   - keeps: how much of the answer is kept.
    ///   - parser: shared; used only during calls.
    package init(
        _ context: DecodingContext,
        sniffing: BodyFramer.Sniffing = .always,
        request: LintRequest? = nil,
        isOpaque: Bool = false,
        keeps: StreamDecoder.Keeping,
        parser: JSONParser
    ) {
        self.parser = parser
        status = context.status
        isConversation = context.isConversation
        let request = request ?? LintRequest(facts: context.request, body: nil)
        linter = isOpaque ? nil : StreamLinter(request: request, isConversation: context.isConversation)
        // Rules read the answer, whoever else does.
        decoder = StreamDecoder(context: context, keeps: keeps == .nothing ? .answer : keeps, parser: parser)
        framer = BodyFramer(contentType: context.contentType, sniffing: sniffing)
    }

    package var dialect: String { decoder.dialect }
    package var model: String? { decoder.model }
    package var streamRequested: Bool? { decoder.streamRequested }
    /// How far a connection with many answers is; nil for a body.
    package var conversation: ConversationProgress? { isConversation ? decoder.conversation : nil }

    /// Takes a message of a WebSocket.
    package func consume(_ message: WebSocketMessage, _ body: (DecodedBlock) -> Void) {
        var block = message.block
        guard block.kind == .event, message.opcode.isText else { return take(block, body) }
        // What JSON messages call themselves is what people and expressions call them.
        let type = parser.view(of: message.payload)?["type"]?.bytes.map { Array($0) } ?? []
        type.withUnsafeBufferPointer { name in
            block.type = name
            take(block, body)
        }
    }

    /// Takes the next bytes and hands on each block that they complete.
    package func consume(_ bytes: ByteView, _ body: (DecodedBlock) -> Void) {
        guard linter != nil else { return }
        framer.consume(bytes) { take($0, body) }
    }

    /// Hands on what is left, and says what the body amounts to.
    ///
    /// `ending` says who ended it: a loose end is not always the sender's fault.
    package func finish(_ ending: LintedEnd.Ending = .ended, _ body: (DecodedBlock) -> Void) -> AnalyzedBody {
        linter?.end(ending)
        framer.finish { take($0, body) }
        // Without a byte the content type alone tells: an event stream without events is still one.
        let isDocument =
            !isConversation
            && (linter == nil || framer.framing == .unframed || (blockCount == 0 && framer.declared == nil))
        deltas.removeAll(keepingCapacity: true)
        if isDocument { document.withUnsafeBufferPointer { decoder.consumeDocument($0, into: &deltas) } }
        decoder.finish(into: &deltas)
        linter?.finish(
            decoder,
            isStream: !isDocument,
            status: status,
            anomalies: framer.anomalies,
            parser: parser
        )
        return AnalyzedBody(
            decoder,
            isStream: !isDocument,
            framing: isConversation ? .webSocket : framer.framing,
            opening: Array(document.drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) }.prefix(64)),
            findings: linter?.findings ?? [],
            parser: parser
        )
    }

    private func take(_ block: FramedBlock, _ body: (DecodedBlock) -> Void) {
        guard block.framing != .unframed else { return document.append(contentsOf: block.bytes) }
        deltas.removeAll(keepingCapacity: true)
        let taken = decoder.take(block, into: &deltas, linter: &linter)
        let decoded = DecodedBlock(
            block: block,
            index: blockCount,
            ordinal: taken.ordinal,
            deltas: deltas,
            contents: BlockContents(block, deltas: deltas, isPing: taken.kind == .ping),
            findings: taken.findings,
            parser: parser
        )
        blockCount += 1
        body(decoded)
    }
}
