import Dispatch
import ProxyEngine
import StreamCore
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Hands the signals that Weir gets on to the program that it runs, which decides what they mean.
///
/// The program is in Weir's process group: what the terminal sends (Ctrl-C, Ctrl-\, a hang-up) it has got itself.
final class SignalRelay: Sendable {
    /// What would end Weir; SIGTSTP and SIGCONT do as they always do.
    static let relayed = [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2]

    /// One signal, as the handler notes it.
    struct Note: Equatable {
        var number: CInt
        /// The process that sent it; 0 when it was the kernel, or a process of another PID namespace.
        var sender: pid_t
        var isFromTerminal: Bool
    }

    /// What ended the program comes to Weir a little later, and means nothing more by then.
    private static let grace = Nanoseconds.milliseconds(500)

    private let readEnd: CInt
    private let endedAt = Mutex<MonotonicInstant?>(nil)

    /// Catches from now on; signals that come before there is a program are kept.
    init(_ inherited: InheritedState) {
        var ends: [CInt] = [-1, -1]
        guard pipe(&ends) == 0 else { preconditionFailure("no file descriptors are left at start") }
        readEnd = ends[0]
        relayPipe = ends[1]
        for number in Self.relayed where !inherited.isIgnored(number) { Self.catchAlways(number) }
    }

    /// The first signal that came, if one did; to be asked before there is a program.
    var pending: CInt? {
        var state = pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0)
        guard poll(&state, 1, 0) == 1 else { return nil }
        return next()?.number
    }

    /// Begins to relay.
    func start(to child: ChildProcess) {
        DispatchQueue(label: "weir.signals").async { [self] in
            while let note = next() {
                if let endedAt = endedAt.withLock({ $0 }) {
                    if MonotonicClock.now - endedAt > Self.grace { Self.obey(note.number) }
                } else if Self.isRelayed(note, to: child.pid) {
                    child.send(note.number)
                }
            }
        }
    }

    /// The program has ended: signals mean Weir, which ends at once.
    func stop() {
        endedAt.withLock { $0 = MonotonicClock.now }
    }

    private static func obey(_ number: CInt) {
        signal(number, SIG_DFL)
        // Not `raise`: this thread blocks signals.
        kill(getpid(), number)
    }

    /// Whether the program does not have the signal already.
    static func isRelayed(_ note: Note, to child: pid_t) -> Bool {
        // A program that signals its process group means Weir, too, and itself only once.
        !note.isFromTerminal && note.sender != child
    }

    /// Waits for the next one.
    private func next() -> Note? {
        var words: (CInt, CInt, CInt) = (0, 0, 0)
        let count = withUnsafeMutableBytes(of: &words) { buffer in
            while true {
                let count = read(readEnd, buffer.baseAddress, buffer.count)
                if count >= 0 || errno != EINTR { return count }
            }
        }
        guard count == MemoryLayout.size(ofValue: words) else { return nil }
        return Note(number: words.0, sender: words.1, isFromTerminal: words.2 != 0)
    }

    private static func catchAlways(_ number: CInt) {
        var action = sigaction()
        #if canImport(Glibc)
        action.__sigaction_handler.sa_sigaction = noteSignal
        #else
        action.__sigaction_u.__sa_sigaction = noteSignal
        #endif
        action.sa_flags = SA_SIGINFO | SA_RESTART
        sigaction(number, &action, nil)
    }
}

// SAFETY: written once, before the handlers that read it are installed.
nonisolated(unsafe) private var relayPipe: CInt = -1

/// The signal handler: `write` is all that it may do.
private func noteSignal(
    _ number: CInt,
    _ info: UnsafeMutablePointer<siginfo_t>?,
    _ context: UnsafeMutableRawPointer?
) {
    let before = errno
    #if canImport(Glibc)
    let code = info?.pointee.si_code ?? 0
    // Positive when the kernel sent it; only then the sender's number has no meaning.
    let isFromTerminal = code > 0
    let sender = isFromTerminal ? 0 : info?.pointee._sifields._kill.si_pid ?? 0
    #else
    let sender = info?.pointee.si_pid ?? 0
    let isFromTerminal = sender == 0
    #endif
    // Fewer bytes than a pipe takes at once: never a part of them.
    var words = (number, sender, CInt(isFromTerminal ? 1 : 0))
    _ = withUnsafeBytes(of: &words) { write(relayPipe, $0.baseAddress, $0.count) }
    errno = before
}
