#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif
import StreamCore

/// A file descriptor that closes itself; its calls retry what a signal interrupted and return errno's as values.
struct OpenFile: ~Copyable {
    enum Outcome<Value> {
        case done(Value)
        case failed(Int32)
    }

    let descriptor: Int32
    private let isOwned: Bool

    /// Opens a file; `failure` makes the error of an errno.
    init(
        _ path: String,
        _ flags: Int32,
        mode: mode_t = 0o600,
        failure: (Int32) -> CaptureFileError
    ) throws(CaptureFileError) {
        var found = openNext(path, flags | O_CLOEXEC, mode)
        while found < 0, errno == EINTR { found = openNext(path, flags | O_CLOEXEC, mode) }
        guard found >= 0 else { throw failure(errno) }
        self.init(descriptor: found, isOwned: true)
    }

    static func standardInput() -> OpenFile { OpenFile(descriptor: 0, isOwned: false) }

    private init(descriptor: Int32, isOwned: Bool) {
        self.descriptor = descriptor
        self.isOwned = isOwned
    }

    deinit {
        if isOwned { close(descriptor) }
    }

    /// The size of a regular file, nil for pipes and devices.
    var size: Int? {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int(status.st_size)
    }

    /// What tells one file from another that has its name.
    var identity: FileIdentity? {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        return FileIdentity(device: UInt64(status.st_dev), number: UInt64(status.st_ino))
    }

    /// Reads what there is, 0 bytes at the end; from `offset` where one is given.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int? = nil) -> Outcome<Int> {
        while true {
            let count =
                offset.map { pread(descriptor, buffer.baseAddress, buffer.count, off_t($0)) }
                ?? readNext(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 { return .done(count) }
            guard errno == EINTR else { return .failed(errno) }
        }
    }

    /// Writes all of it; `written` counts what went before an error, whose errno is `code`.
    func write(_ bytes: UnsafeRawBufferPointer) -> (written: Int, code: Int32) {
        var written = 0
        while written < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
            let count = writeNext(descriptor, rest.baseAddress, rest.count)
            if count > 0 { written += count }
            if count == 0 { return (written, EIO) }
            if count < 0, errno != EINTR { return (written, errno) }
        }
        return (written, 0)
    }

    func truncate(to size: Int) -> Int32 {
        while ftruncate(descriptor, off_t(size)) != 0 {
            guard errno == EINTR else { return errno }
        }
        return 0
    }

    /// Brings what was written to the disk.
    static func synchronize(_ descriptor: Int32) {
        #if canImport(Glibc)
        _ = fdatasync(descriptor)
        #else
        _ = fsync(descriptor)
        #endif
    }
}

/// Which file a name stands for.
struct FileIdentity: Hashable {
    var device: UInt64
    var number: UInt64

    /// The file that has that name now, nil when there is none.
    init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(device: UInt64(status.st_dev), number: UInt64(status.st_ino))
    }

    init(device: UInt64, number: UInt64) {
        self.device = device
        self.number = number
    }
}

/// The C functions, whose names the methods above hide.
private func openNext(_ path: String, _ flags: Int32, _ mode: mode_t) -> Int32 {
    open(path, flags, mode)
}

private func readNext(_ descriptor: Int32, _ start: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(descriptor, start, count)
}

private func writeNext(_ descriptor: Int32, _ start: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, start, count)
}
