#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Bytes of a file or of standard input, as they come.
struct RawInput: ~Copyable {
    private let descriptor: Int32
    private let name: String

    /// - Parameter path: `-` is standard input.
    /// - Throws: status 66 without such a file, 74 when it cannot be read.
    init(_ path: String) throws {
        name = path == "-" ? "standard input" : path
        guard path != "-" else {
            descriptor = STDIN_FILENO
            return
        }
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure(path, errno) }
    }

    deinit {
        if descriptor != STDIN_FILENO { close(descriptor) }
    }

    /// Hands on the bytes of each read, at once, to the end.
    func read(_ body: (UnsafeBufferPointer<UInt8>) throws -> Void) throws {
        var buffer = [UInt8](repeating: 0, count: 256 << 10)
        while true {
            let count = buffer.withUnsafeMutableBytes { next(into: $0) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Self.failure(name, errno) }
            guard count > 0 else { return }
            try buffer.withUnsafeBufferPointer { try body(UnsafeBufferPointer(rebasing: $0[..<count])) }
        }
    }

    private func next(into memory: UnsafeMutableRawBufferPointer) -> Int {
        #if canImport(Glibc)
        Glibc.read(descriptor, memory.baseAddress, memory.count)
        #else
        Darwin.read(descriptor, memory.baseAddress, memory.count)
        #endif
    }

    private static func failure(_ path: String, _ code: Int32) -> CommandFailure {
        if code == ENOENT { return CommandFailure(ExitStatus.noInput, "no such file: \(path)") }
        let reason = strerror(code).map { String(cString: $0) } ?? "error \(code)"
        return CommandFailure(ExitStatus.inputOutput, "cannot read \(path): \(reason)")
    }
}
