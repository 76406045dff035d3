import ArgumentParser

/// `weir proxy`: stands between clients and providers, and records what passes.
struct ProxyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "proxy",
        abstract: "Relay requests to their providers; watch, time and record every event.",
        discussion: """
            Examples:
              weir proxy
                  then use base_url=http://127.0.0.1:9347/openai/v1 in a client (also /anthropic, /gemini, /ollama …)
              weir proxy --upstream http://localhost:8000 --tail
              HTTPS_PROXY=http://127.0.0.1:9347 python app.py
                  which must trust Weir's authority: see `weir ca`
              weir proxy --route gw=https://gateway.example/api --capture session.weir.jsonl
            """
    )

    @OptionGroup var options: ProxyOptions

    func run() async throws {
        let stop = StopSignal()
        let proxy = try await ServedProxy.start(options, mode: "proxy")
        await stop.wait()
        let counts = await proxy.stop()
        Console.inform(SessionSummary.text(counts, capture: proxy.session.capture))
    }
}
