import Sessions

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A program to be run: the file that the first word names, found as a shell finds it.
struct Program: Equatable {
    static let notExecutable: Int32 = 126
    static let notFound: Int32 = 127

    var path: String
    /// The first is what the program is called by.
    var words: [String]

    /// - Parameters:
    ///   - words: name or path, and arguments; at least one.
    ///   - searchPath: `PATH`.
    /// - Throws: status 127 when there is no such file, 126 when it cannot be run.
    init(_ words: [String], searchPath: String? = ProcessEnvironment.variables(named: ["PATH"])["PATH"]) throws {
        guard let name = words.first, !name.isEmpty else {
            throw CommandFailure(Self.notFound, "the command is empty: write it as in weir run -- python app.py")
        }
        self.words = words
        guard !name.contains("/") else {
            path = name
            if let problem = Self.problem(name) { throw problem }
            return
        }
        let folders = (searchPath ?? "/usr/local/bin:/usr/bin:/bin")
            .split(separator: ":", omittingEmptySubsequences: false)
        let candidates = folders.map { $0.isEmpty ? "./\(name)" : "\($0)/\(name)" }
        let found = candidates.first { Self.problem($0) == nil } ?? candidates.first { access($0, F_OK) == 0 }
        guard let found else {
            throw CommandFailure(Self.notFound, "\(ShellWord.quoted(name)) is not found in PATH: nothing was run")
        }
        if let problem = Self.problem(found) { throw problem }
        path = found
    }

    /// Why the file cannot be run; nil when it can, as far as is known before.
    private static func problem(_ path: String) -> CommandFailure? {
        let shown = ShellWord.quoted(path)
        guard access(path, F_OK) == 0 else {
            return CommandFailure(notFound, "there is no \(shown): nothing was run")
        }
        guard !Folder.exists(path) else { return CommandFailure(notExecutable, "\(shown) is a folder, no program") }
        guard access(path, X_OK) == 0 else {
            return CommandFailure(notExecutable, "\(shown) is not executable: chmod +x \(shown)")
        }
        return nil
    }

    /// Why it could not be started, by the system's reason.
    func failure(_ code: CInt) -> CommandFailure {
        let shown = ShellWord.quoted(path)
        switch code {
        case ENOENT where access(path, F_OK) == 0:
            let message = "\(shown) cannot be run: the interpreter that it names is missing"
            return CommandFailure(Self.notExecutable, message)
        case ENOENT:
            return CommandFailure(Self.notFound, "there is no \(shown) any more")
        case ENOEXEC:
            return CommandFailure(
                Self.notExecutable,
                "\(shown) cannot be run: it is no program of this system, nor a script that begins with #!"
            )
        default:
            return CommandFailure(Self.notExecutable, "\(shown) cannot be run: \(String(cString: strerror(code)))")
        }
    }
}
