package import CaptureFile
import StreamCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Follows a capture while it grows; each poll hands over the records that are whole since the last one.
///
/// Part of a line is never kept between polls but read again, because a recorder that comes back cuts it off.
package final class CaptureFollower {
    /// What happened to the file beside growing.
    package enum Event: Hashable, Sendable {
        case none
        /// It became shorter, or another file has its name: reading began again at the start.
        case restarted
        /// It is gone; what it held was read.
        case removed
    }

    package let path: String
    /// The last record was a footer: nothing more will come unless a recorder comes back.
    private(set) package var isClosed = false

    private var decoder = CaptureDecoder()
    private var file: OpenFile?
    /// Up to here lines are read.
    private var offset = 0
    private var buffer = [UInt8](repeating: 0, count: 256 << 10)

    /// Opens the file; nothing is read yet.
    package init(path: String) throws(CaptureFileError) {
        self.path = path
        file = try Self.open(path)
    }

    /// Reads what is new.
    package func poll(_ body: (CaptureRecord) -> Void) throws(CaptureFileError) -> Event {
        var event = Event.none
        if let size = file?.size, size < offset {
            restart()
            event = .restarted
        }
        try readWholeLines(body)
        guard event == .none else { return event }
        guard let now = FileIdentity(path: path) else { return .removed }
        guard now != file?.identity else { return .none }
        file = try Self.open(path)
        restart()
        try readWholeLines(body)
        return .restarted
    }

    private func restart() {
        decoder = CaptureDecoder()
        offset = 0
        isClosed = false
    }

    private func readWholeLines(_ body: (CaptureRecord) -> Void) throws(CaptureFileError) {
        var place = offset
        while let count = try read(at: place), count > 0 {
            let failure = buffer.withUnsafeBufferPointer { feed(ByteView(rebasing: $0[..<count]), body) }
            if let failure { throw CaptureFileError(failure, path: path) }
            place += count
        }
        offset = place - decoder.discardPending()
    }

    private func read(at place: Int) throws(CaptureFileError) -> Int? {
        guard file != nil else { return nil }
        let outcome = buffer.withUnsafeMutableBytes { file?.read(into: $0, at: place) ?? .done(0) }
        guard case .done(let count) = outcome else { throw .cannotRead(path: path, code: outcome.code) }
        return count
    }

    private func feed(_ bytes: ByteView, _ body: (CaptureRecord) -> Void) -> CaptureFormatError? {
        do throws(CaptureFormatError) {
            try decoder.consume(bytes) { record in
                if case .footer = record.kind { isClosed = true } else { isClosed = false }
                body(record)
            }
            return nil
        } catch {
            return error
        }
    }

    private static func open(_ path: String) throws(CaptureFileError) -> OpenFile {
        try OpenFile(path, O_RDONLY) { $0 == ENOENT ? .missing(path: path) : .cannotRead(path: path, code: $0) }
    }
}
