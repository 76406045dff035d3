import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The terminal as a device: its size, its keys without waiting for a line, and its state given back at the end.
enum TerminalDevice {
    /// What the terminal was like before keys were read singly.
    private static let original = Mutex<termios?>(nil)

    static var size: LiveScreen.Size {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            return LiveScreen.Size(columns: 80, rows: 24)
        }
        return LiveScreen.Size(columns: Int(size.ws_col), rows: Int(size.ws_row))
    }

    /// Whether keys can be read: stdin is a terminal, and this process owns it.
    static var hasKeyboard: Bool {
        isatty(STDIN_FILENO) == 1 && tcgetpgrp(STDIN_FILENO) == getpgrp()
    }

    /// Hands keys on one by one, unechoed; Ctrl-C and Ctrl-Z stay signals.
    static func enter(keys: Bool) {
        Console.write("\u{1B}[?25l")
        registerRestoring
        guard keys else { return }
        var state = termios()
        guard tcgetattr(STDIN_FILENO, &state) == 0 else { return }
        original.withLock { $0 = $0 ?? state }
        state.c_lflag &= ~tcflag_t(ICANON | ECHO)
        tcsetattr(STDIN_FILENO, TCSANOW, &state)
    }

    /// Gives the terminal back as it was; safe to call twice.
    static func leave() {
        restore()
    }

    /// The bytes of the keys that were pressed since the last call.
    static func pressedBytes() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 256)
        var state = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        guard poll(&state, 1, 0) > 0, state.revents & Int16(POLLIN) != 0 else { return [] }
        let count = read(STDIN_FILENO, &bytes, bytes.count)
        return Array(bytes.prefix(max(count, 0)))
    }

    /// Whatever ends the process, the terminal must be usable after it.
    private static let registerRestoring: Void = {
        atexit { TerminalDevice.restore() }
    }()

    private static func restore() {
        let shown = "\u{1B}[?25h"
        _ = shown.utf8.withContiguousStorageIfAvailable { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
        original.withLock { state in
            guard var saved = state else { return }
            tcsetattr(STDIN_FILENO, TCSANOW, &saved)
            state = nil
        }
    }
}
