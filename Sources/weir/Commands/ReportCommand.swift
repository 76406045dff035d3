import ArgumentParser
import Filters
import Reports
import Sessions
import StreamCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// `weir report`: latency statistics of captures.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Report latency, tokens and cost: first tokens, gaps, stalls and who caused them.",
        discussion: """
            Examples:
              weir report                         the newest capture
              weir report monday.weir.jsonl --group-by model,host
              weir report --where 'state = complete' --slo ttft=800ms,tpot=50ms
              weir report --format json | jq '.groups[0].metrics.ttft_ns.p95'
              weir report --format markdown -o latency.md
              weir report --prices model_prices.json --group-by model
            """
    )

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text, json, csv, markdown, html, openmetrics
    }

    @Argument(help: ArgumentHelp("Captures, or folders of them; `-` reads standard input.", valueName: "file"))
    var files: [String] = []

    @Option(name: .customLong("where"), help: ArgumentHelp("Only these exchanges.", valueName: "expression"))
    var condition: String?

    @Option(
        help: ArgumentHelp(
            "One group for each value: model, host, route, dialect, path, state, conversation, a field of expressions, or a header.",
            valueName: "key,…"
        )
    )
    var groupBy = "model"

    @Option(help: ArgumentHelp("What a good exchange keeps, as in ttft=800ms,tpot=50ms.", valueName: "limits"))
    var slo: String?

    @Option(help: ArgumentHelp("The shortest gap that counts as a stall (1s).", valueName: "duration"))
    var stall: String?

    @Option(help: "How it is printed: text, json, csv or markdown.")
    var format = Format.text

    @Flag(help: "The same as --format json.")
    var json = false

    @Option(name: [.customShort("o"), .customLong("output")], help: ArgumentHelp("Write to a file.", valueName: "out"))
    var output: String?

    @Option(help: .hidden)
    var compat: String?

    @OptionGroup var priceOptions: PriceOptions

    func validate() throws {
        if compat != nil { throw ValidationError("--compat is not built yet: the figures are Weir's own definitions") }
        guard format == .html || format == .openmetrics else { return }
        throw ValidationError("--format \(format.rawValue) is not built yet: use text, json, csv or markdown")
    }

    func run() throws {
        try write(text(of: try report()))
    }

    /// The figures of the exchanges that were asked for.
    func report() throws -> LatencyReport {
        let condition = try condition.map { try ExchangeCondition($0) }
        let rule = try stallRule()
        let objective = try objective()
        let prices = try priceOptions.load()
        let keys = groupBy.split(separator: ",").map { GroupKey(String($0)) }
        let inputs = try CaptureArguments.load(files)
        let reader = SampleReader(
            condition: condition,
            stallRule: rule,
            labels: keys.compactMap(\.label),
            prices: prices
        )
        let samples = inputs.flatMap { reader.samples(of: $0) }
        tellUnknown(keys, samples)
        return LatencyReport(
            samples: samples,
            captures: inputs.map(\.name),
            groupedBy: keys,
            objective: objective
        )
    }

    private func stallRule() throws -> StallRule {
        guard let stall else { return StallRule() }
        guard let minimum = Nanoseconds(text: stall), minimum > .zero else {
            throw CommandFailure(ExitStatus.usage, "--stall '\(stall)': write a duration such as 500ms or 2s")
        }
        return StallRule(minimum: minimum)
    }

    private func objective() throws -> ServiceObjective? {
        do throws(ServiceObjective.ParseError) {
            return try slo.map { text throws(ServiceObjective.ParseError) in try ServiceObjective.parse(text) }
        } catch {
            throw CommandFailure(ExitStatus.usage, "--slo: \(error)")
        }
    }

    /// A key that nothing has a value for is more likely a typing error.
    private func tellUnknown(_ keys: [GroupKey], _ samples: [ReportSample]) {
        guard !samples.isEmpty else { return }
        for label in keys.compactMap(\.label) where samples.allSatisfy({ $0.labels[label] == nil }) {
            Console.complain("--group-by \(label): no exchange has such a value")
        }
    }

    private func text(of report: LatencyReport) -> String {
        switch json ? .json : format {
        case .json: return JSONReport.text(report)
        case .csv: return CSVReport.text(report)
        case .markdown: return MarkdownReport.text(report)
        case .text, .html, .openmetrics:
            return TextReport.text(report, style: output == nil ? .terminal(STDOUT_FILENO) : .plain)
        }
    }

    private func write(_ text: String) throws {
        guard let output, output != "-" else { return Console.write(text) }
        try OutputFile.write(Array(text.utf8), to: output)
    }
}

extension ReportStyle {
    /// As the terminal asks behind a descriptor; plain when there is none.
    static func terminal(_ descriptor: Int32) -> ReportStyle {
        guard Console.isTerminal(descriptor) else { return .plain }
        return ReportStyle(width: Console.width(descriptor), isColoured: Console.usesColour(descriptor))
    }
}

extension GroupKey {
    /// The name of a key that is not one of the samples' own.
    fileprivate var label: String? {
        if case .label(let name) = self { name } else { nil }
    }
}

/// Turns the exchanges of a capture into samples.
private struct SampleReader {
    let condition: ExchangeCondition?
    let stallRule: StallRule
    let labels: [String]
    let prices: PriceTable?

    func samples(of input: CaptureArguments.Input) -> [ReportSample] {
        let links = ExchangeLinks(of: input.capture, parser: JSONParser())
        var samples: [ReportSample] = []
        ManyExchanges.forEach(input.exchanges) { [stallRule] recorded, parser in
            ExchangeAnalyzer.analyze(recorded, keeps: .answer, stallRule: stallRule, parser: parser)
        } _: { exchange in
            guard condition?.matches(exchange) ?? true else { return }
            for var sample in self.samples(of: exchange) {
                sample.take(links)
                samples.append(sample)
            }
        }
        // Nobody knows of which exchange the lost records were; the report counts them all the same.
        if !samples.isEmpty { samples[0].lost = lostRecords(input.capture) }
        return samples
    }

    /// One for an exchange, or for each answer that came over it.
    private func samples(of exchange: AnalyzedExchange) -> [ReportSample] {
        guard let turns = exchange.socket?.turns, !turns.isEmpty else {
            return [ReportSample(exchange, labels: labels, prices: prices)]
        }
        return turns.map { ReportSample($0, of: exchange, labels: labels, prices: prices) }
    }

    private func lostRecords(_ capture: LoadedCapture) -> Int {
        capture.warnings.reduce(0) { sum, warning in
            switch warning {
            case .lost(let count, _): sum + max(count ?? 1, 1)
            case .missingLines(let count, _): sum + count
            default: sum
            }
        }
    }
}
