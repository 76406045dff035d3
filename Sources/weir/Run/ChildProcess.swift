import Dispatch
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A program that runs in Weir's place: its terminal, its process group, its open files.
final class ChildProcess: Sendable {
    /// How it ended.
    enum End: Equatable {
        case exited(Int32)
        case killed(signal: Int32)

        /// As shells say it: 128 and the signal's number.
        var status: Int32 {
            switch self {
            case .exited(let status): status
            case .killed(let signal): 128 + signal
            }
        }

        /// - Parameter status: what `waitpid` gave.
        init(waitStatus status: CInt) {
            let signal = status & 0x7F
            self = signal == 0 ? .exited(status >> 8 & 0xFF) : .killed(signal: signal)
        }
    }

    let pid: pid_t
    /// Until it is reaped; afterwards its number may be another's.
    private let isThere = Mutex(true)

    private init(pid: pid_t) {
        self.pid = pid
    }

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - program: which file, and what it is told.
    ///   - environment: all of its variables.
    ///   - inherited: what it gets of what Weir got.
    /// - Returns: the running program.
    /// - Throws: status 126 when the file is none that can be run, 127 when it is not there any more.
    static func start(
        _ program: Program,
        environment: ChildEnvironment,
        inherited: InheritedState
    ) throws -> ChildProcess {
        var attributes = SpawnAttributes(inherited)
        var pid: pid_t = 0
        let code = inherited.whileRestored {
            withCStrings(program.words.map { Array($0.utf8CString) }) { arguments in
                withCStrings(environment.entries) { variables in
                    posix_spawn(&pid, program.path, nil, &attributes.value, arguments, variables)
                }
            }
        }
        attributes.destroy()
        guard code == 0 else { throw program.failure(code) }
        return ChildProcess(pid: pid)
    }

    func send(_ signal: CInt) {
        isThere.withLock { isThere in
            if isThere { kill(pid, signal) }
        }
    }

    /// Returns when it has ended.
    func wait() async -> End {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "weir.child").async { [self] in continuation.resume(returning: waitBlocking()) }
        }
    }

    private func waitBlocking() -> End {
        var state = siginfo_t()
        while true {
            let code = waitid(P_PID, id_t(pid), &state, WEXITED | WSTOPPED | WNOWAIT)
            guard code != 0 || state.si_code != CInt(CLD_STOPPED) else {
                stopTogether()
                continue
            }
            guard code != 0, errno == EINTR else { break }
        }
        return isThere.withLock { isThere in
            isThere = false
            var status: CInt = 0
            while waitpid(pid, &status, 0) < 0, errno == EINTR {}
            return End(waitStatus: status)
        }
    }

    /// A program that stops itself gives the shell its prompt back, as it would without Weir; `fg` continues both.
    private func stopTogether() {
        var state = siginfo_t()
        _ = waitid(P_PID, id_t(pid), &state, WSTOPPED | WNOHANG)
        let isForeground = (STDIN_FILENO...STDERR_FILENO).contains { tcgetpgrp($0) == getpgrp() }
        if isForeground { raise(SIGSTOP) }
    }
}

/// How a program begins: with the signals that Weir was given, not with those of one of its threads.
private struct SpawnAttributes {
    #if canImport(Glibc)
    var value = posix_spawnattr_t()
    #else
    var value: posix_spawnattr_t?
    #endif

    init(_ inherited: InheritedState) {
        posix_spawnattr_init(&value)
        var mask = inherited.signalMask
        posix_spawnattr_setsigmask(&value, &mask)
        var defaults = sigset_t()
        sigemptyset(&defaults)
        // The event loops ignore it, and a program would ignore it with them. Signals that are caught need no word.
        if !inherited.isIgnored(SIGPIPE) { sigaddset(&defaults, SIGPIPE) }
        posix_spawnattr_setsigdefault(&value, &defaults)
        posix_spawnattr_setflags(&value, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    }

    mutating func destroy() {
        posix_spawnattr_destroy(&value)
    }
}

/// Calls `body` with a null-terminated array of C strings.
private func withCStrings<Value>(
    _ strings: [[CChar]],
    _ body: ([UnsafeMutablePointer<CChar>?]) -> Value
) -> Value {
    var bytes = strings.flatMap { $0 }
    var starts: [Int] = []
    var place = 0
    for string in strings {
        starts.append(place)
        place += string.count
    }
    return bytes.withUnsafeMutableBufferPointer { buffer in
        body(starts.map { start in buffer.baseAddress.map { $0 + start } } + [nil])
    }
}
