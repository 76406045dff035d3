#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif
import CaptureFile

/// Finds captures by what a user names, and names new ones.
package struct CaptureLocator: Sendable {
    package static let fileExtension = ".weir.jsonl"
    package static let compressedExtension = ".weir.jsonl.zst"

    /// Where captures go when no file is named.
    package let defaultFolder: String

    package init(environment: [String: String] = ProcessEnvironment.variables) {
        if let home = environment["WEIR_HOME"] {
            defaultFolder = home + "/captures"
        } else if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") {
            defaultFolder = state + "/weir/captures"
        } else {
            defaultFolder = (environment["HOME"] ?? ".") + "/.local/state/weir/captures"
        }
    }

    /// The path of a new capture in the default folder, named by local time and port.
    package func newCapture(port: Int, wallMicroseconds: Int64) -> String {
        var seconds = time_t(wallMicroseconds / 1_000_000)
        var local = tm()
        localtime_r(&seconds, &local)
        let pad = { (number: Int32) in WallClock.padded(Int64(number), to: 2) }
        let date = "\(local.tm_year + 1900)-\(pad(local.tm_mon + 1))-\(pad(local.tm_mday))"
        let clock = pad(local.tm_hour) + pad(local.tm_min) + pad(local.tm_sec)
        return "\(defaultFolder)/\(date)-\(clock)-\(port)\(Self.fileExtension)"
    }

    /// The path of a later part of a recording: `NAME.2.weir.jsonl`.
    package static func path(ofPart part: Int, after first: String) -> String {
        guard part > 1 else { return first }
        let stem = first.hasSuffix(fileExtension) ? String(first.dropLast(fileExtension.count)) : first
        return "\(stem).\(part)\(fileExtension)"
    }

    /// What a FILE argument means; nil means the newest capture of the default folder.
    package func resolve(_ argument: String?) throws(CaptureFileError) -> CaptureSelection {
        guard let argument else { return CaptureSelection(sources: [try newest()]) }
        if argument == "-" { return CaptureSelection(sources: [.standardInput]) }
        // A name may hold a `#` itself.
        if !Self.exists(argument), let mark = argument.lastIndex(of: "#"),
            let exchange = ExchangeSelector(argument[argument.index(after: mark)...])
        {
            let name = String(argument[..<mark])
            var selection = try resolve(name.isEmpty ? nil : name)
            selection.exchange = exchange
            return selection
        }
        return CaptureSelection(sources: try sources(at: argument))
    }

    /// The capture of the default folder that was written to last.
    package func newest() throws(CaptureFileError) -> CaptureSource {
        let dated = captures(in: defaultFolder).map { (path: $0, time: Self.modificationTime($0)) }
        guard let latest = dated.max(by: { ($0.time, $0.path) < ($1.time, $1.path) }) else {
            throw .noCaptures(folder: defaultFolder)
        }
        return .file(path: latest.path)
    }

    /// The captures of a folder in the order of their names.
    package func captures(in folder: String) -> [String] {
        Folder.names(in: folder)
            .filter { $0.hasSuffix(Self.fileExtension) || $0.hasSuffix(Self.compressedExtension) }
            .map { "\(folder)/\($0)" }
    }

    private func sources(at path: String) throws(CaptureFileError) -> [CaptureSource] {
        guard Self.exists(path) else { throw .missing(path: path) }
        guard Folder.exists(path) else { return [.file(path: path)] }
        let folder = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        let found = captures(in: folder)
        guard !found.isEmpty else { throw .noCaptures(folder: path) }
        return found.map { .file(path: $0) }
    }

    /// Whether it is there and no folder.
    package static func isFile(_ path: String) -> Bool {
        exists(path) && !Folder.exists(path)
    }

    private static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }

    private static func modificationTime(_ path: String) -> Int64 {
        var status = stat()
        guard stat(path, &status) == 0 else { return 0 }
        #if canImport(Glibc)
        return Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
        #else
        return Int64(status.st_mtimespec.tv_sec) * 1_000_000_000 + Int64(status.st_mtimespec.tv_nsec)
        #endif
    }
}
