import ArgumentParser
import Filters
import Sessions
import StreamCore

/// `weir tail`: shows the events of a running proxy, or of a capture, as they come.
struct TailCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tail",
        abstract: "Watch streams as they come: text, reasoning and tool calls growing, with every gap.",
        discussion: """
            Without FILE it follows the running proxy, else the newest capture. It begins with what was recorded \
            already, so a short stream is never missed.

            Examples:
              weir tail
              weir tail --where 'model ~ /^gpt/ and status = 200'
              weir tail --where 'gap > 500ms'                  only events after a pause
              weir tail --filter failures                      exchanges that went wrong, once they are over
              weir tail --json | jq -r 'select(.kind == "event") | .deltas[].text // empty'
              weir tail session.weir.jsonl#3 --raw --no-follow
            """
    )

    @Argument(help: ArgumentHelp("A capture, FILE#N for one exchange, a folder, or - for stdin.", valueName: "file"))
    var file: String?

    @Option(help: ArgumentHelp("Watch a proxy by the URL of its dashboard (not available yet).", valueName: "url"))
    var attach: String?

    @Option(name: .customLong("where"), help: ArgumentHelp("Show only what matches.", valueName: "expr"))
    var condition: String?

    @Option(help: ArgumentHelp("Apply a filter file, by name or path; may be repeated.", valueName: "name|file"))
    var filter: [String] = []

    @Flag(help: "Write the bodies byte for byte.")
    var raw = false

    @Flag(help: "Print one row for each event, on a terminal too.")
    var events = false

    @Flag(help: "Write only the text of the first choice.")
    var text = false

    @Flag(help: "Print one JSON object for each event; t_ns counts from the request's first byte.")
    var json = false

    @Option(
        help: ArgumentHelp(
            "Show from the capture's start, or only exchanges that begin from now on.",
            valueName: "start|now"
        )
    )
    var since = Since.start

    @Flag(help: "Stop at the end of what is recorded.")
    var noFollow = false

    enum Since: String, ExpressibleByArgument, CaseIterable {
        case start, now
    }

    func validate() throws {
        guard [raw, events, text, json].count(where: { $0 }) <= 1 else {
            throw ValidationError("--raw, --events, --text and --json exclude each other")
        }
    }

    func run() throws {
        if let attach {
            let message =
                "--attach \(attach): the control API comes in a later version; leave it off to follow the capture"
            throw CommandFailure(ExitStatus.unavailable, message)
        }
        let selection = try selected()
        let gate = try gate(for: selection)
        if raw, gate.choosesEvents {
            throw CommandFailure(
                ExitStatus.usage,
                "--raw shows whole bodies: leave fields of single events out of --where"
            )
        }
        let isFollowed = !noFollow && selection.sources.last.map(TailDriver.canFollow) ?? false
        let view = TailViews.make(mode, keys: isFollowed)
        let driver = TailDriver(session: TailSession(view: view, gate: gate), view: view)
        for source in selection.sources.dropLast() { try driver.read(source) }
        guard let last = selection.sources.last else { return }
        if case .file(let path) = last, isFollowed {
            try driver.follow(path, skippingOld: since == .now)
        } else {
            try driver.read(last, skippingOld: since == .now)
        }
        driver.finish()
    }

    private var mode: TailMode {
        if raw { return .raw }
        if text { return .text }
        if json { return .json }
        return events ? .events : .automatic
    }

    /// What is to be read: FILE, else what the running proxy records, else the newest capture.
    private func selected() throws -> CaptureSelection {
        if file == nil, let path = RunningProxies().live().compactMap(\.capture).first {
            return try CaptureLocator().resolve(path)
        }
        return try CaptureLocator().resolve(file)
    }

    private func gate(for selection: CaptureSelection) throws -> TailGate {
        TailGate(
            condition: try condition.map { try Self.expression($0) },
            files: try filter.map { try Self.filterFile($0) },
            selector: selection.exchange
        )
    }

    private static func expression(_ text: String) throws -> FilterExpression {
        do throws(FilterSyntaxError) {
            return try FilterParser.parse(text)
        } catch {
            throw CommandFailure(ExitStatus.usage, "--where: \(error.description)")
        }
    }

    private static func filterFile(_ name: String) throws -> FilterFile {
        do throws(FilterFileError) {
            return try FilterFile.load(named: name, in: ["filters"])
        } catch {
            throw CommandFailure(ExitStatus.usage, "--filter: \(error.description)")
        }
    }
}
