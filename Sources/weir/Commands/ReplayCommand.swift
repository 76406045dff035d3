import ArgumentParser
import Filters
import ProxyEngine
import Sessions
import StreamCore
import TLSEngine

/// `weir replay`: a stand-in upstream that answers from a capture.
struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Serve a captured session: the same bytes, the same splits, the same delays.",
        discussion: """
            A request that matches a recorded one, by method, path and JSON body, gets its answer. Anything else \
            gets a 404 that names the nearest recording and what differs.

            Examples:
              weir replay session.weir.jsonl
              weir replay session.weir.jsonl --speed max --strict        in tests: no waiting, no surprises
              weir replay session.weir.jsonl --split utf8                cut inside characters
            """
    )

    @Argument(help: ArgumentHelp("Captures; the newest one without any.", valueName: "file"))
    var files: [String] = []

    @Option(help: ArgumentHelp("Where clients connect. Port 0 takes a free one.", valueName: "address:port"))
    var listen = "127.0.0.1:9347"

    @Flag(help: "Serve HTTPS, with a certificate of Weir's authority (see `weir ca`).")
    var tls = false

    @Option(help: ArgumentHelp("1, 2, 0.5 … or max for no waiting.", valueName: "factor|max"))
    var speed = "1"

    @Option(help: ArgumentHelp("recorded, none or a duration.", valueName: "delay"))
    var firstByte = "recorded"

    @Option(help: ArgumentHelp("Cut longer waits to this.", valueName: "duration"))
    var maxGap: String?

    @Option(help: ArgumentHelp("recorded, event, a number of bytes, utf8 or crlf.", valueName: "rule"))
    var split = "recorded"

    @Option(help: ArgumentHelp("recorded, sticky or any: what identical requests get.", valueName: "rule"))
    var order = "recorded"

    @Option(help: ArgumentHelp("What a request without a recording gets: 404.", valueName: "answer"))
    var onMiss = "404"

    @Flag(help: "Give each answer once; exit with 1 when a request found none.")
    var strict = false

    @Flag(help: "Print the address and the process as one JSON line first.")
    var json = false

    func run() async throws {
        let stop = StopSignal()
        guard onMiss == "404" else {
            throw CommandFailure(ExitStatus.usage, "--on-miss '\(onMiss)': only 404 is served")
        }
        let address = try ProxySettings.address(listen, option: "--listen")
        let matcher = ReplayMatcher(recordings: try recordings(), order: try orderRule(), isStrict: strict)
        let folder = tls ? AuthorityFolder() : nil
        let server = try ReplayServer(
            matcher: matcher,
            tls: try folder.map { try Self.serverContext($0) },
            decode: RequestContent.decoded,
            report: ReplayLog.print
        )
        let port = try await start(server, on: address)
        ListeningNotice(
            scheme: tls ? "https" : "http",
            host: address.host,
            port: port,
            capture: files.first,
            authority: folder?.certificatePath
        ).tell(asJSON: json)
        await stop.wait()
        let misses = await server.stop()
        if strict, misses > 0 {
            let noun = misses == 1 ? "request" : "requests"
            throw CommandFailure(ExitStatus.checkFailed, "\(misses) \(noun) found no recording")
        }
    }

    private func start(_ server: ReplayServer, on address: HostAndPort) async throws -> Int {
        do {
            return try await server.start(on: address)
        } catch {
            throw ListenFailure.explain(error, address: address)
        }
    }

    private func recordings() throws -> [Recording] {
        let options = try ReplayOptionText(self).options()
        let parser = JSONParser()
        let exchanges = try CaptureArguments.load(files).flatMap(\.exchanges)
        let recordings = exchanges.compactMap { Recording($0, options: options, parser: parser) }
        guard !recordings.isEmpty else {
            let name = files.isEmpty ? "the newest capture" : files.joined(separator: ", ")
            throw CommandFailure(
                ExitStatus.badData,
                "\(name) holds no answer of an upstream: there is nothing to replay"
            )
        }
        return recordings
    }

    private func orderRule() throws -> ReplayMatcher.Order {
        guard let rule = ReplayMatcher.Order(rawValue: order) else {
            throw CommandFailure(ExitStatus.usage, "--order '\(order)': use recorded, sticky or any")
        }
        return rule
    }

    private static func serverContext(_ folder: AuthorityFolder) throws -> TLSServerContext {
        let authority = try folder.load()
        var options = TLSServerContext.Options(authority: authority)
        // A client that connects to an address names no host.
        options.identity = try authority.issue(names: ["localhost", "127.0.0.1", "::1"])
        return try TLSServerContext(options)
    }
}

/// What the replay's options say about time and splits.
private struct ReplayOptionText {
    let command: ReplayCommand

    init(_ command: ReplayCommand) {
        self.command = command
    }

    func options() throws -> ReplayOptions {
        var options = ReplayOptions()
        options.speed = try speed()
        options.firstByte = try firstByte()
        options.maximumGap = try command.maxGap.map { try ProxySettings.duration($0, option: "--max-gap") }
        options.split = try split()
        // Pieces that are sent together would arrive together.
        if [.utf8, .crlf].contains(options.split) { options.pieceGap = .milliseconds(1) }
        return options
    }

    private func speed() throws -> ReplayOptions.Speed {
        if command.speed == "max" { return .maximum }
        guard let factor = Double(command.speed), factor > 0, factor.isFinite else {
            throw CommandFailure(ExitStatus.usage, "--speed '\(command.speed)': use a number above 0, or max")
        }
        return .factor(factor)
    }

    private func firstByte() throws -> ReplayOptions.FirstByte {
        switch command.firstByte {
        case "recorded": .recorded
        case "none": .none
        case let text: .delay(try ProxySettings.duration(text, option: "--first-byte"))
        }
    }

    private func split() throws -> ReplayOptions.Split {
        switch command.split {
        case "recorded": return .recorded
        case "event": return .event
        case "utf8": return .utf8
        case "crlf": return .crlf
        case let text:
            guard let count = Int(text), count > 0 else {
                let message = "--split '\(text)': use recorded, event, utf8, crlf or a number of bytes"
                throw CommandFailure(ExitStatus.usage, message)
            }
            return .bytes(count)
        }
    }
}

/// One line on stderr for each request of a replay.
private enum ReplayLog {
    static func print(_ request: ReplayMatcher.Request, _ result: Result<Recording, ReplayMatcher.Miss>) {
        let asked = "\(request.method) \(request.target)"
        switch result {
        case .success(let recording):
            Console.complain("\(asked) → recording #\(recording.number)")
        case .failure(let miss):
            let nearest = miss.nearest.map { "; nearest #\($0) differs in \(miss.difference)" } ?? ""
            Console.complain("\(asked) → 404, no recording\(nearest)")
        }
    }
}
