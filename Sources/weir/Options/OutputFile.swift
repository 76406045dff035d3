#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Writes what `-o OUT` asks for.
enum OutputFile {
    /// - Throws: status 73 when the file cannot be created, 74 when it cannot be written.
    static func write(_ bytes: [UInt8], to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw CommandFailure(ExitStatus.cannotCreate, "cannot create \(path): \(reason())")
        }
        defer { close(descriptor) }
        try bytes.withUnsafeBytes { buffer in
            var rest = buffer
            while !rest.isEmpty {
                let count = put(rest, to: descriptor)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else {
                    throw CommandFailure(ExitStatus.inputOutput, "cannot write to \(path): \(reason())")
                }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
        }
    }

    private static func put(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int {
        #if canImport(Glibc)
        Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        #else
        Darwin.write(descriptor, bytes.baseAddress, bytes.count)
        #endif
    }

    private static func reason() -> String {
        strerror(errno).map { String(cString: $0) } ?? "error \(errno)"
    }
}
