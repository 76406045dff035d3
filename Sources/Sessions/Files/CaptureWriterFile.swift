package import CaptureFile
package import StreamCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A capture that is being written: one writer, whole lines, append only.
///
/// The recorder's thread formats lines with ``encoder`` and calls ``flush()`` every 64 KiB or 50 ms. When the
/// disk refuses, recording stops and traffic does not: later lines are discarded.
package final class CaptureWriterFile {
    /// When what was written is brought to the disk (`--fsync`).
    package enum SyncPolicy: String, CaseIterable, Sendable {
        case none
        case eachSecond = "1s"
        case end
    }

    package let path: String
    package var encoder: CaptureEncoder
    /// What the file held before, nil when it is new.
    package let resumption: CaptureResumption?
    /// The size of the file, as far as this writer knows.
    private(set) package var bytesWritten: Int
    /// Why recording stopped.
    private(set) package var failure: CaptureFileError?

    private let file: OpenFile
    private let policy: SyncPolicy
    private let synchronizer: FileSynchronizer?
    private let isRegular: Bool
    private var isClosed = false

    /// Opens or creates the file, sets a torn tail aside, and writes the header.
    ///
    /// - Parameters:
    ///   - path: made with its folders, for the user alone, if it is not there.
    ///   - header: its part and previous file are replaced when the file is continued.
    ///   - time: the instant of the header's wall clock.
    ///   - sync: when to bring lines to the disk.
    /// - Throws: why nothing can be recorded there; a foreign file is left as it is.
    package init(
        path: String,
        header: CaptureHeader,
        at time: MonotonicInstant,
        sync: SyncPolicy = .eachSecond
    ) throws(CaptureFileError) {
        self.path = path
        policy = sync
        file = try Self.openLocked(path)
        let size = file.size
        isRegular = size != nil
        bytesWritten = size ?? 0
        var header = header
        if let size, size > 0 {
            let found = try CaptureResumption(scanning: file, size: size, path: path)
            bytesWritten = try Self.setTailAside(file, found.tornBytes, size: size, path: path)
            header.part = found.part + 1
            header.previous = found.file
            header.isResumed = true
            encoder = CaptureEncoder(nextSequence: found.nextSequence, exchangeCount: found.exchangeCount)
            resumption = found
        } else {
            encoder = CaptureEncoder()
            resumption = nil
        }
        synchronizer = sync == .eachSecond && size != nil ? FileSynchronizer(file.descriptor) : nil
        encoder.header(header, at: time)
        if resumption?.followsCrash == true { encoder.lost(count: nil, why: "crash", at: time) }
        flush()
        if let failure { throw failure }
    }

    deinit {
        synchronizer?.stop()
    }

    /// Writes the pending lines; the result is the failure that stopped recording, told once.
    @discardableResult
    package func flush() -> CaptureFileError? {
        defer { encoder.discardBuffer() }
        guard failure == nil, !isClosed, !encoder.buffer.isEmpty else { return nil }
        let (written, code) = encoder.buffer.withUnsafeBytes { file.write($0) }
        bytesWritten += written
        guard code != 0 else {
            synchronizer?.noteWrite()
            return nil
        }
        dropPartialLine(written)
        let reason = CaptureFileError.cannotWrite(path: path, code: code)
        failure = reason
        return reason
    }

    /// Writes the footer and lets the file go; the result is as of ``flush()``.
    @discardableResult
    package func close(at time: MonotonicInstant) -> CaptureFileError? {
        guard !isClosed else { return nil }
        encoder.footer(at: time)
        let reason = flush()
        if policy != .none { OpenFile.synchronize(file.descriptor) }
        isClosed = true
        // The synchroniser's copy of the descriptor would hold the lock for a moment longer.
        _ = flock(file.descriptor, LOCK_UN)
        return reason
    }

    /// What a full disk took of the last line must not stand at the end.
    private func dropPartialLine(_ written: Int) {
        guard isRegular, written > 0 else { return }
        let whole = encoder.buffer[..<written].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        if whole < written, file.truncate(to: bytesWritten - (written - whole)) == 0 {
            bytesWritten -= written - whole
        }
    }

    private static func openLocked(_ path: String) throws(CaptureFileError) -> OpenFile {
        guard !path.hasSuffix(".zst") else { throw .compressedTarget(path: path) }
        let folderCode = Folder.make(Folder.parent(of: path))
        guard folderCode == 0 else { throw .cannotCreate(path: path, code: folderCode) }
        let file = try OpenFile(path, O_RDWR | O_CREAT | O_APPEND) { .cannotCreate(path: path, code: $0) }
        guard flock(file.descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else {
            throw .locked(path: path, pid: RunningProxies().recording(into: path)?.pid)
        }
        return file
    }

    /// Moves the bytes after the last LF to `FILE.torn` and returns the file's new size.
    private static func setTailAside(
        _ file: borrowing OpenFile,
        _ count: Int,
        size: Int,
        path: String
    ) throws(CaptureFileError) -> Int {
        guard count > 0 else { return size }
        var tail = [UInt8](repeating: 0, count: count)
        var place = 0
        while place < count {
            let outcome = tail.withUnsafeMutableBytes { buffer in
                file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[place...]), at: size - count + place)
            }
            guard case .done(let read) = outcome, read > 0 else { throw .cannotRead(path: path, code: outcome.code) }
            place += read
        }
        let tornPath = path + ".torn"
        let torn = try OpenFile(tornPath, O_WRONLY | O_CREAT | O_APPEND) { .cannotCreate(path: tornPath, code: $0) }
        let writeCode = tail.withUnsafeBytes { torn.write($0) }.code
        guard writeCode == 0 else { throw .cannotWrite(path: tornPath, code: writeCode) }
        let code = file.truncate(to: size - count)
        guard code == 0 else { throw .cannotWrite(path: path, code: code) }
        return size - count
    }
}
