import ArgumentParser

/// `weir demo`: shipped streams through the real proxy, so that one sees what it does.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "See what Weir does, in ten seconds: no network, no key.",
        discussion: """
            A built-in upstream plays invented streams of several dialects, a built-in client asks for them through \
            the proxy. They are shown as they come; the report follows, and the capture stays.

            Examples:
              weir demo
              weir demo --speed 0.5                      slower
              weir demo --speed 20 && weir show 2        then look at one exchange
            """
    )

    @Flag(help: "Open the dashboard (which comes in a later version).")
    var ui = false

    @Option(help: ArgumentHelp("2 is twice as fast, 0.5 half as fast.", valueName: "factor"))
    var speed = 1.0

    func validate() throws {
        guard speed > 0, speed.isFinite else {
            throw ValidationError("--speed '\(speed)': use a number above 0")
        }
    }

    func run() async throws {
        if ui { Console.complain("the dashboard comes in a later version; the demo goes on without it") }
        let demo = DemoPerformance(streams: DemoStream.all, speed: speed)
        let (capture, wasInterrupted) = try await demo.perform(
            recording: .defaultFolder,
            tail: InlineTail(mode: .automatic)
        )
        guard !wasInterrupted else {
            throw CommandFailure(ExitStatus.interrupted, "interrupted; what came is in \(capture)")
        }
        // All conversations were with one host: one group, one page.
        try ReportCommand.parse(["--group-by", "host", "--", capture]).run()
        Console.inform(DemoGuide.next)
    }
}
