/// Turns the framed blocks of one response body into deltas, live or from a file.
///
/// Thousands of decoders live at once: each holds a reader and counts, no buffers. The parser is shared;
/// what it yields is used up before the next block.
package struct StreamDecoder {
    /// How much of the answer is kept.
    package enum Keeping: Sendable {
        /// Nothing at all: beside a live stream only dialect, model and outcome count.
        case outcome
        /// Names, counts and reasons only.
        case nothing
        /// The normalised answer with its text.
        case answer
        /// The answer, and the message in the provider's own shape.
        case message
    }

    private let parser: JSONParser
    private let keeps: Keeping
    private let method: String
    private let status: Int?
    private let headers: AnswerHeaders?
    /// What the request says, without its lists: they would be kept as long as the stream.
    private let request: RequestFacts
    private var vote: DialectVote
    private var reader: any DialectReader
    private var builder: (any MessageBuilder)?
    private var document: JSONValue?
    private var isStream = true
    /// The messages of a WebSocket, with more than one answer among them.
    private let isConversation: Bool
    private var lineError: ProviderError?
    /// Dispatched events so far.
    package private(set) var eventCount = 0
    package private(set) var answer: ModelAnswer

    package init(context: DecodingContext, keeps: Keeping, parser: JSONParser) {
        self.parser = parser
        self.keeps = keeps
        method = context.method
        status = context.status
        headers = AnswerHeaders(context.responseHeaders)
        isConversation = context.isConversation
        request = context.request.withoutLists
        answer = ModelAnswer(keepsText: keeps == .answer || keeps == .message)
        vote = Self.vote(for: context)
        reader = vote.current?.reader(isConversation: isConversation) ?? UnreadStream()
        reader.prepare(for: request)
        builder = keeps == .message ? vote.current?.builder(isConversation: isConversation) : nil
        builder?.prepare(for: request)
    }

    /// The product's name of the dialect.
    package var dialect: String { vote.current?.name ?? "none" }
    package var model: String? { reader.model ?? request.model }
    package var requestedModel: String? { request.model }
    /// Nil when the request does not tell.
    package var streamRequested: Bool? { request.streamRequested }
    /// The stream goes on where another one was cut.
    package var isResumed: Bool { isStream && request.resumesAfter != nil }
    package var isComplete: Bool { reader.isComplete }
    package var sawTerminator: Bool { reader.sawTerminator }
    package var error: ProviderError? { lineError ?? reader.error }
    /// How far a connection with many answers is; nil for a stream that is one answer.
    package var conversation: ConversationProgress? { reader.conversation }

    /// The response in the provider's own shape without streaming; nil unless messages are kept.
    package var message: JSONValue? { document ?? builder?.message() }

    /// Raw tool arguments of ``message`` that do not parse, by the position of their block.
    package var partialJSON: [Int: String] { builder?.partialJSON ?? [:] }
    /// What the server told of its work beside the message; nil unless messages are kept.
    package var report: JSONValue? { builder?.report }

    package var outcome: DecodedOutcome {
        DecodedOutcome(
            isComplete: isComplete,
            sawTerminator: sawTerminator,
            hasError: error != nil,
            hasEnd: isStream && vote.current?.hasEnd(method: method) ?? false && !reader.isOpenEnded
        )
    }

    /// Reads one block; what it means is appended to `deltas`.
    @discardableResult
    package mutating func consume(_ block: FramedBlock, into deltas: inout [Delta]) -> BlockClass {
        var linter: StreamLinter?
        return consume(block, into: &deltas, linter: &linter)
    }

    /// As ``consume(_:into:)``; a linter sees the payload while its view is alive.
    @discardableResult
    package mutating func consume(
        _ block: FramedBlock,
        into deltas: inout [Delta],
        linter: inout StreamLinter?
    ) -> BlockClass {
        let start = deltas.count
        let kind: BlockClass?
        if let mark = block.message, mark.sender == .client || !mark.opcode.isText {
            linter?.begin(block, ordinal: block.kind == .event ? eventCount + 1 : nil)
            kind = readMessage(block, mark, into: &deltas)
        } else if block.kind == .event {
            linter?.begin(block, ordinal: eventCount + 1)
            kind = read(block, into: &deltas, linter: &linter)
        } else {
            linter?.begin(block, ordinal: nil)
            kind = readIgnored(block, into: &deltas)
            linter?.check(ignored: block, deltas: deltas[start...])
        }
        fold(deltas[start...])
        return kind ?? BlockClass(deltas[start...])
    }

    /// As ``consume(_:into:linter:)``, with all that is known of the block afterwards.
    package mutating func take(
        _ block: FramedBlock,
        into deltas: inout [Delta],
        linter: inout StreamLinter?
    ) -> TakenBlock {
        let kind = consume(block, into: &deltas, linter: &linter)
        return TakenBlock(
            kind: kind,
            ordinal: block.kind == .event ? eventCount : nil,
            findings: linter?.latest ?? []
        )
    }

    /// Reads a whole body that is no stream: an answer, or an error.
    package mutating func consumeDocument(_ body: ByteView, into deltas: inout [Delta]) {
        let start = deltas.count
        isStream = false
        let json = parser.view(of: body)
        if let json { settleDialect(of: json) }
        let isFailure = status.map { $0 >= 400 } ?? false
        if isFailure {
            var error = ProviderError(document: json, body: body, status: status ?? 0)
            error.type = error.type ?? headers?.errorType
            report(error, into: &deltas)
        } else if let json {
            readDocument(json, into: &deltas)
        }
        fold(deltas[start...])
    }

    /// Appends what was held back; no block follows.
    package mutating func finish(into deltas: inout [Delta]) {
        let start = deltas.count
        reader.finish(into: &deltas)
        if let usage = countsOfHead { deltas.append(Delta(.usage, usage: usage)) }
        fold(deltas[start...])
    }

    /// What the head adds to the counts of the body; nil when it adds nothing, and where nothing is kept.
    private var countsOfHead: Usage? {
        guard let headers, keeps != .outcome, answer.error == nil else { return nil }
        guard answer.usage.source == .provider else { return headers.usage }
        guard answer.usage.serviceTier == nil, let tier = headers.serviceTier else { return nil }
        var usage = answer.usage
        usage.serviceTier = tier
        return usage
    }
}

extension StreamDecoder {
    private static func vote(for context: DecodingContext) -> DialectVote {
        if let dialect = context.forcedDialect.flatMap(DialectRegistry.named) {
            return DialectVote(proposed: dialect, isFinal: true)
        }
        let proposed = DialectRegistry.proposed(
            method: context.method,
            path: context.path,
            bodyKeys: context.request.bodyKeys
        )
        guard context.isConversation else {
            return DialectVote(proposed: proposed ?? DialectRegistry.fallback(contentType: context.contentType))
        }
        // What is asked for by POST elsewhere is asked for by messages here.
        let asked = DialectRegistry.proposed(method: "POST", path: context.path, bodyKeys: nil)
        return DialectVote(proposed: proposed ?? asked ?? .webSocketMessages)
    }

    /// Reads a dispatched event; returns its class where the deltas do not tell it.
    private mutating func read(
        _ block: FramedBlock,
        into deltas: inout [Delta],
        linter: inout StreamLinter?
    ) -> BlockClass? {
        eventCount += 1
        let event = DialectEvent(block, parser: parser)
        let before = deltas.count
        let wasTerminated = reader.sawTerminator
        if let message = block.failureMessage {
            report(ProviderError(frame: event, message: message), into: &deltas)
        } else {
            settleDialect(by: event, framing: block.framing)
            reader.read(event, into: &deltas)
            builder?.add(event)
        }
        linter?.check(event, of: block, deltas: deltas[before...], dialect: vote.current, outcome: outcome)
        if deltas.count > before { return nil }
        if reader.sawTerminator, !wasTerminated || event.json == nil { return .done }
        return event.isKeepAlive ? .ping : .other
    }

    /// Comments and ignored fields: keep-alives, but also some servers' way to report an error.
    private mutating func readIgnored(_ block: FramedBlock, into deltas: inout [Delta]) -> BlockClass? {
        if let value = block.errorField {
            report(ProviderError(fieldLine: value, json: parser.view(of: value)), into: &deltas)
            return .error
        }
        if block.bytes.firstVisibleByte == UInt8(ascii: "{"), let json = parser.view(of: block.bytes),
            let error = ProviderError(member: json)
        {
            // Google writes a failure as bare JSON between the events.
            report(error, into: &deltas)
            return .error
        }
        if block.isTail { return .partial }
        return block.bytes.firstVisibleByte == UInt8(ascii: ":") ? .ping : .other
    }

    private mutating func settleDialect(by event: DialectEvent, framing: Framing) {
        if vote.current == nil, let fallback = DialectRegistry.fallback(framing: framing) {
            vote.fallBack(to: fallback)
            adoptDialect()
        }
        if vote.isOpen, vote.count(event, framing: framing) { adoptDialect() }
    }

    /// Starts the voted dialect's reader; what came before was not its grammar.
    private mutating func adoptDialect() {
        guard let dialect = vote.current else { return }
        let request = request
        reader = dialect.reader(isConversation: isConversation)
        reader.prepare(for: request)
        builder = keeps == .message ? dialect.builder(isConversation: isConversation) : nil
        builder?.prepare(for: request)
    }

    private mutating func report(_ error: ProviderError, into deltas: inout [Delta]) {
        lineError = lineError ?? error
        deltas.append(error.delta)
    }

    private mutating func fold(_ deltas: ArraySlice<Delta>) {
        guard keeps != .outcome else { return }
        for place in deltas.indices {
            answer.apply(deltas[place], addsUsage: reader.conversation != nil)
            // The reader knows more of an error than its delta says.
            if deltas[place].kind == .error { answer.error = error ?? answer.error }
        }
        if answer.model == nil { answer.model = reader.model }
    }
}

extension StreamDecoder {
    /// The dialect of a whole answer: a known shape wins over the path.
    private mutating func settleDialect(of document: JSONView) {
        if vote.current?.isCarrier ?? false { return }
        let sample = document.isArray ? document.first : document
        let claimant = sample.flatMap { DialectRegistry.claimant(of: DialectEvent(document: $0)) }
        if let claimant, claimant.name != vote.current?.name {
            vote = DialectVote(proposed: claimant, isFinal: true)
            adoptDialect()
        }
    }

    private mutating func readDocument(_ document: JSONView, into deltas: inout [Delta]) {
        guard document.isArray else {
            reader.readDocument(document, into: &deltas)
            if keeps == .message, vote.current != nil, reader.error == nil { self.document = document.value }
            return
        }
        // A stream that was answered, or read, as one array.
        document.forEachElement { element in
            let event = DialectEvent(document: element)
            reader.read(event, into: &deltas)
            builder?.add(event)
        }
        reader.finish(into: &deltas)
    }
}

extension StreamDecoder {
    /// Reads a message of a WebSocket that is no event of the provider's; returns its class.
    private mutating func readMessage(
        _ block: FramedBlock,
        _ mark: WebSocketMark,
        into deltas: inout [Delta]
    ) -> BlockClass {
        switch mark.opcode {
        case .ping, .pong: return .ping
        case .close:
            let close = WebSocketClose(block.data)
            if mark.sender == .upstream, close.isFailure { report(ProviderError(close), into: &deltas) }
            return .done
        default:
            guard block.kind == .event else { return .other }
            eventCount += 1
            if mark.opcode.isText { reader.readRequest(DialectEvent(block, parser: parser)) }
            return .other
        }
    }
}

extension ProviderError {
    /// What a server says by the code with which it closes a WebSocket.
    fileprivate init(_ close: WebSocketClose) {
        self.init(
            type: "websocket_close",
            message: close.reason.isEmpty ? close.name ?? "" : close.reason,
            code: close.code.map { "\($0)" },
            raw: .string(close.description)
        )
    }
}

extension Dialect {
    fileprivate func reader(isConversation: Bool) -> any DialectReader {
        isConversation ? makeConversationReader?() ?? makeReader() : makeReader()
    }

    fileprivate func builder(isConversation: Bool) -> (any MessageBuilder)? {
        isConversation ? makeConversationBuilder?() ?? makeBuilder?() : makeBuilder?()
    }
}

/// What a decoder and a linter made of one block, beside its deltas.
package struct TakenBlock {
    package let kind: BlockClass
    /// Among the dispatched events, from 1; nil for others.
    package let ordinal: Int?
    package let findings: [Finding]
}
