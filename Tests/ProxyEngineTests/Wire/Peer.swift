import NIOCore
import NIOPosix

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A test's end of a TCP connection: a client of the proxy, or the scripted upstream's side.
///
/// Reads wait for what comes; nothing sleeps.
final class Peer {
    enum End: Equatable {
        /// FIN.
        case closed
        case reset
    }

    enum Event: Sendable {
        case bytes(ByteBuffer)
        case ended(End)
    }

    /// The bytes that a read waited for never came.
    struct Missing: Error, CustomStringConvertible {
        var description: String
    }

    let channel: any Channel
    private var events: AsyncStream<Event>.Iterator
    private var buffer = ""
    private(set) var end: End?

    init(_ accepted: Accepted) {
        channel = accepted.channel
        events = accepted.events.makeAsyncIterator()
    }

    /// Connects to a port of this machine.
    static func connect(to port: Int, reads: Bool = true, receiveBuffer: Int? = nil) async throws -> Peer {
        let (events, continuation) = AsyncStream.makeStream(of: Event.self)
        var bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelOption(.autoRead, value: reads)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(EventForwarder(continuation))
                }
            }
        if let receiveBuffer { bootstrap = bootstrap.channelOption(.socketOption(.so_rcvbuf), value: receiveBuffer) }
        let channel = try await bootstrap.connect(host: "127.0.0.1", port: port).get()
        return Peer(Accepted(channel: channel, events: events))
    }

    /// A connection on its way from the event loop to the test.
    struct Accepted: Sendable {
        var channel: any Channel
        var events: AsyncStream<Event>
    }

    // Out.

    func send(_ text: String) async throws {
        try await channel.writeAndFlush(ByteBuffer(string: text)).get()
    }

    func send(bytes: some Collection<UInt8>) async throws {
        try await channel.writeAndFlush(ByteBuffer(bytes: bytes)).get()
    }

    /// Sends without waiting until the kernel takes the bytes.
    func queue(_ text: String) {
        channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
    }

    /// FIN, unless the other side was first.
    func close() async throws {
        do {
            try await channel.close().get()
        } catch ChannelError.alreadyClosed {
            return
        }
    }

    /// FIN, but goes on reading.
    func closeOutput() async throws {
        try await channel.close(mode: .output).get()
    }

    func reset() async throws {
        channel.resetForTest()
        try await close()
    }

    /// Begins to read, where the connection was made without.
    func startReading() async throws {
        try await channel.setOption(.autoRead, value: true).get()
    }

    // In.

    /// One read of the socket.
    func nextRead() async throws -> String {
        if !buffer.isEmpty {
            defer { buffer = "" }
            return buffer
        }
        guard await receive() else { throw Missing(description: "the connection ended: \(String(describing: end))") }
        defer { buffer = "" }
        return buffer
    }

    /// Everything up to and with `marker`.
    func read(through marker: String) async throws -> String {
        while true {
            if let place = buffer.firstRange(of: marker) {
                defer { buffer.removeSubrange(..<place.upperBound) }
                return String(buffer[..<place.upperBound])
            }
            guard await receive() else {
                throw Missing(
                    description:
                        "no \(marker.debugDescription) in \(buffer.debugDescription), then \(String(describing: end))"
                )
            }
        }
    }

    /// So many bytes; their number, as large bodies are not looked at.
    func skip(_ count: Int) async throws {
        var left = count - buffer.utf8.count
        buffer = ""
        while left > 0, let event = await events.next(isolation: #isolation) {
            guard case .bytes(let bytes) = event else { break }
            left -= bytes.readableBytes
        }
        guard left == 0 else { throw Missing(description: "\(left) bytes of \(count) are missing") }
    }

    /// Everything until the other side ends.
    func readToEnd() async -> String {
        while await receive() {}
        defer { buffer = "" }
        return buffer
    }

    private func receive() async -> Bool {
        guard end == nil else { return false }
        switch await events.next(isolation: #isolation) {
        case .bytes(let bytes):
            buffer += String(buffer: bytes)
            return true
        case .ended(let end):
            self.end = end
            return false
        case nil:
            end = .closed
            return false
        }
    }
}

/// Hands what a channel reads to a test.
private final class EventForwarder: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let continuation: AsyncStream<Peer.Event>.Continuation

    init(_ continuation: AsyncStream<Peer.Event>.Continuation) {
        self.continuation = continuation
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        continuation.yield(.bytes(unwrapInboundIn(data)))
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event { continuation.yield(.ended(.closed)) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? IOError, error.errnoCode == ECONNRESET { continuation.yield(.ended(.reset)) }
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        continuation.yield(.ended(.closed))
        continuation.finish()
    }
}

/// A server whose connections the test itself answers.
final class ScriptedUpstream: Sendable {
    private let listener: any Channel
    private let accepted: AsyncStream<Peer.Accepted>
    let port: Int

    init(sendBuffer: Int? = nil) async throws {
        let (accepted, continuation) = AsyncStream.makeStream(of: Peer.Accepted.self)
        self.accepted = accepted
        var bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.backlog, value: 1024)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                let (events, forwarding) = AsyncStream.makeStream(of: Peer.Event.self)
                continuation.yield(Peer.Accepted(channel: channel, events: events))
                return channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(EventForwarder(forwarding))
                }
            }
        if let sendBuffer { bootstrap = bootstrap.childChannelOption(.socketOption(.so_sndbuf), value: sendBuffer) }
        listener = try await bootstrap.bind(host: "127.0.0.1", port: 0).get()
        port = listener.localAddress?.port ?? 0
    }

    /// The next connection that the proxy makes.
    func accept() async throws -> Peer {
        for await next in accepted { return Peer(next) }
        throw Peer.Missing(description: "the test was cancelled")
    }

    func stop() async {
        try? await listener.close()
    }
}

extension Channel {
    fileprivate func resetForTest() {
        guard let socket = self as? any SocketOptionProvider else { return }
        socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenFailure { _ in }
    }
}
