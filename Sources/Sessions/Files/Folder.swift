#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Folders: making and listing them.
package enum Folder {
    /// Makes the folder and those above it, for the user alone; 0 or an errno.
    package static func make(_ path: String) -> Int32 {
        guard !path.isEmpty, !exists(path) else { return 0 }
        let above = parent(of: path)
        if above != path {
            let code = make(above)
            guard code == 0 else { return code }
        }
        return mkdir(path, 0o700) == 0 || errno == EEXIST ? 0 : errno
    }

    package static func exists(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// The names in a folder, sorted; none when it cannot be read.
    package static func names(in path: String) -> [String] {
        guard let stream = opendir(path) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
                field.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: field.pointee)) {
                    String(cString: $0)
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// The folder that a path lies in: empty for a bare name.
    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "" }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
