import CaptureFile
import Compression
import Sessions
import StreamCore
import Testing

struct CaptureReaderTests {
    private let folder = TemporaryFolder()

    private func load(_ name: String) throws(CaptureFileError) -> LoadedCapture {
        try CaptureReader.load(.file(path: folder.file(name)))
    }

    private func compressed(_ bytes: [UInt8]) -> [UInt8] {
        let encoder = ContentEncoder(.zstd)
        var output: [UInt8] = []
        encoder.encode(bytes, into: &output)
        encoder.finish(into: &output)
        return output
    }

    @Test func `a closed file loads without warnings`() throws {
        folder.write(RecordingSamples.file(), to: "a")
        let capture = try load("a")
        #expect(capture.isClosed)
        #expect(capture.warnings == [])
        #expect(capture.exchanges.map(\.body) == [RecordingSamples.body])
    }

    @Test func `a cut file loads with what is whole`() throws {
        let file = RecordingSamples.file()
        for cut in stride(from: 1, to: file.count, by: 53) {
            folder.write(file[..<cut], to: "cut")
            let capture = try load("cut")
            #expect(!capture.isClosed)
            let rest = cut - (file[..<cut].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0)
            let isWhole = rest == 0 || file[cut] == 0x0A
            #expect(capture.warnings == (isWhole ? [] : [.tornTail(bytes: rest)]))
        }
    }

    @Test func `compressed files are seen by their bytes, not by their name`() throws {
        let file = RecordingSamples.file()
        let half = file.count / 2
        // Several frames follow one another in a seekable file.
        folder.write(compressed(Array(file[..<half])) + compressed(Array(file[half...])), to: "a.zst")
        #expect(try load("a.zst").exchanges.map(\.body) == [RecordingSamples.body])
        #expect(try load("a.zst").isClosed)
    }

    @Test func `a compressed file that breaks off says so`() throws {
        let coded = compressed(RecordingSamples.file())
        folder.write(coded[..<(coded.count - 8)], to: "b.zst")
        let capture = try load("b.zst")
        #expect(!capture.isClosed)
        #expect(capture.warnings.contains { if case .damagedCompression = $0 { true } else { false } })
    }

    @Test func `what is no capture is refused`() {
        folder.write(compressed(Array("hello\n".utf8)), to: "c.zst")
        folder.write(Array("hello".utf8), to: "c")
        folder.write([], to: "empty")
        #expect(throws: CaptureFileError.foreign(path: folder.file("c.zst"))) { try load("c.zst") }
        #expect(throws: CaptureFileError.foreign(path: folder.file("c"))) { try load("c") }
        #expect(throws: CaptureFileError.empty(path: folder.file("empty"))) { try load("empty") }
        #expect(throws: CaptureFileError.missing(path: folder.file("none"))) { try load("none") }
        #expect(CaptureFileError.missing(path: "").exitStatus == 66)
    }
}
