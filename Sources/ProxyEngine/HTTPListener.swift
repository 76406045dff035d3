import NIOCore
import NIOPosix
import Synchronization

/// Accepts connections on an address, and beside 127.0.0.1 also on ::1, where clients may look for `localhost`.
final class HTTPListener: Sendable {
    private let group: any EventLoopGroup
    private let allowsHalfClose: Bool
    private let channels = Mutex<[any Channel]>([])

    /// Waiting connections that the kernel may hold for us.
    private static let backlog: Int32 = 4096

    init(group: any EventLoopGroup, allowsHalfClose: Bool = false) {
        self.group = group
        self.allowsHalfClose = allowsHalfClose
    }

    /// Binds and accepts; returns the port.
    ///
    /// `initialize` runs on each accepted channel's event loop.
    func start(
        on address: HostAndPort,
        initialize: @escaping @Sendable (any Channel) throws -> Void
    ) async throws -> Int {
        let first = try await bind(host: address.host, port: address.port ?? 0, initialize)
        let port = first.localAddress?.port ?? 0
        channels.withLock { $0.append(first) }
        if address.host == "127.0.0.1", let second = try? await bind(host: "::1", port: port, initialize) {
            channels.withLock { $0.append(second) }
        }
        return port
    }

    /// Stops accepting.
    func stop() async {
        let open = channels.withLock { channels in
            defer { channels = [] }
            return channels
        }
        for channel in open { try? await channel.close() }
    }

    private func bind(
        host: String,
        port: Int,
        _ initialize: @escaping @Sendable (any Channel) throws -> Void
    ) async throws -> any Channel {
        try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: Self.backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { [allowsHalfClose] channel in
                channel.eventLoop.completed {
                    try SocketSetup.apply(to: channel, readsByItself: true, allowsHalfClose: allowsHalfClose)
                    try initialize(channel)
                }
            }
            .bind(host: host, port: port)
            .get()
    }
}
