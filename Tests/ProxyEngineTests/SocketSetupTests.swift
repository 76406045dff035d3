import NIOCore
import NIOPosix
import StreamCore
import Testing

@testable import ProxyEngine

@Suite(.timeLimit(.minutes(1))) struct SocketSetupTests {
    @Test func `small writes do not wait for each other on either side`() async throws {
        let listener = HTTPListener(group: MultiThreadedEventLoopGroup.singleton)
        let (accepted, continuation) = AsyncStream.makeStream(of: SocketOptionValue.self)
        let address = try #require(HostAndPort(parsing: "127.0.0.1:0"))
        let port = try await listener.start(on: address) { channel in
            continuation.yield(try channel.syncOptions?.getOption(.tcpOption(.tcp_nodelay)) ?? 0)
        }
        let client = try await Peer.connect(to: port)
        #expect(try await client.channel.getOption(.tcpOption(.tcp_nodelay)).get() != 0)
        #expect(await accepted.first { _ in true } != 0)
        try await client.close()
        await listener.stop()
    }
}
