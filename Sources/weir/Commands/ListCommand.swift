import ArgumentParser
import Reports
import Sessions
import StreamCore

/// `weir ls`: the exchanges of captures as a table.
struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls",
        abstract: "List the exchanges of a capture.",
        discussion: """
            Examples:
              weir ls                             the newest capture
              weir ls session.weir.jsonl          a file, or all captures of a folder
              weir ls --where 'ttft > 800ms and model ~ /^gpt-4/'
              weir ls --json | jq '.[] | {exchange, model, ttft: .timing.ttft_ns}'

            `weir show N` shows one of them.
            """
    )

    @Argument(help: ArgumentHelp("Captures, or folders of them; `-` reads standard input.", valueName: "file"))
    var files: [String] = []

    @Option(name: .customLong("where"), help: ArgumentHelp("Only these exchanges.", valueName: "expression"))
    var condition: String?

    @Flag(help: "Print what `show --json` prints, without messages, bodies and headers.")
    var json = false

    @OptionGroup var priceOptions: PriceOptions

    func run() throws {
        let prices = try priceOptions.load()
        let condition = try condition.map { try ExchangeCondition($0) }
        let parser = JSONParser()
        let inputs = try CaptureArguments.load(files)
        let lists = inputs.map { input in
            let exchanges = ManyExchanges.map(input.exchanges) {
                ExchangeAnalyzer.analyze($0, keeps: .answer, parser: $1)
            }
            // What belongs together is seen among all of them.
            let links =
                input.exchange == nil
                ? ExchangeLinks(of: exchanges, parser: parser) : ExchangeLinks(of: input.capture, parser: parser)
            return (exchanges: exchanges.filter { condition?.matches($0) ?? true }, links: links)
        }
        if json {
            let objects = lists.flatMap { list in
                list.exchanges.map { exchange -> JSONValue in
                    var object = ExchangeJSON.summary(of: exchange)
                    list.links.append(to: &object, of: exchange.recorded.number)
                    if let prices { object["cost"] = CostJSON.value(prices.cost(of: exchange)) }
                    return .object(object)
                }
            }
            return Console.print(JSONValue.array(objects).text(.pretty))
        }
        for (input, list) in zip(inputs, lists) {
            if inputs.count > 1 { Console.print("\(input.name):") }
            guard !list.exchanges.isEmpty else {
                Console.inform(condition == nil ? "no exchanges in \(input.name)" : "no such exchange in \(input.name)")
                continue
            }
            let style = SheetStyle.standardOutput
            var lines = ExchangeList.lines(list.exchanges, style: style, prices: prices, links: list.links)
            let below = LinkLines(links: list.links, style: style)
            let costs = prices.map { prices in list.exchanges.map { prices.cost(of: $0) } } ?? []
            let summary = (condition == nil ? below.summary() : []) + below.total(costs)
            if !summary.isEmpty { lines += [""] + summary }
            Console.write(lines.joined(separator: "\n") + "\n")
            if inputs.count > 1 { Console.print("") }
        }
    }
}
