import NIOCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension Channel {
    /// Makes a later close send RST instead of FIN (`SO_LINGER` with no time).
    func resetsOnClose() {
        guard let socket = self as? any SocketOptionProvider else { return }
        socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenFailure { _ in }
    }

    /// Closes the sending side once everything is written, lets the peer finish, then closes.
    ///
    /// An immediate close while the peer is still sending would reset the connection and destroy the answer on its
    /// way (RFC 9112 9.6).
    func closeAfterLingering() {
        let written = eventLoop.makePromise(of: Void.self)
        written.futureResult.whenComplete { _ in self.close(mode: .output, promise: nil) }
        writeAndFlush(ByteBuffer(), promise: written)
        eventLoop.scheduleTask(in: .seconds(2)) { self.close(promise: nil) }
    }
}

extension Channel {
    /// Closes once the socket has taken what is queued for it.
    func closeWhenWritten(_ mode: CloseMode = .all) {
        let written = eventLoop.makePromise(of: Void.self)
        written.futureResult.whenComplete { _ in self.close(mode: mode, promise: nil) }
        writeAndFlush(ByteBuffer(), promise: written)
    }
}
