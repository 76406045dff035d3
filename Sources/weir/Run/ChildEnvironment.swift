#if canImport(Glibc)
@preconcurrency import Glibc
#else
import Darwin
#endif

/// The variables of a program that is run: those of Weir, byte by byte, but for what is set here.
struct ChildEnvironment {
    /// `NAME=value`, terminated.
    private(set) var entries: [[CChar]]

    init(entries: [[CChar]]) {
        self.entries = entries
    }

    /// Those of this process.
    static var inherited: ChildEnvironment {
        #if canImport(Glibc)
        var next = environ
        #else
        var next = _NSGetEnviron().pointee
        #endif
        var entries: [[CChar]] = []
        while let entry = next.pointee {
            entries.append(Array(UnsafeBufferPointer(start: entry, count: strlen(entry) + 1)))
            next += 1
        }
        return ChildEnvironment(entries: entries)
    }

    /// The value of a variable; nil when it is not set.
    subscript(name: String) -> String? {
        let opening = Self.opening(name)
        guard let entry = entries.first(where: { $0.starts(with: opening) }) else { return nil }
        return String(decoding: entry.dropFirst(opening.count).dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Sets a variable, in the place that it has.
    mutating func set(_ name: String, _ value: String) {
        let opening = Self.opening(name)
        let entry = Array("\(name)=\(value)".utf8CString)
        guard let place = entries.firstIndex(where: { $0.starts(with: opening) }) else { return entries.append(entry) }
        entries[place] = entry
    }

    private static func opening(_ name: String) -> [CChar] {
        "\(name)=".utf8.map { CChar(bitPattern: $0) }
    }
}
