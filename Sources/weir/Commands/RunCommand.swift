import ArgumentParser

/// `weir run`: runs a program with a proxy of its own around it.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a program whose requests all come through Weir; report when it has ended.",
        discussion: """
            A proxy on a free port is made for the program, and its environment says so: proxy variables in both \
            cases, and certificates (the system's and Weir's own) for what it may be written with. Terminal, \
            signals and exit status are the program's own. 127: there is no such program; 126: it cannot be run.

            Examples:
              weir run -- python app.py
              weir run -- pytest -q tests
              weir run --base-urls -- node app.js      no certificates: SDKs get base URLs instead
              weir run --java -- ./gradlew test        JAVA_TOOL_OPTIONS, too
              weir run --no-report --capture ci.weir.jsonl -- make test
            """
    )

    @OptionGroup var options: ProxyOptions

    @Flag(
        name: .customLong("base-urls"),
        help: "Set the base URLs of SDKs (OPENAI_BASE_URL …) instead of proxy variables."
    )
    var usesBaseURLs = false

    @Flag(help: "Lead Java programs, too: they read JAVA_TOOL_OPTIONS, no proxy variables.")
    var java = false

    @Flag(help: "Print no report at the end.")
    var noReport = false

    @Argument(
        parsing: .captureForPassthrough,
        help: ArgumentHelp("The program and its arguments, after `--`.", valueName: "command")
    )
    var command: [String] = []

    /// What comes before the program's name is Weir's; a request for help is captured with it.
    private var asksForHelp: Bool { ["--help", "-help", "-h"].contains(command.first) }

    func validate() throws {
        guard !asksForHelp else { return }
        guard !usesBaseURLs || options.proxyAuth == nil else {
            throw ValidationError("--base-urls and --proxy-auth exclude each other: a base URL carries no credentials")
        }
        guard !java || !usesBaseURLs && options.proxyAuth == nil else {
            throw ValidationError("--java goes with neither --base-urls nor --proxy-auth")
        }
        if let first = command.first, first.hasPrefix("-"), first != "--" {
            throw ValidationError("unknown option '\(first)': what belongs to the program comes after --")
        }
        guard !words.isEmpty else {
            throw ValidationError("no command: write it after --, as in weir run -- python app.py")
        }
    }

    private var words: [String] { command.first == "--" ? Array(command.dropFirst()) : command }

    func run() async throws {
        guard !asksForHelp else { return Console.print(WeirCommand.helpMessage(for: Self.self)) }
        let inherited = InheritedState.atStart
        let relay = SignalRelay(inherited)
        let program = try Program(words)
        let run = try await ProgramRun.start(
            program,
            options: options,
            wish: usesBaseURLs ? .baseURLs : .proxy(java: java)
        )
        let end: ChildProcess.End
        do {
            if let signal = relay.pending { throw CommandFailure(128 + signal) }
            let child = try ChildProcess.start(program, environment: run.environment, inherited: inherited)
            relay.start(to: child)
            end = await child.wait()
        } catch {
            await run.abandon()
            throw error
        }
        relay.stop()
        await run.finish(reports: !noReport)
        throw CommandFailure(end.status)
    }
}
