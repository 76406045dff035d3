#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension FilterFile {
    /// Reads the YAML text of a filter file.
    ///
    /// `file` is its name for messages.
    package static func parse(_ yaml: String, file: String) throws(FilterFileError) -> FilterFile {
        try FilterFileParser(file: file).parse(yaml)
    }

    /// Loads a filter by name (from the folders in their order, then from the ready-made ones) or by path.
    ///
    /// What holds a `/` or ends in `.yaml` or `.yml` is a path.
    package static func load(named name: String, in folders: [String]) throws(FilterFileError) -> FilterFile {
        if name.contains("/") || name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
            guard let text = try text(of: name) else {
                throw .notFound(name: name, searched: [], suggestion: nil)
            }
            return try parse(text, file: name)
        }
        for folder in folders {
            for path in ["\(folder)/\(name).yaml", "\(folder)/\(name).yml"] {
                if let text = try text(of: path) { return try parse(text, file: path) }
            }
        }
        if let ready = ReadyMadeFilters.all.first(where: { $0.name == name }) {
            return try parse(ready.yaml.description, file: "\(name) (ready-made)")
        }
        throw .notFound(name: name, searched: folders, suggestion: Spelling.nearest(to: name, in: names(in: folders)))
    }

    /// The names that ``load(named:in:)`` knows, sorted.
    package static func names(in folders: [String]) -> [String] {
        var names = Set(ReadyMadeFilters.all.map(\.name))
        for folder in folders {
            guard let directory = opendir(folder) else { continue }
            defer { closedir(directory) }
            while let entry = readdir(directory) {
                let file = withUnsafeBytes(of: &entry.pointee.d_name) { raw in
                    String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
                }
                for suffix in [".yaml", ".yml"] where file.hasSuffix(suffix) {
                    names.insert(String(file.dropLast(suffix.count)))
                }
            }
        }
        return names.sorted()
    }

    private static let maximumBytes = 1 << 20

    /// The text of a file, nil when there is none.
    private static func text(of path: String) throws(FilterFileError) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw .unreadable(path: path, reason: String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count == 0 { break }
            guard count > 0 else {
                if errno == EINTR { continue }
                throw .unreadable(path: path, reason: String(cString: strerror(errno)))
            }
            bytes.append(contentsOf: chunk[..<count])
            guard bytes.count <= maximumBytes else { throw .unreadable(path: path, reason: "more than 1 MiB") }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
