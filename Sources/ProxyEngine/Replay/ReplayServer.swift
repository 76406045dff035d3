import NIOCore
import NIOHTTP1
import NIOPosix
package import TLSEngine

/// A stand-in upstream that answers from recordings.
package final class ReplayServer: Sendable {
    private let group: MultiThreadedEventLoopGroup
    private let listener: HTTPListener
    private let library: NIOLoopBound<ReplayLibrary>
    private let tls: TLSServerContext?

    /// Starts the event loop; nothing is bound yet.
    ///
    /// - Parameters:
    ///   - matcher: finds the recording for each request.
    ///   - tls: serves HTTPS, when given.
    ///   - decode: undoes the content coding of requests, so that they are compared as they were recorded.
    ///   - report: told of each request and what answered it, on the server's event loop.
    /// - Throws: when the event loop cannot start.
    package init(
        matcher: ReplayMatcher,
        tls: TLSServerContext? = nil,
        decode: @escaping RequestDecoder = { _, body in body },
        report: @escaping @Sendable (ReplayMatcher.Request, Result<Recording, ReplayMatcher.Miss>) -> Void
    ) throws {
        // One loop: answers are handed out in the order of the requests.
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let eventLoop = group.next()
        listener = HTTPListener(group: group)
        self.tls = tls
        library = try eventLoop.submit {
            NIOLoopBound(ReplayLibrary(matcher: matcher, decode: decode, report: report), eventLoop: eventLoop)
        }.wait()
    }

    /// Binds and accepts; returns the port.
    package func start(on address: HostAndPort) async throws -> Int {
        try await listener.start(on: address) { [library, tls] channel in
            let pipeline = channel.pipeline.syncOperations
            if let tls {
                let handshake = channel.eventLoop.makePromise(of: Void.self)
                try pipeline.addHandler(TLSHandler(connection: TLSConnection(server: tls), handshake: handshake))
            }
            try pipeline.addHandler(ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes)))
            try pipeline.addHandler(ReplayHandler(library: library.value))
        }
    }

    /// Stops accepting and ends what plays; returns how many requests found no recording.
    package func stop() async -> Int {
        await listener.stop()
        let misses = try? await library.eventLoop.submit { [library] in library.value.misses }.get()
        try? await group.shutdownGracefully()
        return misses ?? 0
    }
}
