import NIOCore
import NIOEmbedded
import Testing

@testable import ProxyEngine

/// How the handler carries out what the dialogue says.
@Suite struct ProxyHandshakeHandlerTests {
    /// A channel with a handler that asks a proxy for a tunnel.
    private final class Rig {
        let channel = EmbeddedChannel()
        let handler: ProxyHandshakeHandler
        /// Nil while it goes on.
        private(set) var result: Result<Void, any Error>?
        private(set) var bytesRead: Int?

        init(waitsForTLS: Bool = false, adding failure: (any Error)? = nil) throws {
            let proxy = try UpstreamProxy(parsing: "http://p.test", source: "--upstream-proxy")
            let finished = channel.eventLoop.makePromise(of: Void.self)
            var added: (Int) throws -> Void = { _ in }
            handler = ProxyHandshakeHandler(
                dialogue: .http(HTTPTunnelDialogue(target: "a:1", proxy: proxy)),
                waitsForTLS: waitsForTLS,
                finished: finished,
                addHandlers: { try added($0) }
            )
            added = { [unowned self] in
                if let failure { throw failure }
                bytesRead = $0
            }
            finished.futureResult.assumeIsolated().whenComplete { [unowned self] in result = $0 }
            try channel.pipeline.syncOperations.addHandler(handler)
        }

        func connect() throws {
            try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        }

        func receive(_ text: String) throws {
            try channel.writeInbound(ByteBuffer(string: text))
        }

        var sent: String {
            (try? channel.readOutbound(as: ByteBuffer.self)).map { String(buffer: $0) } ?? ""
        }

        var refusal: String? {
            if case .failure(let error as ProxyRefusal) = result { error.reason } else { nil }
        }
    }

    @Test func `it asks, makes room and hands on what came early`() throws {
        let rig = try Rig()
        try rig.connect()
        #expect(rig.sent == "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n")
        try rig.receive("HTTP/1.1 200 OK\r\n")
        #expect(rig.result == nil)
        try rig.receive("\r\nhello")
        #expect(throws: Never.self) { try rig.result?.get() }
        #expect(rig.bytesRead == 24)
        #expect(try rig.channel.readInbound(as: ByteBuffer.self) == ByteBuffer(string: "hello"))
        #expect(throws: (any Error).self) { try rig.channel.pipeline.syncOperations.context(handler: rig.handler) }
        try rig.receive("more")
        #expect(try rig.channel.readInbound(as: ByteBuffer.self) == ByteBuffer(string: "more"))
        _ = try rig.channel.finish()
    }

    @Test func `it says nothing before TLS is agreed on`() throws {
        let rig = try Rig(waitsForTLS: true)
        try rig.connect()
        #expect(rig.sent.isEmpty)
        rig.handler.begin()
        #expect(rig.sent.hasPrefix("CONNECT "))
        _ = try? rig.channel.finish()
    }

    @Test func `a refusal fails the wait and closes`() throws {
        let rig = try Rig()
        try rig.connect()
        try rig.receive("HTTP/1.1 403 No\r\n\r\n")
        #expect(rig.refusal == "403 No")
        #expect(!rig.channel.isActive)
    }

    @Test func `every way to end fails the wait`() throws {
        let closed = try Rig()
        try closed.connect()
        _ = try closed.channel.finish()
        #expect(closed.refusal == "it closed the connection before it answered")

        let neverConnected = try Rig()
        _ = try? neverConnected.channel.finish()
        #expect(neverConnected.refusal == "it closed the connection before it answered")

        let broken = try Rig()
        try broken.connect()
        broken.channel.pipeline.fireErrorCaught(ChannelError.outputClosed)
        #expect(throws: ChannelError.outputClosed) { try broken.result?.get() }
        #expect(!broken.channel.isActive)

        let late = try Rig()
        try late.connect()
        late.handler.fail(ChannelError.connectTimeout(.seconds(1)))
        #expect(throws: ChannelError.connectTimeout(.seconds(1))) { try late.result?.get() }
        // An answer that comes after all is too late.
        try late.receive("HTTP/1.1 200 OK\r\n\r\n")
        #expect(late.bytesRead == nil)
        _ = try late.channel.finish()

        let unprepared = try Rig(adding: ChannelError.inputClosed)
        try unprepared.connect()
        try unprepared.receive("HTTP/1.1 200 OK\r\n\r\n")
        #expect(throws: ChannelError.inputClosed) { try unprepared.result?.get() }
        #expect(!unprepared.channel.isActive)
    }
}
