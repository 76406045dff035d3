import StreamCore

/// A body taken through framing, decoding and all rules.
struct LintedStream {
    private var framer: BodyFramer
    private var decoder: StreamDecoder
    private var linter: StreamLinter?
    private var deltas: [Delta] = []
    private let parser = JSONParser()
    private let status: Int?
    private var blocks = 0
    private var document: [UInt8] = []
    /// What was found in each block that had something, in order, with the running counts.
    private(set) var blockFindings: [Finding] = []

    init(context: DecodingContext, request: LintRequest = LintRequest()) {
        framer = BodyFramer(contentType: context.contentType)
        decoder = StreamDecoder(context: context, keeps: .answer, parser: parser)
        linter = StreamLinter(request: request)
        status = context.status
    }

    /// A whole stream of SSE text; `request` is the body that asked for it, as JSON.
    init(
        _ text: String,
        path: String = "",
        type: String = "text/event-stream",
        request: String? = nil,
        headers: [HeaderField] = [],
        host: String? = nil,
        ending: LintedEnd.Ending = .ended
    ) {
        let request = LintRequest.made(path: path, body: request, headers: headers, host: host)
        self.init(Array(text.utf8), path: path, type: type, request: request, ending: ending)
    }

    init(
        _ bytes: [UInt8],
        path: String = "",
        type: String = "text/event-stream",
        request: LintRequest? = nil,
        ending: LintedEnd.Ending = .ended
    ) {
        let request = request ?? LintRequest.made(path: path, body: nil)
        let context = DecodingContext(path: path, contentType: type, request: request.facts)
        self.init(context: context, request: request)
        consume(bytes[...])
        end(ending)
    }

    var findings: [Finding] { linter?.findings ?? [] }
    var codes: [String] { findings.map(\.code.rawValue) }

    func finding(_ code: LintCode) -> Finding? { findings.first { $0.code == code } }

    mutating func consume(_ read: ArraySlice<UInt8>) {
        var framer = framer
        read.withUnsafeBufferPointer { bytes in
            framer.consume(bytes) { take($0) }
        }
        self.framer = framer
    }

    mutating func end(_ ending: LintedEnd.Ending = .ended) {
        linter?.end(ending)
        var framer = framer
        framer.finish { take($0) }
        self.framer = framer
        let isStream = framer.framing != .unframed && (blocks > 0 || framer.declared != nil)
        if !isStream { document.withUnsafeBufferPointer { decoder.consumeDocument($0, into: &deltas) } }
        decoder.finish(into: &deltas)
        var linter = linter
        linter?.finish(decoder, isStream: isStream, status: status, anomalies: framer.anomalies, parser: parser)
        self.linter = linter
    }

    private mutating func take(_ block: FramedBlock) {
        guard block.framing != .unframed else { return document.append(contentsOf: block.bytes) }
        blocks += 1
        decoder.consume(block, into: &deltas, linter: &linter)
        blockFindings += linter?.latest ?? []
    }
}

extension LintRequest {
    /// A request by its path, its JSON body, its headers and the upstream's host.
    static func made(path: String, body: String?, headers: [HeaderField] = [], host: String? = nil) -> LintRequest {
        let parser = JSONParser()
        let bytes = Array((body ?? "").utf8)
        return bytes.withUnsafeBufferPointer { bytes in
            let view = parser.view(of: bytes)
            return LintRequest(
                facts: RequestFacts(method: "POST", path: path, headers: headers, body: view),
                body: view,
                headers: headers,
                host: host
            )
        }
    }
}
