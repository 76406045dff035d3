import StreamCore

/// What a stream says: its events, what is rebuilt of them, and what is found wrong.
struct ReadStream {
    struct Event: Equatable {
        var type: String
        /// The payload as JSON, unwrapped where it is wrapped.
        var json: JSONValue?
        var data: [UInt8]

        /// The payload as clients read it: JSON, whatever its spaces, else its bytes.
        static func == (left: Self, right: Self) -> Bool {
            guard left.type == right.type else { return false }
            return left.json == nil ? left.data == right.data : left.json == right.json
        }
    }

    private var framer: BodyFramer
    private var decoder: StreamDecoder
    private var linter: StreamLinter?
    private var deltas: [Delta] = []
    private var blocks = 0
    private var document: [UInt8] = []
    private let parser = JSONParser()
    private(set) var events: [Event] = []

    init(_ sample: SampleCase) {
        let context = DecodingContext(path: sample.path, contentType: sample.contentType)
        framer = BodyFramer(contentType: context.contentType)
        decoder = StreamDecoder(context: context, keeps: .message, parser: parser)
        linter = StreamLinter()
    }

    init(_ bytes: [UInt8], of sample: SampleCase) {
        self.init(sample)
        consume(bytes[...])
        end()
    }

    mutating func consume(_ read: ArraySlice<UInt8>) {
        var framer = framer
        read.withUnsafeBufferPointer { bytes in
            framer.consume(bytes) { take($0) }
        }
        self.framer = framer
    }

    mutating func end() {
        linter?.end(.ended)
        var framer = framer
        framer.finish { take($0) }
        self.framer = framer
        let isStream = framer.framing != .unframed && (blocks > 0 || framer.declared != nil)
        if !isStream { document.withUnsafeBufferPointer { decoder.consumeDocument($0, into: &deltas) } }
        decoder.finish(into: &deltas)
        var linter = linter
        linter?.finish(decoder, isStream: isStream, anomalies: framer.anomalies, parser: parser)
        self.linter = linter
    }

    private mutating func take(_ block: FramedBlock) {
        guard block.framing != .unframed else { return document.append(contentsOf: block.bytes) }
        blocks += 1
        decoder.consume(block, into: &deltas, linter: &linter)
        guard block.kind == .event else { return }
        let data = block.wrappedData(parser) ?? Array(block.data)
        let json = data.withUnsafeBufferPointer { parser.view(of: $0)?.value }
        let isContainer = json?.objectValue != nil || json?.arrayValue != nil
        events.append(
            Event(type: String(decoding: block.type, as: UTF8.self), json: isContainer ? json : nil, data: data)
        )
    }

    var dialect: String { decoder.dialect }
    var message: JSONValue? { decoder.message }
    var error: ProviderError? { decoder.error }
    var deltaCount: Int { deltas.count }
    var findings: [Finding] { linter?.findings ?? [] }

    var state: EndState {
        EndStateRule.state(reason: .eof, status: 200, outcome: decoder.outcome)
    }

    /// How often each thing was found.
    var counts: [Finding.Identity: Int] {
        Dictionary(findings.map { ($0.identity, $0.count) }) { $0 + $1 }
    }
}
