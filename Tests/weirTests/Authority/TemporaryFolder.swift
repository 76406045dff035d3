import Sessions
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A folder that lives as long as a test.
enum TemporaryFolder {
    static func use(_ body: (String) throws -> Void) throws {
        let path = try make()
        defer { remove(path) }
        try body(path)
    }

    static func use(_ body: (String) async throws -> Void) async throws {
        let path = try make()
        defer { remove(path) }
        try await body(path)
    }

    private static func make() throws -> String {
        var template = Array("/tmp/weir-test-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func remove(_ path: String) {
        for name in Folder.names(in: path) {
            let inner = "\(path)/\(name)"
            if Folder.exists(inner) { remove(inner) } else { unlink(inner) }
        }
        rmdir(path)
    }
}

/// What was told to the user.
final class ReportedLines {
    var all: [String] = []
}
