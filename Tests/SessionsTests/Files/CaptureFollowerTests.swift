import CaptureFile
import Sessions
import StreamCore
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

struct CaptureFollowerTests {
    private let folder = TemporaryFolder()

    private func poll(_ follower: CaptureFollower) throws -> (lines: [Int], event: CaptureFollower.Event) {
        var lines: [Int] = []
        let event = try follower.poll { lines.append($0.line) }
        return (lines, event)
    }

    @Test func `each poll gives the lines that are whole since the last one`() throws {
        let file = RecordingSamples.file()
        folder.write([], to: "f")
        let follower = try CaptureFollower(path: folder.file("f"))
        var seen = 0
        for byte in file {
            folder.write([byte], to: "f", mode: "a")
            let (lines, event) = try poll(follower)
            #expect(event == .none)
            #expect(lines == (byte == 0x0A ? [seen + 1] : []))
            seen += lines.count
        }
        #expect(seen == file.count { $0 == 0x0A })
        #expect(follower.isClosed)
    }

    @Test func `a torn line that a new recorder cuts off never shows`() throws {
        let file = RecordingSamples.file()
        folder.write(file[..<(file.count - 9)], to: "f")
        let follower = try CaptureFollower(path: folder.file("f"))
        let first = try poll(follower).lines
        let writer = try CaptureWriterFile(
            path: folder.file("f"),
            header: RecordingSamples.header,
            at: RecordingSamples.origin,
            sync: .none
        )
        var kinds: [String] = []
        #expect(
            try follower.poll { record in
                if case .unreadable = record.kind { kinds.append("bad") } else { kinds.append("good") }
            } == .none
        )
        #expect(kinds == ["good", "good"])
        #expect(first.count == file.count { $0 == 0x0A } - 1)
        writer.close(at: RecordingSamples.at(9))
        #expect(try poll(follower).lines.count == 1)
        #expect(follower.isClosed)
    }

    @Test func `a shorter file and another file of that name begin anew`() throws {
        let file = RecordingSamples.file()
        folder.write(file, to: "f")
        let follower = try CaptureFollower(path: folder.file("f"))
        let all = try poll(follower).lines
        let end = (file.firstIndex(of: 0x0A) ?? 0) + 1
        folder.write(file[..<end], to: "f")
        let shorter = try poll(follower)
        #expect(shorter.event == .restarted)
        #expect(shorter.lines == [1])
        folder.write(file, to: "g")
        rename(folder.file("g"), folder.file("f"))
        let other = try poll(follower)
        #expect(other.event == .restarted)
        #expect(other.lines == all)
        #expect(try poll(follower).event == .none)
    }

    @Test func `a file that goes away is told after its last lines`() throws {
        let file = RecordingSamples.file()
        folder.write(file, to: "f")
        let follower = try CaptureFollower(path: folder.file("f"))
        unlink(folder.file("f"))
        let (lines, event) = try poll(follower)
        #expect(event == .removed)
        #expect(lines.count == file.count { $0 == 0x0A })
    }

    @Test func `files that are not there or not captures are refused`() throws {
        #expect(throws: CaptureFileError.missing(path: folder.file("x"))) {
            try CaptureFollower(path: folder.file("x"))
        }
        folder.write(Array("hello\n".utf8), to: "y")
        let follower = try CaptureFollower(path: folder.file("y"))
        #expect(throws: CaptureFileError.foreign(path: folder.file("y"))) { try follower.poll { _ in } }
    }
}
