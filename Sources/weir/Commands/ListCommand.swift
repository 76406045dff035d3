import ArgumentParser
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

    func run() throws {
        let condition = try condition.map { try ExchangeCondition($0) }
        let parser = JSONParser()
        let keeps: StreamDecoder.Keeping = json || condition != nil ? .answer : .nothing
        let inputs = try CaptureArguments.load(files)
        let lists = inputs.map { input in
            input.exchanges.map { ExchangeAnalyzer.analyze($0, keeps: keeps, parser: parser) }
                .filter { condition?.matches($0) ?? true }
        }
        if json {
            let objects = lists.joined().map { JSONValue.object(ExchangeJSON.summary(of: $0)) }
            return Console.print(JSONValue.array(objects).text(.pretty))
        }
        for (input, exchanges) in zip(inputs, lists) {
            if inputs.count > 1 { Console.print("\(input.name):") }
            guard !exchanges.isEmpty else {
                Console.inform(condition == nil ? "no exchanges in \(input.name)" : "no such exchange in \(input.name)")
                continue
            }
            let lines = ExchangeList.lines(exchanges, style: .standardOutput)
            Console.write(lines.joined(separator: "\n") + "\n")
            if inputs.count > 1 { Console.print("") }
        }
    }
}
