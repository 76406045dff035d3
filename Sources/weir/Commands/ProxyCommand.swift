import ArgumentParser
import ProxyEngine
import Sessions
import StreamCore

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
        var settings = try ProxySettings(options)
        let interception = Interception.load(keyLog: settings.keyLog)
        settings.interception = interception?.context
        let tail = options.tail ? InlineTail(mode: options.json ? .json : .automatic) : nil
        var feed: (@Sendable ([UInt8]) -> Void)?
        if let tail { feed = { tail.take($0) } }
        let session = try await RunningSession.start(
            settings,
            recording: recording,
            mode: "proxy",
            redacts: !options.noRedact,
            keepsEncoded: options.keepEncoded,
            feed: feed
        )
        let host = settings.configuration.listen.host
        ListeningNotice(
            host: host,
            port: session.port,
            capture: session.capture,
            authority: interception?.certificatePath
        ).tell(asJSON: options.json)
        UpstreamNotice.tell(settings.configuration.paths, port: session.port)
        await stop.wait()
        let counts = await session.stop()
        tail?.finish()
        Console.inform(SessionSummary.text(counts, capture: session.capture))
    }

    private var recording: RunningSession.Recording {
        if options.noCapture { return .nowhere }
        return options.capture.map { .file($0) } ?? .defaultFolder
    }
}
