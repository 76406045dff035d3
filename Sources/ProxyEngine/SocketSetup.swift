import NIOCore

/// What every socket that Weir relays by is set to.
///
/// Set in the channels' initialisers: of options that a bootstrap is given each becomes a future, for each connection.
/// The bootstraps themselves see to TCP_NODELAY.
enum SocketSetup {
    /// Bytes taken by one read: few while a stream trickles, up to 64 KiB while it gushes.
    ///
    /// The buffer stays with its channel, also while thousands of streams are silent.
    private static let readSizes = AdaptiveRecvByteBufferAllocator(
        minimum: 1 << 10,
        initial: 1 << 10,
        maximum: 64 << 10
    )

    /// - Parameters:
    ///   - channel: before it is connected, or right after it was accepted.
    ///   - readsByItself: without being asked for each read.
    ///   - allowsHalfClose: the peer may end its side and still read.
    /// - Throws: what the system says, when the peer has left already.
    static func apply(to channel: any Channel, readsByItself: Bool, allowsHalfClose: Bool) throws {
        guard let options = channel.syncOptions else { return }
        try options.setOption(.recvAllocator, value: readSizes)
        if !readsByItself { try options.setOption(.autoRead, value: false) }
        if allowsHalfClose { try options.setOption(.allowRemoteHalfClosure, value: true) }
    }
}

extension EventLoop {
    /// As `makeCompletedFuture`, without a new future for each channel that is well.
    func completed(_ body: () throws -> Void) -> EventLoopFuture<Void> {
        do {
            try body()
            return makeSucceededVoidFuture()
        } catch {
            return makeFailedFuture(error)
        }
    }
}
