import Sessions
import StreamCore

/// Something that `weir lint` checks: an exchange of a capture, or a raw body.
struct LintSubject {
    /// The capture, or the file with the body; `-` is standard input.
    var source: String
    /// Nil for a raw body.
    var exchange: AnalyzedExchange?
    var body: AnalyzedBody
    var findings: [Finding]

    init(_ exchange: AnalyzedExchange, source: String) {
        self.source = source
        self.exchange = exchange
        body = exchange.body
        findings = exchange.findings
    }

    init(_ body: AnalyzedBody, source: String) {
        self.source = source
        self.body = body
        findings = body.findings
    }

    var state: EndState { exchange?.state ?? body.state }
}

extension LintSubject {
    /// How a raw body is read.
    struct BodyReading: Sendable {
        var dialect: String?
        var contentType: String?
        var path = ""
    }

    /// Hands on what `[FILE [N] | RAW]` names, one after the other.
    static func forEach(
        of words: [String],
        reading: BodyReading,
        locator: CaptureLocator = CaptureLocator(),
        _ body: (LintSubject) -> Void
    ) throws {
        let parser = JSONParser()
        guard let file = words.first, words.count == 1, file == "-" || isPlainFile(file) else {
            for input in try CaptureArguments.load(fileAndNumber: words, locator: locator) {
                check(input.exchanges, of: input.name, reading, body)
            }
            return
        }
        var bytes: [UInt8] = []
        try RawInput(file).read { bytes.append(contentsOf: $0) }
        if CaptureReader.isCapture(bytes) {
            let source = file == "-" ? CaptureSource.standardInput : .file(path: file)
            let capture = try CaptureReader.load(bytes, of: source)
            for warning in capture.warnings { Console.complain("\(file): \(warning.message)") }
            check(capture.exchanges, of: file, reading, body)
        } else {
            body(LintSubject(analyzed(bytes, reading, parser), source: file))
        }
    }

    private static func check(
        _ exchanges: [RecordedExchange],
        of source: String,
        _ reading: BodyReading,
        _ body: (LintSubject) -> Void
    ) {
        ManyExchanges.forEach(exchanges) { recorded, parser in
            ExchangeAnalyzer.analyze(recorded, keeps: .answer, dialect: reading.dialect, parser: parser)
        } _: { exchange in
            body(LintSubject(exchange, source: source))
        }
    }

    private static func analyzed(_ bytes: [UInt8], _ reading: BodyReading, _ parser: JSONParser) -> AnalyzedBody {
        let analyzer = BodyAnalyzer(
            DecodingContext(path: reading.path, contentType: reading.contentType, forcedDialect: reading.dialect),
            sniffing: .whenUnknown,
            keeps: .answer,
            parser: parser
        )
        bytes.withUnsafeBufferPointer { analyzer.consume($0) { _ in } }
        return analyzer.finish { _ in }
    }

    /// A file that no name says to be a capture; only its first bytes tell.
    private static func isPlainFile(_ path: String) -> Bool {
        let isNamed = [CaptureLocator.fileExtension, CaptureLocator.compressedExtension].contains { path.hasSuffix($0) }
        return !isNamed && CaptureLocator.isFile(path)
    }
}
