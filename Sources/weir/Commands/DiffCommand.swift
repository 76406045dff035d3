import ArgumentParser
import Sessions
import StreamCore

/// `weir diff`: two exchanges side by side, and where a prompt cache broke.
struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Compare two exchanges: prompt prefix, answer, tools, timing, usage, and why a prompt cache missed.",
        discussion: """
            Examples:
              weir diff 3 4                       two exchanges of the newest capture
              weir diff 4                         with the one that it goes on from
              weir diff a.weir.jsonl#3 4          of a file
              weir diff a.weir.jsonl#3 b.weir.jsonl#3
              weir diff 3 4 --json | jq .cache

            The prompt is compared in the order in which caches take it: tools, system prompt, messages.
            """
    )

    @Argument(help: ArgumentHelp("The earlier exchange: N or FILE#N.", valueName: "a"))
    var first: String

    @Argument(help: ArgumentHelp("The later one; a number alone is of the same file.", valueName: "b"))
    var second: String?

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() throws {
        let parser = JSONParser()
        let (a, b) = try second.map { try pair(first, $0) } ?? linked(first, parser)
        let diff = ExchangeDiff(
            ExchangeAnalyzer.analyze(a, keeps: .answer, parser: parser),
            ExchangeAnalyzer.analyze(b, keeps: .answer, parser: parser),
            parser: parser
        )
        if json { return Console.print(JSONValue.object(diff.json).text(.pretty)) }
        let lines = DiffText(diff: diff, style: .standardOutput).lines()
        Console.write(lines.joined(separator: "\n") + "\n")
    }

    private func pair(_ first: String, _ second: String) throws -> (RecordedExchange, RecordedExchange) {
        let a = try exchange(CaptureArguments.load(fileAndNumber: [first]), first)
        let file = first.lastIndex(of: "#").map { String(first[..<$0]) }
        let isNumber = Int(second) != nil || second.first == "#"
        let words = isNumber ? [file, second].compactMap(\.self).filter { !$0.isEmpty } : [second]
        return (a, try exchange(CaptureArguments.load(fileAndNumber: words), second))
    }

    private func exchange(_ inputs: [CaptureArguments.Input], _ word: String) throws -> RecordedExchange {
        guard inputs.contains(where: { $0.exchange != nil }), let found = inputs.flatMap(\.exchanges).first else {
            throw CommandFailure(ExitStatus.usage, "'\(word)' names no exchange: write its number, or FILE#N")
        }
        return found
    }

    /// An exchange and the one that it goes on from.
    private func linked(_ word: String, _ parser: JSONParser) throws -> (RecordedExchange, RecordedExchange) {
        let inputs = try CaptureArguments.load(fileAndNumber: [word])
        let b = try exchange(inputs, word)
        guard let capture = inputs.first(where: { $0.exchanges.contains { $0.id == b.id } })?.capture,
            let previous = ExchangeLinks(of: capture, parser: parser).turn(of: b.number)?.previous
        else {
            let message = "exchange \(b.number) goes on from no other: name the one to compare it with"
            throw CommandFailure(ExitStatus.usage, message)
        }
        let known = capture.exchanges.first { $0.number == previous }
        if let known, !known.isPassedOver { return (known, b) }
        let selection = CaptureSelection(sources: [capture.source], exchange: .number(previous))
        return (try exchange(CaptureArguments.load(selection), "\(previous)"), b)
    }
}
