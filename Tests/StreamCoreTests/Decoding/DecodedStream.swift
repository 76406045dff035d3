import StreamCore

/// A body taken through framing and decoding, with where each kind of content came first.
struct DecodedStream {
    private var framer: BodyFramer
    private(set) var decoder: StreamDecoder
    private(set) var deltas: [Delta] = []
    private(set) var classes: [BlockClass] = []
    /// The ordinals of the first events of each kind, from 1, as the fixtures name them.
    private(set) var first: [String: Int] = [:]

    init(context: DecodingContext, keeps: StreamDecoder.Keeping = .message, parser: JSONParser = JSONParser()) {
        framer = BodyFramer(contentType: context.contentType)
        decoder = StreamDecoder(context: context, keeps: keeps, parser: parser)
    }

    /// A whole stream of SSE text.
    init(_ text: String, path: String = "", keeps: StreamDecoder.Keeping = .message) {
        self.init(context: DecodingContext(path: path, contentType: "text/event-stream"), keeps: keeps)
        consume([Array(text.utf8)])
    }

    /// Takes the reads of a body and its end.
    mutating func consume(_ reads: [[UInt8]]) {
        for read in reads { consume(read[...]) }
        end()
    }

    /// Takes one read.
    mutating func consume(_ read: ArraySlice<UInt8>) {
        var framer = framer
        read.withUnsafeBufferPointer { bytes in
            framer.consume(bytes) { take($0) }
        }
        self.framer = framer
    }

    /// Takes the end of the body.
    mutating func end() {
        var framer = framer
        framer.finish { take($0) }
        self.framer = framer
        decoder.finish(into: &deltas)
    }

    var outcomeState: EndState {
        EndStateRule.state(reason: .eof, status: 200, outcome: decoder.outcome)
    }

    private mutating func take(_ block: FramedBlock) {
        let start = deltas.count
        classes.append(decoder.consume(block, into: &deltas))
        guard block.kind == .event else { return }
        // A priming event carries an ID and no data.
        if !block.data.isEmpty { note("event") }
        for delta in deltas[start...] {
            if let name = Self.firstName(delta, dialect: decoder.dialect) { note(name) }
        }
    }

    private mutating func note(_ name: String) {
        if first[name] == nil { first[name] = decoder.eventCount }
    }

    private static let announcing: Set = [
        "anthropic.messages", "openai.responses", "bedrock.converse", "cohere.chat", "gemini.interactions",
    ]

    /// Where the name of a tool is announced before its first argument, which is what counts.
    private static func firstName(_ delta: Delta, dialect: String) -> String? {
        guard delta.isContent else { return nil }
        return switch delta.kind {
        case .reasoning: "reasoning"
        case .text, .refusal: "content"
        case .toolStart: announcing.contains(dialect) ? nil : "tool"
        case .toolArguments: "tool"
        case .media: delta.text?.hasPrefix("audio") ?? false ? "audio" : "image"
        default: nil
        }
    }
}

extension JSONValue {
    /// With one kind of number, so that 9 and 9.0 are equal, as JSON has it.
    var comparable: JSONValue {
        switch self {
        case .int, .uint: .double(doubleValue ?? 0)
        case .array(let items): .array(items.map(\.comparable))
        case .object(let object): .object(JSONObject(object.members.map { ($0.name, $0.value.comparable) }))
        default: self
        }
    }
}
