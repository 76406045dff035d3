import Sessions

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What the process had when it started, so that a program that it runs gets that and not what Weir made of it.
struct InheritedState {
    private let descriptors: Set<CInt>
    private let fileLimit: rlimit
    /// The signals that whoever started Weir wants ignored, as `nohup` does.
    private let ignoredSignals: Set<CInt>
    let signalMask: sigset_t

    /// What there was before any thread of the runtime opened a file of its own, and with the first thread's mask: all
    /// others, on which commands run, block signals of their own accord.
    ///
    /// Read when it is first asked for, which the entry point does.
    static let atStart: InheritedState = {
        var mask = sigset_t()
        pthread_sigmask(SIG_BLOCK, nil, &mask)
        return InheritedState(signalMask: mask)
    }()

    /// Reads it; to be called while nobody else opens files or handles signals: the number of a file that is open only
    /// for a moment, as when malloc counts the processors, would later pass for an inherited one.
    init(signalMask: sigset_t) {
        self.signalMask = signalMask
        descriptors = Self.openDescriptors()
        fileLimit = OpenFileLimit.current
        ignoredSignals = Set((SignalRelay.relayed + [SIGPIPE]).filter { Self.isIgnored($0) })
    }

    func isIgnored(_ signal: CInt) -> Bool { ignoredSignals.contains(signal) }

    /// Calls `body` while what Weir opened is closed to a program that it starts, and the limits are the old ones.
    func whileRestored<Value>(_ body: () throws -> Value) rethrows -> Value {
        // Sockets that live on in a program would never be seen to close.
        for descriptor in Self.openDescriptors().subtracting(descriptors) {
            let flags = fcntl(descriptor, F_GETFD)
            if flags >= 0 { _ = fcntl(descriptor, F_SETFD, flags | FD_CLOEXEC) }
        }
        let raised = OpenFileLimit.current
        OpenFileLimit.set(fileLimit)
        defer { OpenFileLimit.set(raised) }
        return try body()
    }

    private static func openDescriptors() -> Set<CInt> {
        // Reading the folder opens it, and lists that, too.
        Set(Folder.names(in: "/dev/fd").compactMap { CInt($0) }.filter { fcntl($0, F_GETFD) >= 0 })
    }

    private static func isIgnored(_ signal: CInt) -> Bool {
        var action = sigaction()
        guard sigaction(signal, nil, &action) == 0 else { return false }
        #if canImport(Glibc)
        let handler = unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
        #else
        let handler = unsafeBitCast(action.__sigaction_u.__sa_handler, to: Int.self)
        #endif
        return handler == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}
