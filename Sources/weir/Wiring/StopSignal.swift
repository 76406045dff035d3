import Dispatch

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Waits for SIGINT or SIGTERM; a second signal ends the process at once.
///
/// Made before anyone is told that the process is there, so that no signal is lost or kills it half-way.
final class StopSignal: Sendable {
    private let readEnd: CInt

    init() {
        var ends: [CInt] = [-1, -1]
        guard pipe(&ends) == 0 else { preconditionFailure("no file descriptors are left at start") }
        readEnd = ends[0]
        stopPipe = ends[1]
        for number in [SIGINT, SIGTERM] { Self.catchOnce(number) }
    }

    /// Returns when the first signal has come; its number.
    @discardableResult
    func wait() async -> CInt {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { [readEnd] in
                var number: UInt8 = 0
                while read(readEnd, &number, 1) < 0, errno == EINTR {}
                continuation.resume(returning: CInt(number))
            }
        }
    }

    private static func catchOnce(_ number: CInt) {
        var action = sigaction()
        #if canImport(Glibc)
        action.__sigaction_handler.sa_handler = noteSignal
        action.sa_flags = CInt(bitPattern: UInt32(SA_RESETHAND))
        #else
        action.__sigaction_u.__sa_handler = noteSignal
        action.sa_flags = SA_RESETHAND
        #endif
        sigaction(number, &action, nil)
    }
}

// SAFETY: written once, before the handlers that read it are installed.
nonisolated(unsafe) private var stopPipe: CInt = -1

/// The signal handler: `write` is all that it may do.
private func noteSignal(_ number: CInt) {
    var byte = UInt8(truncatingIfNeeded: number)
    _ = write(stopPipe, &byte, 1)
}
