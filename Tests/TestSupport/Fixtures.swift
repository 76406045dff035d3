#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Files under `Tests/Fixtures`.
package enum Fixtures {
    /// A file that a test needs and cannot read.
    package struct Missing: Error {
        package var path: String
    }

    /// The folder, found from this source file.
    package static var folder: String { folder(of: #filePath) }

    /// The bytes of a file, by its path below the folder.
    package static func bytes(_ name: String) throws -> [UInt8] {
        let path = folder + "/" + name
        guard let file = fopen(path, "rb") else { throw Missing(path: path) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = fread(&part, 1, part.count, file)
            if count == 0 { return bytes }
            bytes.append(contentsOf: part[..<count])
        }
    }

    private static func folder(of source: String) -> String {
        let parts = source.split(separator: "/", omittingEmptySubsequences: false)
        return parts.dropLast(2).joined(separator: "/") + "/Fixtures"
    }
}
