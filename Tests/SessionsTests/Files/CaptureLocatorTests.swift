import Testing

@testable import Sessions

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

struct CaptureLocatorTests {
    private let folder = TemporaryFolder()

    private var locator: CaptureLocator { CaptureLocator(environment: ["WEIR_HOME": folder.path]) }

    @Test func `the default folder`() {
        let all = ["WEIR_HOME": "/w", "XDG_STATE_HOME": "/s", "HOME": "/h"]
        #expect(CaptureLocator(environment: all).defaultFolder == "/w/captures")
        #expect(
            CaptureLocator(environment: ["XDG_STATE_HOME": "/s", "HOME": "/h"]).defaultFolder == "/s/weir/captures"
        )
        #expect(
            CaptureLocator(environment: ["XDG_STATE_HOME": "rel", "HOME": "/h"]).defaultFolder
                == "/h/.local/state/weir/captures"
        )
    }

    @Test func `new captures are named by time and port`() {
        let path = locator.newCapture(port: 9347, wallMicroseconds: 1_770_000_000_000_000)
        #expect(path.hasPrefix(folder.file("captures/")))
        #expect(path.contains(/\/2026-02-0[123]-\d{6}-9347\.weir\.jsonl$/))
        #expect(CaptureLocator.path(ofPart: 1, after: "/a/b.weir.jsonl") == "/a/b.weir.jsonl")
        #expect(CaptureLocator.path(ofPart: 3, after: "/a/b.weir.jsonl") == "/a/b.3.weir.jsonl")
    }

    @Test func `nothing named means the newest`() throws {
        #expect(throws: CaptureFileError.noCaptures(folder: folder.file("captures"))) { try locator.resolve(nil) }
        mkdir(folder.file("captures"), 0o700)
        for name in ["b.weir.jsonl", "a.weir.jsonl.zst", "c.txt"] { folder.write([], to: "captures/\(name)") }
        var times = [timespec(tv_sec: 0, tv_nsec: 0), timespec(tv_sec: 1000, tv_nsec: 0)]
        utimensat(AT_FDCWD, folder.file("captures/b.weir.jsonl"), &times, 0)
        let newest = CaptureSource.file(path: folder.file("captures/a.weir.jsonl.zst"))
        #expect(try locator.resolve(nil).sources == [newest])
        let third = CaptureSelection(sources: [newest], exchange: .number(3))
        #expect(try locator.resolve("#3") == third)
    }

    @Test func `files, exchanges of files, folders and standard input`() throws {
        folder.write([], to: "a.weir.jsonl")
        folder.write([], to: "odd#1")
        let path = folder.file("a.weir.jsonl")
        #expect(try locator.resolve(path) == CaptureSelection(sources: [.file(path: path)]))
        #expect(
            try locator.resolve(path + "#2") == CaptureSelection(sources: [.file(path: path)], exchange: .number(2))
        )
        #expect(try locator.resolve(path + "#01KX").exchange == .id("01KX"))
        #expect(try locator.resolve(folder.file("odd#1")).exchange == nil)
        #expect(try locator.resolve("-").sources == [.standardInput])
        #expect(try locator.resolve(folder.path + "/").sources == [.file(path: path)])
        #expect(throws: CaptureFileError.missing(path: "/no/such")) { try locator.resolve("/no/such") }
        #expect(throws: CaptureFileError.missing(path: "/no/such")) { try locator.resolve("/no/such#2") }
        #expect(throws: CaptureFileError.missing(path: path + "#0")) { try locator.resolve(path + "#0") }
    }
}
