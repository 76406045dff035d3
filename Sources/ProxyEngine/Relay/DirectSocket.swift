import NIOCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The socket of a channel, written to without the channel while nothing waits in the channel's own queue.
///
/// With thousands of open streams nothing of theirs is in the caches, and the way of one small event through pipeline,
/// queue and promises costs several times what the system call's own caller has to do. The channel keeps what is rare:
/// bytes that the socket does not take at once, and errors.
///
/// SAFETY: the descriptor is the channel's. Its holder gives this up in `channelInactive`, which the channel fires in
/// the same turn of the event loop in which it closes the descriptor, so that no later owner of the number is met.
struct DirectSocket {
    private let descriptor: NIOBSDSocket.Handle

    /// The socket under a channel; nil when it has none, or has closed it.
    ///
    /// - Parameter context: of a handler of the channel, on its event loop.
    init?(of context: ChannelHandlerContext) {
        let operations = context.pipeline.syncOperations
        guard let handle = try? operations.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self, { $0 }) else {
            return nil
        }
        descriptor = handle
    }

    /// Sends what the socket takes at once.
    ///
    /// - Returns: the number of bytes taken; 0 also when the socket is broken, which the channel then finds for itself.
    func send(_ bytes: ByteBuffer) -> Int {
        #if canImport(Glibc)
        let flags = Int32(MSG_NOSIGNAL)
        #else
        // NIO sets SO_NOSIGPIPE.
        let flags: Int32 = 0
        #endif
        return bytes.withUnsafeReadableBytes { view in
            max(0, systemSend(descriptor, view.baseAddress, view.count, flags))
        }
    }
}

#if canImport(Glibc)
private let systemSend = Glibc.send
#else
private let systemSend = Darwin.send
#endif
