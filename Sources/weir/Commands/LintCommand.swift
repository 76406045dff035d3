import ArgumentParser
import Filters
import Sessions
import StreamCore

/// `weir lint`: what is wrong with recorded streams, and whom it hurts.
struct LintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Check streams: what breaks a rule, where, and which clients fail on it.",
        discussion: """
            Examples:
              weir lint                           all of the newest capture
              weir lint session.weir.jsonl 3      one exchange
              curl -N … | weir lint - --path /v1/chat/completions
              weir lint --min-severity info       quirks, too
              weir lint --explain TOOL-NO-INDEX   what a code means, and how to mend it
              weir lint --explain all             every code

            Status 1 if something at or above the minimum severity was found.
            """
    )

    @Argument(
        help: ArgumentHelp(
            "A capture, a number or id, or both; or a raw response body. `-` reads standard input.",
            valueName: "file|n"
        )
    )
    var words: [String] = []

    @Option(help: ArgumentHelp("What is shown, and makes it fail: error, warning or info.", valueName: "severity"))
    var minSeverity: Finding.Severity = .warning

    @Option(help: ArgumentHelp("Explain a code, the codes that begin so, or `all`.", valueName: "code"))
    var explain: String?

    @Flag(help: "With --explain all: the whole catalogue as Markdown.")
    var markdown = false

    @Option(help: "The dialect; auto finds it.")
    var dialect = "auto"

    @Option(
        help: ArgumentHelp("The content type of a raw body; without one the first bytes decide.", valueName: "type")
    )
    var contentType: String?

    @Option(help: ArgumentHelp("The path that was asked for a raw body, which tells some dialects.", valueName: "path"))
    var path = ""

    @Flag(help: "Print one JSON document.")
    var json = false

    func validate() throws {
        if markdown, explain != "all" { throw ValidationError("--markdown goes with --explain all") }
        if explain != nil, !words.isEmpty { throw ValidationError("--explain checks nothing: leave the file away") }
        guard dialect != "auto", DialectRegistry.named(dialect) == nil else { return }
        let names = (DialectRegistry.dialects + DialectRegistry.fallbacks).map(\.name).joined(separator: ", ")
        throw ValidationError("--dialect '\(dialect)': use auto, \(names)")
    }

    func run() throws {
        if let explain { return try tell(explain) }
        let reading = LintSubject.BodyReading(
            dialect: dialect == "auto" ? nil : dialect,
            contentType: contentType,
            path: path
        )
        let hasFailed = json ? try printJSON(reading) : try printText(reading)
        if hasFailed { throw CommandFailure(ExitStatus.checkFailed) }
    }

    private func printText(_ reading: LintSubject.BodyReading) throws -> Bool {
        var printer = LintPrinter(minimum: minSeverity, style: .standardOutput)
        var hasLines = false
        try LintSubject.forEach(of: words, reading: reading) { subject in
            let lines = printer.lines(of: subject)
            guard !lines.isEmpty else { return }
            hasLines = true
            Console.print(lines.joined(separator: "\n"))
        }
        if hasLines { Console.print("") }
        Console.print(printer.summary)
        return printer.hasFailed
    }

    private func printJSON(_ reading: LintSubject.BodyReading) throws -> Bool {
        var subjects: [LintSubject] = []
        try LintSubject.forEach(of: words, reading: reading) { subjects.append($0) }
        Console.print(LintJSON.document(subjects, minimum: minSeverity).text(.pretty))
        return subjects.contains { $0.findings.contains { $0.severity >= minSeverity } }
    }
}

extension LintCommand {
    private func tell(_ word: String) throws {
        if markdown { return Console.write(RulePages.markdown) }
        let wanted = word.uppercased()
        if let code = LintCode(rawValue: wanted) {
            guard json else {
                return Console.print(RulePages.page(of: code, style: .standardOutput).joined(separator: "\n"))
            }
            return Console.print(LintJSON.page(of: code).text(.pretty))
        }
        let codes = word == "all" ? LintCode.allCases : LintCode.allCases.filter { $0.rawValue.hasPrefix(wanted) }
        guard !codes.isEmpty else { throw Self.unknown(word) }
        guard json else { return Console.print(RulePages.list(codes, style: .standardOutput).joined(separator: "\n")) }
        Console.print(JSONValue.array(codes.map(LintJSON.page)).text(.pretty))
    }

    private static func unknown(_ word: String) -> CommandFailure {
        let codes = LintCode.allCases.map { $0.rawValue.lowercased() }
        let near = Spelling.nearest(to: word, in: codes).map { "did you mean \($0.uppercased())?" }
        let advice = near ?? "`weir lint --explain all` lists them"
        return CommandFailure(ExitStatus.usage, "--explain '\(word)': there is no such code; \(advice)")
    }
}

extension Finding.Severity: ExpressibleByArgument {}
