import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The file of `--tls-keylog`: the secrets of TLS sessions, a line each, readable by their owner only.
final class KeyLogFile: Sendable {
    private let descriptor: Mutex<CInt>

    init(_ path: String) throws {
        let opened = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard opened >= 0 else {
            let reason = String(cString: strerror(errno))
            throw CommandFailure(ExitStatus.cannotCreate, "--tls-keylog: cannot create \(path): \(reason)")
        }
        descriptor = Mutex(opened)
    }

    /// Appends one line.
    func append(_ line: String) {
        var text = line + "\n"
        descriptor.withLock { descriptor in
            _ = text.withUTF8 { write(descriptor, $0.baseAddress, $0.count) }
        }
    }
}
