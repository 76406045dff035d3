import NIOCore
import NIOPosix
package import StreamCore
package import TLSEngine

/// The listening proxy: accepts clients, gives each a relay, and stops in good order.
package final class ProxyServer: Sendable {
    private let configuration: ProxyConfiguration
    private let group: MultiThreadedEventLoopGroup
    private let loops: [NIOLoopBound<LoopContext>]
    private let listener: HTTPListener

    /// Starts the event loops; nothing is bound yet.
    ///
    /// - Parameters:
    ///   - configuration: how to behave.
    ///   - tls: how `https` upstreams are verified.
    ///   - interception: serves clients' TLS; without it that is not opened.
    ///   - makeObserver: called once for each event loop.
    /// - Throws: when an event loop cannot start.
    package convenience init(
        configuration: ProxyConfiguration,
        tls: TLSClientContext,
        interception: TLSServerContext? = nil,
        makeObserver: () -> ExchangeObserver
    ) throws {
        let connector = UpstreamConnector(connectTimeout: configuration.connectTimeout, tls: tls)
        try self.init(
            configuration: configuration,
            connector: connector,
            interception: interception,
            makeObserver: makeObserver
        )
    }

    init(
        configuration: ProxyConfiguration,
        connector: UpstreamConnector,
        interception: TLSServerContext? = nil,
        makeObserver: () -> ExchangeObserver
    ) throws {
        self.configuration = configuration
        group = MultiThreadedEventLoopGroup(numberOfThreads: configuration.eventLoopCount)
        listener = HTTPListener(group: group, allowsHalfClose: configuration.allowsHalfClose)
        var loops: [NIOLoopBound<LoopContext>] = []
        for (index, eventLoop) in group.makeIterator().enumerated() {
            let observer = makeObserver()
            let bound = try eventLoop.submit {
                let loop = LoopContext(
                    index: index,
                    configuration: configuration,
                    observer: observer,
                    eventLoop: eventLoop,
                    connector: connector,
                    interception: interception
                )
                return NIOLoopBound(loop, eventLoop: eventLoop)
            }.wait()
            loops.append(bound)
        }
        self.loops = loops
    }

    /// Binds and accepts; returns the port.
    package func start() async throws -> Int {
        let loops = Dictionary(uniqueKeysWithValues: loops.map { (ObjectIdentifier($0.eventLoop), $0) })
        let port = try await listener.start(on: configuration.listen) { channel in
            guard let loop = loops[ObjectIdentifier(channel.eventLoop)]?.value else {
                preconditionFailure("a channel came on an event loop of another group")
            }
            try Self.serve(channel, loop: loop)
        }
        for bound in loops.values { startSweeping(bound) }
        return port
    }

    /// Stops accepting, waits for open exchanges up to `drain`, then ends what is left.
    package func stop(drain: Duration) async {
        await listener.stop()
        for bound in loops { await onLoop(bound) { $0.startDraining() } }
        let deadline = ContinuousClock.now + drain
        while await openConnections() > 0, ContinuousClock.now < deadline {
            try? await Task.sleep(for: .milliseconds(10))
        }
        for bound in loops { await onLoop(bound) { $0.stop() } }
        try? await group.shutdownGracefully()
    }

    private func openConnections() async -> Int {
        var count = 0
        for bound in loops { count += await onLoop(bound) { $0.openConnections } }
        return count
    }

    private func onLoop<Value: Sendable>(
        _ bound: NIOLoopBound<LoopContext>,
        _ body: @escaping @Sendable (LoopContext) -> Value
    ) async -> Value {
        do {
            return try await bound.eventLoop.submit { body(bound.value) }.get()
        } catch {
            preconditionFailure("an event loop was shut down before the server: \(error)")
        }
    }

    private func startSweeping(_ bound: NIOLoopBound<LoopContext>) {
        bound.eventLoop.scheduleRepeatedTask(initialDelay: .seconds(1), delay: .seconds(1)) { _ in
            bound.value.sweep(at: MonotonicClock.now)
        }
    }

    /// Serves a connection that was accepted.
    @discardableResult
    static func serve(_ channel: any Channel, loop: LoopContext) throws -> ClientConnection {
        let client = ClientConnection(loop: loop, channel: channel)
        try client.begin()
        return client
    }
}
