#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Guesses which runtime a command leads to: by its name, the script's first line, or what a shell is told.
enum RuntimeDetector {
    /// Programs that run what their further words say.
    private static let runners: Set<String> = [
        "env", "nice", "nohup", "time", "timeout", "stdbuf", "setsid", "xargs", "uv", "uvx", "poetry", "pipenv", "pdm",
        "hatch", "conda", "make", "just", "mise", "direnv", "dotenv", "op", "sh", "bash", "dash", "zsh", "fish", "ksh",
    ]
    /// Much longer than any first line, and the headers of any program.
    private static let openingLength = 4096

    /// - Returns: nil when nothing is known of it.
    static func habit(of program: Program) -> RuntimeHabit? {
        let name = lastPart(program.path)
        if let habit = RuntimeHabit.of(program: name) { return habit }
        let opening = opening(of: program.path)
        if let interpreter = interpreter(opening), let habit = RuntimeHabit.of(program: interpreter) { return habit }
        if isGo(opening) { return RuntimeHabit.ofGo }
        guard runners.contains(String(name)) else { return nil }
        return words(of: program.words.dropFirst()).lazy.compactMap { RuntimeHabit.of(program: lastPart($0)) }.first
    }

    /// The program that runs a script: the last part of what follows `#!`, or what `env` is told.
    static func interpreter(_ opening: some Collection<UInt8>) -> String? {
        guard opening.starts(with: Array("#!".utf8)) else { return nil }
        let line = String(decoding: opening.dropFirst(2).prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        let words = line.split(separator: " ").map(String.init)
        guard let first = words.first.map({ String(lastPart($0)) }) else { return nil }
        guard first == "env" else { return first }
        return words.dropFirst().first { !$0.hasPrefix("-") && !$0.contains("=") }.map { String(lastPart($0)) }
    }

    /// Whether it has the note that Go's linker leaves in ELF files: name and kind, then the build's identifier.
    static func isGo(_ opening: [UInt8]) -> Bool {
        let note: [UInt8] = [4, 0, 0, 0] + Array("Go\0\0".utf8)
        guard opening.starts(with: [0x7F] + Array("ELF".utf8)) else { return false }
        return opening.firstRange(of: note) != nil
    }

    /// Of the arguments, and of a shell's script among them.
    private static func words(of arguments: ArraySlice<String>) -> [Substring] {
        arguments.flatMap { $0.split { " \t\n;|&()'\"`$".contains($0) } }
    }

    private static func lastPart(_ path: some StringProtocol) -> Substring {
        let path = Substring(path)
        return path.lastIndex(of: "/").map { path[path.index(after: $0)...] } ?? path
    }

    private static func opening(of path: String) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        return [UInt8](unsafeUninitializedCapacity: openingLength) { buffer, count in
            count = max(read(descriptor, buffer.baseAddress, buffer.count), 0)
        }
    }
}
