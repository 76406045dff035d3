/// Chooses how a body is framed, by its content type and its first bytes, and cuts it so.
package struct BodyFramer: Sendable {
    /// When the first bytes may overrule the content type.
    package enum Sniffing: Hashable, Sendable {
        /// They decide when the type is missing or says nothing, and when they contradict it.
        case always
        /// A type that names a framing stands.
        case whenUnknown
    }

    private enum Parser: Sendable {
        case undecided(FramingSniffer)
        case sse(SSEParser)
        case ndjson(NDJSONParser)
        case jsonArray(JSONArrayParser)
        case eventStream(EventStreamParser)
        case unframed
    }

    private var parser: Parser
    private let limits: FramingLimits

    /// What the content type promises, nil when it promises nothing.
    package let declared: Framing?
    /// What was chosen, nil until the first bytes came.
    private(set) package var framing: Framing?

    package init(contentType: String?, sniffing: Sniffing = .always, limits: FramingLimits = FramingLimits()) {
        let type = BodyContentType(contentType)
        self.limits = limits
        declared = type.framing
        if let fixed = type.framing, !type.maySniff || sniffing == .whenUnknown {
            framing = fixed
            parser = Self.parser(fixed, limits)
        } else {
            parser = .undecided(FramingSniffer(type))
        }
    }

    /// Whether the body turned out to be something other than its content type says.
    package var contradictsContentType: Bool {
        guard let framing, let declared else { return false }
        return framing != declared
    }

    /// What the peer did wrong so far.
    package var anomalies: AnomalyLog {
        switch parser {
        case .undecided, .unframed: AnomalyLog()
        case .sse(let parser): parser.anomalies
        case .ndjson(let parser): parser.anomalies
        case .jsonArray(let parser): parser.anomalies
        case .eventStream(let parser): parser.anomalies
        }
    }

    /// Takes the bytes of one read and hands on each block that they complete.
    package mutating func consume(_ bytes: ByteView, _ body: (FramedBlock) -> Void) {
        // Taking the parser out leaves it the only owner of its buffers, so that nothing is copied.
        let current = parser
        parser = .unframed
        switch consume current {
        case .undecided(let sniffer):
            decide(sniffer, bytes, body)
        case .sse(var inner):
            inner.consume(bytes, body)
            parser = .sse(inner)
        case .ndjson(var inner):
            inner.consume(bytes, body)
            parser = .ndjson(inner)
        case .jsonArray(var inner):
            inner.consume(bytes, body)
            parser = .jsonArray(inner)
        case .eventStream(var inner):
            inner.consume(bytes, body)
            parser = .eventStream(inner)
        case .unframed:
            if !bytes.isEmpty { body(FramedBlock(kind: .comment, bytes: bytes, data: .none, framing: .unframed)) }
        }
    }

    /// Hands on what is pending: the body has ended.
    package mutating func finish(_ body: (FramedBlock) -> Void) {
        let current = parser
        parser = .unframed
        switch consume current {
        case .undecided(let sniffer):
            settle(sniffer.lastResort, held: sniffer.held, body)
            finish(body)
        case .sse(var inner):
            inner.finish(body)
            parser = .sse(inner)
        case .ndjson(var inner):
            inner.finish(body)
            parser = .ndjson(inner)
        case .jsonArray(var inner):
            inner.finish(body)
            parser = .jsonArray(inner)
        case .eventStream(var inner):
            inner.finish(body)
            parser = .eventStream(inner)
        case .unframed:
            break
        }
    }

    private mutating func decide(_ sniffer: FramingSniffer, _ bytes: ByteView, _ body: (FramedBlock) -> Void) {
        var sniffer = sniffer
        if sniffer.held.isEmpty, let chosen = sniffer.decide(bytes) {
            framing = chosen
            parser = Self.parser(chosen, limits)
            return consume(bytes, body)
        }
        guard let chosen = sniffer.hold(bytes) else {
            parser = .undecided(sniffer)
            return
        }
        settle(chosen, held: sniffer.held, body)
    }

    private mutating func settle(_ chosen: Framing, held: [UInt8], _ body: (FramedBlock) -> Void) {
        framing = chosen
        parser = Self.parser(chosen, limits)
        held.withUnsafeBufferPointer { consume($0, body) }
    }

    private static func parser(_ framing: Framing, _ limits: FramingLimits) -> Parser {
        switch framing {
        case .sse: .sse(SSEParser(limits: limits))
        case .ndjson: .ndjson(NDJSONParser(limits: limits))
        case .jsonArray: .jsonArray(JSONArrayParser(limits: limits))
        case .eventStream: .eventStream(EventStreamParser())
        case .unframed, .webSocket: .unframed
        }
    }
}
