import ArgumentParser

/// The root of the command line; each command is a file in `Commands`.
@main
struct WeirCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "weir",
        abstract: "A debugging proxy for LLM streams: see every event, replay every session, measure every gap.",
        discussion: """
            Examples:
              weir demo                    see what it does: no network, no key
              weir proxy                   base URL: http://127.0.0.1:9347/openai/v1
              weir run -- python app.py    a program with a proxy of its own, and the report
              weir tail                    watch the running proxy's events
              weir report                  latency of the newest capture
              weir replay FILE             serve a captured session again
            """,
        version: Version.text,
        subcommands: [
            ProxyCommand.self, RunCommand.self, DemoCommand.self, TailCommand.self, ListCommand.self, ShowCommand.self,
            DecodeCommand.self, LintCommand.self, DiffCommand.self, ReplayCommand.self, ReportCommand.self,
            AuthorityCommand.self,
        ]
    )

    static func main() async {
        // Here and not later: this is the first thread, and the only one.
        _ = InheritedState.atStart
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            ExitStatus.exit(with: error)
        }
    }
}
