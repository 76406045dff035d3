import CaptureFile
import Sessions
import StreamCore
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

struct CaptureWriterFileTests {
    private let folder = TemporaryFolder()

    private func open(_ name: String, sync: CaptureWriterFile.SyncPolicy = .none) throws(CaptureFileError)
        -> CaptureWriterFile
    {
        try CaptureWriterFile(
            path: folder.file(name),
            header: RecordingSamples.header,
            at: RecordingSamples.origin,
            sync: sync
        )
    }

    private func lines(_ name: String) -> [String] {
        String(decoding: folder.read(name) ?? [], as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private func failure(_ body: () throws -> Void) -> CaptureFileError? {
        do {
            try body()
            return nil
        } catch {
            return error as? CaptureFileError
        }
    }

    @Test(arguments: CaptureWriterFile.SyncPolicy.allCases)
    func `a closed file holds header, lines and footer, for its user alone`(sync: CaptureWriterFile.SyncPolicy) throws {
        let writer = try open("a/b/c.weir.jsonl", sync: sync)
        RecordingSamples.request(&writer.encoder, RecordingSamples.id(1), at: 60)
        #expect(writer.flush() == nil)
        #expect(lines("a/b/c.weir.jsonl").count == 4)
        #expect(writer.close(at: RecordingSamples.at(99)) == nil)
        #expect(lines("a/b/c.weir.jsonl").last == #"{"k":"ftr","seq":4,"t":99,"ftr":{"lines":5,"exchanges":1}}"#)
        #expect(writer.bytesWritten == folder.read("a/b/c.weir.jsonl")?.count)
        #expect(folder.mode("a/b/c.weir.jsonl") == 0o600)
        #expect(folder.mode("a") == 0o700)
        #expect(folder.mode("a/b") == 0o700)
    }

    @Test func `the header is on disk at once`() throws {
        let writer = try open("now")
        #expect(lines("now").count == 1)
        #expect(writer.resumption == nil)
    }

    @Test func `a second writer is refused while the first one lives`() throws {
        let writer = try open("one")
        #expect(failure { _ = try open("one") } == .locked(path: folder.file("one"), pid: nil))
        #expect(lines("one").count == 1)
        writer.close(at: RecordingSamples.at(1))
        let second = try open("one")
        #expect(second.resumption?.openExchanges == 0)
    }

    @Test func `a clean file goes on with a new part and no loss`() throws {
        try open("again").close(at: RecordingSamples.at(1))
        let writer = try open("again")
        #expect(writer.resumption?.tornBytes == 0)
        writer.close(at: RecordingSamples.at(2))
        let found = lines("again")
        #expect(found.count == 4)
        #expect(found[2].contains(#""seq":2,"t":0,"hdr":"#))
        #expect(found[2].contains(#""part":2,"prev":"01KA00000000000000000000FF""#))
        #expect(found[2].hasSuffix(#""resume":true}}"#))
        #expect(found[3].contains(#""seq":3,"#))
    }

    @Test func `a torn tail is set aside and the loss is written`() throws {
        let file = RecordingSamples.file()
        let cut = file.count - 20
        folder.write(file[..<cut], to: "torn")
        let whole = (file[..<cut].lastIndex(of: 0x0A) ?? 0) + 1
        let writer = try open("torn")
        #expect(writer.resumption?.tornBytes == cut - whole)
        #expect(folder.read("torn.torn") == Array(file[whole..<cut]))
        #expect(folder.mode("torn.torn") == 0o600)
        let found = lines("torn")
        #expect(folder.read("torn")?.starts(with: file[..<whole]) == true)
        #expect(found.suffix(2).first?.contains(#""resume":true"#) == true)
        #expect(found.last?.hasSuffix(#""lost":{"why":"crash"}}"#) == true)
    }

    @Test func `exchanges without an end are a crash too`() throws {
        let file = String(decoding: RecordingSamples.file(), as: UTF8.self)
        let open =
            file.split(separator: "\n", omittingEmptySubsequences: false).dropLast(3).joined(separator: "\n") + "\n"
        folder.write(open.utf8, to: "open")
        let writer = try self.open("open")
        #expect(writer.resumption?.openExchanges == 1)
        #expect(lines("open").last?.contains(#""why":"crash""#) == true)
        #expect(folder.read("open.torn") == nil)
    }

    @Test func `every tear can be continued and read`() throws {
        let file = RecordingSamples.file()
        for cut in stride(from: 0, through: file.count, by: 37) {
            folder.write(file[..<cut], to: "every")
            folder.write([], to: "every.torn")
            try open("every").close(at: RecordingSamples.at(1))
            let loaded = try CaptureReader.load(.file(path: folder.file("every")))
            #expect(loaded.isClosed)
            #expect(!loaded.warnings.contains { if case .unreadableLine = $0 { true } else { false } })
            #expect(!loaded.warnings.contains { if case .missingLines = $0 { true } else { false } })
            let kept = folder.read("every") ?? []
            #expect(kept.starts(with: file[..<((file[..<cut].lastIndex(of: 0x0A) ?? -1) + 1)]))
        }
    }

    @Test(arguments: ["hello\n", "no line", #"{"k":"hdr","hdr":{"fmt":"weir-capture","v":9}}"# + "\n"])
    func `a foreign or newer file is refused and left as it was`(text: String) {
        folder.write(text.utf8, to: "foreign")
        let error = failure { _ = try open("foreign") }
        let path = folder.file("foreign")
        #expect(error == (text.contains("9") ? .unknownVersion(path: path, version: 9) : .foreign(path: path)))
        #expect(error?.exitStatus == 65)
        #expect(folder.read("foreign") == Array(text.utf8))
        #expect(folder.read("foreign.torn") == nil)
    }

    @Test func `an empty file is a new one`() throws {
        folder.write([], to: "empty")
        #expect(try open("empty").resumption == nil)
        #expect(lines("empty").count == 1)
    }

    @Test func `places where nothing can be made`() {
        folder.write([], to: "file")
        #expect(failure { _ = try open("file/x") }?.exitStatus == 73)
        #expect(
            failure { _ = try open("x.weir.jsonl.zst") } == .compressedTarget(path: folder.file("x.weir.jsonl.zst"))
        )
        let error = failure {
            _ = try CaptureWriterFile(path: folder.path, header: RecordingSamples.header, at: RecordingSamples.origin)
        }
        #expect(error == .cannotCreate(path: folder.path, code: EISDIR))
        #expect(error?.description.hasPrefix("cannot create ") == true)
    }

    #if os(Linux)
    @Test func `a full disk is told at once`() {
        let error = failure {
            _ = try CaptureWriterFile(path: "/dev/full", header: RecordingSamples.header, at: RecordingSamples.origin)
        }
        #expect(error == .cannotWrite(path: "/dev/full", code: ENOSPC))
        #expect(error?.description.contains("recording has stopped") == true)
    }

    /// In a process of its own, because the limit on file sizes that stands in for a full disk is the process's.
    @Test func `a disk that fills up stops recording once, at a whole line`() async {
        await #expect(processExitsWith: .success) {
            let folder = TemporaryFolder()
            let path = folder.file("limited")
            let writer = try CaptureWriterFile(
                path: path,
                header: RecordingSamples.header,
                at: RecordingSamples.origin,
                sync: .none
            )
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: rlim_t(writer.bytesWritten + 700), rlim_max: rlim_t(writer.bytesWritten + 700))
            setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            for number in 0..<20 { writer.encoder.note("\(number) and some more text", at: RecordingSamples.at(1)) }
            let reason = writer.flush()
            try #require(reason == .cannotWrite(path: path, code: EFBIG))
            try #require(writer.failure == reason)
            let found = try #require(folder.read("limited"))
            try #require(found.last == 0x0A)
            try #require(found.count { $0 == 0x0A } > 2)
            try #require(writer.bytesWritten == found.count)
            writer.encoder.note("later", at: RecordingSamples.at(1))
            try #require(writer.flush() == nil)
            try #require(writer.encoder.buffer.isEmpty)
            try #require(folder.read("limited") == found)
        }
    }
    #endif
}
