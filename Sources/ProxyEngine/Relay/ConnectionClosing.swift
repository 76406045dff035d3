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
}
