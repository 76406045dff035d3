import ArgumentParser
import Reports
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

    @OptionGroup var priceOptions: PriceOptions

    func run() throws {
        let prices = try priceOptions.load()
        let inputs = try CaptureArguments.load(fileAndNumber: words)
        let shown = ShownExchanges(
            part: part,
            style: json ? .plain : .standardOutput,
            prices: prices,
            parser: JSONParser()
        )
        if json {
            let values = inputs.flatMap { shown.values(of: $0) }
            let isOne = inputs.contains { $0.exchange != nil }
            return Console.print((isOne ? values.first ?? .null : .array(values)).text(.pretty))
        }
        var isFirst = true
        for input in inputs {
            shown.forEachText(of: input) { text in
                if !isFirst { Console.print("") }
                isFirst = false
                Console.write(text)
            }
        }
        if isFirst { Console.inform("no exchanges in \(inputs.map(\.name).joined(separator: ", "))") }
    }
}

/// Exchanges of captures as `show` prints them, in full or in part.
private struct ShownExchanges {
    let part: ShowPart?
    let style: SheetStyle
    /// Nil when nobody gave prices.
    let prices: PriceTable?
    let parser: JSONParser

    func forEachText(of input: CaptureArguments.Input, _ body: (String) -> Void) {
        let links = links(of: input)
        for recorded in input.exchanges { body(text(of: recorded, links)) }
    }

    func values(of input: CaptureArguments.Input) -> [JSONValue] {
        let links = links(of: input)
        return input.exchanges.map { value(of: $0, links) }
    }

    /// Parts of an exchange need not know of the others.
    private func links(of input: CaptureArguments.Input) -> ExchangeLinks? {
        part == nil ? ExchangeLinks(of: input.capture, parser: parser) : nil
    }

    private func text(of recorded: RecordedExchange, _ links: ExchangeLinks?) -> String {
        guard let part else {
            // The message tells the server's own times.
            let exchange = ExchangeAnalyzer.analyze(recorded, keeps: .message, parser: parser)
            var sheet = ExchangeSheet(exchange: exchange, style: style, parser: parser)
            sheet.cost = prices?.cost(of: exchange)
            sheet.links = links
            return sheet.lines().joined(separator: "\n") + "\n"
        }
        let text = PartPrinter(recorded: recorded, style: style, parser: parser, prices: prices).text(part)
        if text.isEmpty { Console.inform("exchange \(recorded.number) has no \(part.rawValue)") }
        return text
    }

    private func value(of recorded: RecordedExchange, _ links: ExchangeLinks?) -> JSONValue {
        if let part {
            return PartPrinter(recorded: recorded, style: style, parser: parser, prices: prices).json(part)
        }
        let exchange = ExchangeAnalyzer.analyze(recorded, keeps: .message, parser: parser)
        var object = ExchangeJSON.object(of: exchange, parser: parser)
        links?.append(to: &object, of: recorded.number)
        if let prices { object["cost"] = CostJSON.value(prices.cost(of: exchange)) }
        return .object(object)
    }
}
