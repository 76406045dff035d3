#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Small files that are read whole, and replaced so that nobody ever sees a part of one.
enum WholeFile {
    /// - Returns: nil when there is no such file.
    /// - Throws: status 74 when it cannot be read.
    static func read(_ path: String) throws -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw failure(ExitStatus.inputOutput, "read", path)
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = part.withUnsafeMutableBytes { readNext(descriptor, $0) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure(ExitStatus.inputOutput, "read", path) }
            guard count > 0 else { return bytes }
            bytes += part[..<count]
        }
    }

    /// Writes a new file and gives it the name in one step.
    ///
    /// - Throws: status 73 when it cannot be made.
    static func replace(_ path: String, with bytes: [UInt8], mode: mode_t) throws {
        let new = "\(path).\(getpid())"
        // Left over from a process that had our number and was killed.
        unlink(new)
        let descriptor = open(new, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw failure(ExitStatus.cannotCreate, "create", path) }
        defer { close(descriptor) }
        guard writeAll(bytes, to: descriptor), fsync(descriptor) == 0, rename(new, path) == 0 else {
            let failure = Self.failure(ExitStatus.cannotCreate, "write", path)
            unlink(new)
            throw failure
        }
    }

    /// Writes only what is not there already.
    ///
    /// - Returns: whether the file had to be written.
    @discardableResult
    static func update(_ path: String, with bytes: [UInt8]) throws -> Bool {
        guard try read(path) != bytes else { return false }
        try replace(path, with: bytes, mode: 0o644)
        return true
    }

    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { writeNext(descriptor, $0) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            written += count
        }
        return true
    }

    static func failure(_ status: Int32, _ doing: String, _ path: String) -> CommandFailure {
        CommandFailure(status, "cannot \(doing) \(path): \(String(cString: strerror(errno)))")
    }
}

/// The C functions, whose names the methods above hide.
private func readNext(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
    read(descriptor, buffer.baseAddress, buffer.count)
}

private func writeNext(_ descriptor: Int32, _ buffer: UnsafeRawBufferPointer) -> Int {
    write(descriptor, buffer.baseAddress, buffer.count)
}
