import ArgumentParser
import Sessions
import StreamCore

/// `weir decode`: what a raw response body says.
struct DecodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decode",
        abstract: "Decode a raw response body: text, tool calls and events, as they come.",
        discussion: """
            Examples:
              curl -N https://api.openai.com/v1/chat/completions … | weir decode
              weir decode body.sse --message      the answer, as if it had not streamed
              weir decode body.sse --events --json   one JSON line for each event
              weir decode body.sse --strict       status 65 unless it is sound
            """
    )

    @Argument(help: ArgumentHelp("A file; `-` or nothing reads standard input.", valueName: "raw"))
    var input = "-"

    @Option(help: "The dialect; auto finds it.")
    var dialect = "auto"

    @Option(help: ArgumentHelp("The response's content type; without one the first bytes decide.", valueName: "type"))
    var contentType: String?

    @Option(help: ArgumentHelp("The path that was asked, which tells the dialect of some streams.", valueName: "path"))
    var path = ""

    @Flag(help: "Print what `show --json` prints, without request and timing; with --events one line for each event.")
    var json = false

    @Flag(help: "Print the rebuilt message alone, as JSON.")
    var message = false

    @Flag(help: "Print the events instead of their text.")
    var events = false

    @Flag(help: "Fail with status 65 when the stream is unknown, cut off or has errors.")
    var strict = false

    func validate() throws {
        if message, events { throw ValidationError("--message and --events exclude each other") }
        guard dialect != "auto", DialectRegistry.named(dialect) == nil else { return }
        let names = (DialectRegistry.dialects + DialectRegistry.fallbacks).map(\.name).joined(separator: ", ")
        throw ValidationError("--dialect '\(dialect)': use auto, \(names)")
    }

    func run() throws {
        let parser = JSONParser()
        let analyzer = BodyAnalyzer(
            DecodingContext(
                path: path,
                contentType: contentType,
                forcedDialect: dialect == "auto" ? nil : dialect
            ),
            sniffing: .whenUnknown,
            keeps: json || message ? .message : .answer,
            parser: parser
        )
        var printer = DecodePrinter(mode: mode, style: .standardOutput)
        var byteCount = 0
        try RawInput(input).read { bytes in
            if byteCount == 0 { try refuseCapture(bytes) }
            byteCount += bytes.count
            analyzer.consume(bytes) { printer.add($0) }
            printer.flush()
        }
        let body = analyzer.finish { printer.add($0) }
        printer.finish(body, byteCount: byteCount)
        printer.flush()
        if message, body.message == nil {
            throw CommandFailure(ExitStatus.badData, "no message can be rebuilt: \(Self.reason(body))")
        }
        if strict { try check(body) }
    }

    private var mode: DecodePrinter.Mode {
        if events { return json ? .eventLines : .eventTable }
        return message ? .message : json ? .object : .text
    }

    private func refuseCapture(_ bytes: ByteView) throws {
        guard bytes.starts(with: #"{"k":"hdr""#.utf8) else { return }
        throw CommandFailure(ExitStatus.badData, "\(input) is a capture, not a response body: use `weir show`")
    }

    private func check(_ body: AnalyzedBody) throws {
        let isKnown = dialect == body.dialect || DialectRegistry.dialects.contains { $0.name == body.dialect }
        guard isKnown, body.isStream else { throw CommandFailure(ExitStatus.badData, Self.reason(body)) }
        guard body.state == .complete else {
            throw CommandFailure(ExitStatus.badData, "the stream is not complete: \(body.state.title)")
        }
        guard let fault = body.findings.first(where: { $0.severity == .error }) else { return }
        let place = fault.place.event.map { "event \($0): " } ?? ""
        throw CommandFailure(ExitStatus.badData, "\(fault.code): \(place)\(SheetText.line(fault.message))")
    }

    private static func reason(_ body: AnalyzedBody) -> String {
        guard body.isStream else { return "this is no stream of events" }
        return body.dialect == "sse" || body.dialect == "ndjson" || body.dialect == "none"
            ? "the stream is of no known dialect (name one with --dialect)" : "nothing of a message came"
    }
}
