#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The process's standard streams.
enum Console {
    /// Writes bytes to stdout; ends the process quietly when the reader has gone away, as `head` does.
    static func write(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { write($0, to: STDOUT_FILENO) }
    }

    /// Writes text to stdout.
    static func write(_ text: String) {
        var text = text
        text.withUTF8 { write(UnsafeRawBufferPointer($0), to: STDOUT_FILENO) }
    }

    /// Writes a line to stdout.
    static func print(_ line: String) {
        write(line + "\n")
    }

    /// Writes a line to stderr, named as Weir's.
    static func complain(_ message: String) {
        inform("weir: \(message)")
    }

    /// Writes a line to stderr.
    static func inform(_ line: String) {
        var text = line + "\n"
        text.withUTF8 { write(UnsafeRawBufferPointer($0), to: STDERR_FILENO) }
    }

    static func exit(_ status: Int32) -> Never {
        #if canImport(Glibc)
        Glibc.exit(status)
        #else
        Darwin.exit(status)
        #endif
    }

    /// Whether a person reads stdout, and in colour.
    static var isTerminal: Bool { isTerminal(STDOUT_FILENO) }

    static var usesColour: Bool { usesColour(STDOUT_FILENO) }

    /// Columns of the terminal; 80 when there is none.
    static var width: Int { width(STDOUT_FILENO) }

    static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    static func usesColour(_ descriptor: Int32) -> Bool {
        isTerminal(descriptor) && getenv("NO_COLOR") == nil && getenv("TERM").map { String(cString: $0) } != "dumb"
    }

    static func width(_ descriptor: Int32) -> Int {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    private static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) {
        var rest = bytes
        while !rest.isEmpty {
            #if canImport(Glibc)
            let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
            #else
            let count = Darwin.write(descriptor, rest.baseAddress, rest.count)
            #endif
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            // The reader is gone: what is left has no one to go to.
            guard count > 0 else { exit(descriptor == STDOUT_FILENO && errno == EPIPE ? 0 : ExitStatus.inputOutput) }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }
}
