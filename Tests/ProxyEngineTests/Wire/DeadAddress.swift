import NIOCore
import NIOPosix

/// An IPv6 address of this machine at which connections hang: a listener whose queue is full.
final class DeadAddress: Sendable {
    let address: SocketAddress
    private let channels: [any Channel]

    private init(address: SocketAddress, channels: [any Channel]) {
        self.address = address
        self.channels = channels
    }

    static func make() async throws -> DeadAddress {
        let group = MultiThreadedEventLoopGroup.singleton
        let listener = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 0)
            .serverChannelOption(.autoRead, value: false)
            .bind(host: "::1", port: 0).get()
        guard let address = listener.localAddress else { preconditionFailure("bound to nothing") }
        let bootstrap = ClientBootstrap(group: group).connectTimeout(.milliseconds(300))
        var channels: [any Channel] = [listener]
        // How many a queue of no length takes differs from system to system.
        while channels.count < 64, let waiting = try? await bootstrap.connect(to: address).get() {
            channels.append(waiting)
        }
        return DeadAddress(address: address, channels: channels)
    }

    deinit {
        for channel in channels { channel.close(promise: nil) }
    }
}
