import NIOCore
import NIOEmbedded
import Testing

@testable import ProxyEngine

/// Bytes sent past a channel, on real sockets.
@Suite(.timeLimit(.minutes(1))) struct DirectSocketTests {
    @Test func `what the socket takes arrives without the channel`() async throws {
        let (upstream, client, accepted) = try await Self.connection()
        #expect(try await Self.send(ByteBuffer(string: "past the channel"), on: accepted) == 16)
        #expect(try await client.read(through: "channel") == "past the channel")
        await upstream.stop()
    }

    @Test func `a full socket takes a part, a broken one nothing`() async throws {
        let (upstream, client, accepted) = try await Self.connection(clientReads: false)
        let large = ByteBuffer(repeating: UInt8(ascii: "a"), count: 64 << 20)
        let taken = try #require(try await Self.send(large, on: accepted))
        #expect(taken > 0)
        #expect(taken < large.readableBytes)
        try await accepted.closeOutput()
        #expect(try await Self.send(ByteBuffer(string: "too late"), on: accepted) == 0)
        try await client.close()
        await upstream.stop()
    }

    @Test func `a closed channel has no socket, nor has one without`() async throws {
        let (upstream, client, accepted) = try await Self.connection()
        let channel = accepted.channel
        let context = try await channel.eventLoop.submit {
            NIOLoopBound(try Self.context(of: channel), eventLoop: channel.eventLoop)
        }.get()
        try await accepted.close()
        #expect(try await channel.eventLoop.submit { DirectSocket(of: context.value) == nil }.get())
        try await client.close()
        await upstream.stop()

        let embedded = EmbeddedChannel()
        #expect(DirectSocket(of: try Self.context(of: embedded)) == nil)
        _ = try embedded.finish()
    }

    private final class Bystander: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
    }

    private static func connection(clientReads: Bool = true) async throws -> (ScriptedUpstream, Peer, Peer) {
        let upstream = try await ScriptedUpstream()
        let client = try await Peer.connect(to: upstream.port, reads: clientReads)
        return (upstream, client, try await upstream.accept())
    }

    private static func context(of channel: any Channel) throws -> ChannelHandlerContext {
        let bystander = Bystander()
        try channel.pipeline.syncOperations.addHandler(bystander)
        return try channel.pipeline.syncOperations.context(handler: bystander)
    }

    private static func send(_ bytes: ByteBuffer, on peer: Peer) async throws -> Int? {
        let channel = peer.channel
        return try await channel.eventLoop.submit { DirectSocket(of: try context(of: channel))?.send(bytes) }.get()
    }
}
