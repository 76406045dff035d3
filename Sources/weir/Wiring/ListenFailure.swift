import NIOCore
import ProxyEngine

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Why an address cannot be listened on.
enum ListenFailure {
    static func explain(_ error: any Error, address: HostAndPort) -> CommandFailure {
        let place = "\(address.host):\(address.port ?? 0)"
        guard let error = error as? IOError else {
            return CommandFailure(ExitStatus.unavailable, "cannot listen on \(place): \(error)")
        }
        let reason = String(cString: strerror(error.errnoCode))
        switch error.errnoCode {
        case EADDRINUSE:
            let message = "\(place) is in use by another process: choose a port with --listen (0 takes a free one)"
            return CommandFailure(ExitStatus.unavailable, message)
        default:
            return CommandFailure(ExitStatus.unavailable, "cannot listen on \(place): \(reason)")
        }
    }
}
