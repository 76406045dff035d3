import CaptureFile
import StreamCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What a file that is opened again held.
package struct CaptureResumption: Hashable, Sendable {
    /// Bytes after the last LF, set aside in `FILE.torn`.
    package var tornBytes: Int
    /// Exchanges without an end.
    package var openExchanges: Int
    var nextSequence: Int
    var exchangeCount: Int
    /// Of its last header.
    var part: Int
    var file: String?

    /// The recorder before did not stop by itself.
    var followsCrash: Bool { tornBytes > 0 || openExchanges > 0 }
}

extension CaptureResumption {
    /// Reads a file that is to be continued, without changing it.
    init(scanning file: borrowing OpenFile, size: Int, path: String) throws(CaptureFileError) {
        let decoder = CaptureDecoder()
        var scan = Scan()
        var offset = 0
        var lastEnd = 0
        var buffer = [UInt8](repeating: 0, count: 256 << 10)
        while offset < size {
            let outcome = buffer.withUnsafeMutableBytes { file.read(into: $0, at: offset) }
            guard case .done(let count) = outcome else { throw .cannotRead(path: path, code: outcome.code) }
            guard count > 0 else { break }
            if let end = buffer[..<count].lastIndex(of: 0x0A) { lastEnd = offset + end + 1 }
            offset += count
            if let failure = buffer.withUnsafeBufferPointer({
                Self.feed(decoder, ByteView(rebasing: $0[..<count]), &scan)
            }) {
                throw CaptureFileError(failure, path: path)
            }
        }
        if !decoder.hasHeader, let failure = Self.finish(decoder) { throw CaptureFileError(failure, path: path) }
        self.init(
            tornBytes: offset - lastEnd,
            openExchanges: scan.open.count,
            nextSequence: decoder.nextSequence,
            exchangeCount: scan.exchangeCount,
            part: scan.part,
            file: scan.file
        )
    }

    private struct Scan {
        var open: Set<String> = []
        var exchangeCount = 0
        var part = 0
        var file: String?

        mutating func take(_ record: CaptureRecord) {
            switch record.kind {
            case .header(let header):
                part = header.part
                file = header.file
            case .request:
                exchangeCount += 1
                insert(record.exchange)
            case .response: insert(record.exchange)
            case .end: if let id = record.exchange { open.remove(String(decoding: id, as: UTF8.self)) }
            default: break
            }
        }

        private mutating func insert(_ id: ByteView?) {
            if let id { open.insert(String(decoding: id, as: UTF8.self)) }
        }
    }

    private static func feed(_ decoder: CaptureDecoder, _ bytes: ByteView, _ scan: inout Scan) -> CaptureFormatError? {
        do throws(CaptureFormatError) {
            try decoder.consume(bytes) { scan.take($0) }
            return nil
        } catch {
            return error
        }
    }

    private static func finish(_ decoder: CaptureDecoder) -> CaptureFormatError? {
        do throws(CaptureFormatError) {
            _ = try decoder.finish { _ in }
            return nil
        } catch {
            return error
        }
    }
}

extension OpenFile.Outcome {
    /// The errno, 0 when it went well.
    var code: Int32 {
        if case .failed(let code) = self { code } else { 0 }
    }
}
