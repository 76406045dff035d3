import ArgumentParser
import NIOCore
import NIOPosix
import ProxyEngine
import Sessions
import StreamCore

/// Plays the demo: its upstream, the proxy between, and its client, all in this process.
struct DemoPerformance {
    let streams: [DemoStream]
    let speed: Double

    /// Before the report, in milliseconds.
    private static let rest = 1500
    /// Requests keep their order at any speed.
    private static let shortestPause = Nanoseconds.milliseconds(10)
    /// Eleven days, in nanoseconds: slower than that nobody waits for.
    private static let longestPause = 1e15

    /// Plays every stream once and closes the capture.
    ///
    /// - Parameters:
    ///   - recording: where the capture goes.
    ///   - tail: shows what passes; without it nothing is said at all.
    /// - Returns: the capture, and whether a signal ended it early.
    /// - Throws: when no port is to be had, or the capture cannot be created.
    func perform(
        recording: RunningSession.Recording,
        tail: InlineTail?
    ) async throws -> (capture: String, wasInterrupted: Bool) {
        let stop = StopSignal()
        let (upstream, upstreamPort) = try await startUpstream()
        let session = try await RunningSession.start(
            try settings(upstreamPort: upstreamPort),
            recording: recording,
            mode: "demo",
            feed: { tail?.take($0) }
        )
        if tail != nil {
            Console.inform(DemoGuide.introduction(port: session.port, upstreamPort: upstreamPort, count: streams.count))
        }
        let client = DemoClient(group: MultiThreadedEventLoopGroup(numberOfThreads: 1), port: session.port)
        let wasInterrupted = await converse(client, until: stop)
        _ = await session.stop()
        tail?.finish()
        _ = await upstream.stop()
        try? await client.group.shutdownGracefully()
        return (session.capture ?? "", wasInterrupted)
    }

    private func startUpstream() async throws -> (server: ReplayServer, port: Int) {
        let parser = JSONParser()
        let recordings = streams.enumerated().map { place, stream in
            Recording(stream, number: place + 1, speed: speed, parser: parser)
        }
        let matcher = ReplayMatcher(recordings: recordings, order: .sticky, isStrict: false)
        let server = try ReplayServer(matcher: matcher) { _, _ in }
        return (server, try await server.start(on: try ProxySettings.address("127.0.0.1:0", option: "--listen")))
    }

    /// A proxy whose routes all lead to the demo's upstream, under the names that they always have.
    private func settings(upstreamPort: Int) throws -> ProxySettings {
        let routes = DemoRequest.Provider.allCases.map { "\($0)=http://127.0.0.1:\(upstreamPort)/\($0)" }
        let words =
            ["--listen", "127.0.0.1:0", "--drain", "1s", "--fsync", "none"] + routes.flatMap { ["--route", $0] }
        return try ProxySettings(try ProxyOptions.parse(words))
    }

    /// Asks for every stream at its time; returns whether a signal came before the last was over.
    private func converse(_ client: DemoClient, until stop: StopSignal) async -> Bool {
        let conversation = Task { await ask(client) }
        Task {
            await stop.wait()
            conversation.cancel()
        }
        await conversation.value
        return conversation.isCancelled
    }

    private func ask(_ client: DemoClient) async {
        let begin = ContinuousClock.now
        await withTaskGroup(of: Void.self) { group in
            for (stream, start) in zip(streams, starts) {
                group.addTask {
                    // Cancelled, it does not ask any more.
                    guard (try? await Task.sleep(until: begin + .nanoseconds(start.count))) != nil else { return }
                    do {
                        try await client.send(stream.request)
                    } catch {
                        Console.complain("the demo's client cannot reach the proxy: \(error)")
                    }
                }
            }
        }
        // Whoever watches sees how the last one ended before the report moves it up.
        if Console.isTerminal { try? await Task.sleep(for: .nanoseconds(scaled(Self.rest).count)) }
    }

    private func scaled(_ milliseconds: Int) -> Nanoseconds {
        Nanoseconds(Int64(min(Double(milliseconds) * 1e6 / speed, Self.longestPause)))
    }

    /// When each request is sent, since the demo began.
    private var starts: [Nanoseconds] {
        var earliest = Nanoseconds.zero
        return streams.map { stream in
            let start = scaled(stream.startsAt)
            defer { earliest = max(start, earliest) + Self.shortestPause }
            return max(start, earliest)
        }
    }
}
