import ArgumentParser
import Sessions
import StreamCore

/// `weir show`: one exchange of a capture, or all of them, in full.
struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show an exchange: request, rebuilt answer, tool calls, usage, timing, findings.",
        discussion: """
            Examples:
              weir show 3                         exchange 3 of the newest capture
              weir show session.weir.jsonl 3      of a file, by number or by id
              weir show session.weir.jsonl#3      the same in one word
              weir show 3 --part text             only the answer's text
              weir show 3 --part events           every event, its time and its gap
              weir show 3 --part curl | sh        send it again
              weir show 3 --json | jq .tool_calls

            Without a number all exchanges are shown.
            """
    )

    @Argument(
        help: ArgumentHelp("A capture, a number or id, or both; `-` reads standard input.", valueName: "file|n")
    )
    var words: [String] = []

    @Option(help: "Only this part.")
    var part: ShowPart?

    @Flag(help: "Print one JSON object with N, a list of all without.")
    var json = false

    func run() throws {
        let inputs = try CaptureArguments.load(fileAndNumber: words)
        let exchanges = inputs.flatMap(\.exchanges)
        let isOne = inputs.contains { $0.exchange != nil }
        let parser = JSONParser()
        if json { return printJSON(exchanges, isOne: isOne, parser: parser) }
        guard !exchanges.isEmpty else {
            return Console.inform("no exchanges in \(inputs.map(\.name).joined(separator: ", "))")
        }
        let style = SheetStyle.standardOutput
        for (place, recorded) in exchanges.enumerated() {
            if place > 0 { Console.print("") }
            Console.write(text(of: recorded, style: style, parser: parser))
        }
    }

    private func text(of recorded: RecordedExchange, style: SheetStyle, parser: JSONParser) -> String {
        guard let part else {
            let exchange = ExchangeAnalyzer.analyze(recorded, keeps: .answer, parser: parser)
            let sheet = ExchangeSheet(exchange: exchange, style: style, parser: parser)
            return sheet.lines().joined(separator: "\n") + "\n"
        }
        let text = PartPrinter(recorded: recorded, style: style, parser: parser).text(part)
        if text.isEmpty { Console.inform("exchange \(recorded.number) has no \(part.rawValue)") }
        return text
    }

    private func printJSON(_ exchanges: [RecordedExchange], isOne: Bool, parser: JSONParser) {
        let values = exchanges.map { recorded -> JSONValue in
            if let part { return PartPrinter(recorded: recorded, style: .plain, parser: parser).json(part) }
            let exchange = ExchangeAnalyzer.analyze(recorded, keeps: .message, parser: parser)
            return .object(ExchangeJSON.object(of: exchange, parser: parser))
        }
        let value = isOne ? values.first ?? .null : .array(values)
        Console.print(value.text(.pretty))
    }
}
