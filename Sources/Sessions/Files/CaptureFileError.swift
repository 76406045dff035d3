#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif
import CaptureFile

/// Why a capture cannot be found, read or written; the message says what to do.
package enum CaptureFileError: Error, Hashable, Sendable {
    /// `code` values are errno's.
    case missing(path: String)
    case noCaptures(folder: String)
    case empty(path: String)
    case foreign(path: String)
    case unknownVersion(path: String, version: Int)
    case cannotRead(path: String, code: Int32)
    case cannotCreate(path: String, code: Int32)
    case cannotWrite(path: String, code: Int32)
    /// Another process records into it; its pid when known.
    case locked(path: String, pid: Int32?)
    /// Recording goes to plain text only.
    case compressedTarget(path: String)

    init(_ error: CaptureFormatError, path: String) {
        switch error {
        case .foreign: self = .foreign(path: path)
        case .unknownVersion(let version): self = .unknownVersion(path: path, version: version)
        }
    }

    /// The exit status of a command that met it (sysexits: 65 data, 66 no input, 73 cannot create, 74 I/O).
    package var exitStatus: Int32 {
        switch self {
        case .missing, .noCaptures: 66
        case .empty, .foreign, .unknownVersion: 65
        case .cannotCreate, .locked, .compressedTarget: 73
        case .cannotRead, .cannotWrite: 74
        }
    }
}

extension CaptureFileError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .missing(let path): "no such capture: \(path)"
        case .noCaptures(let folder): "no captures in \(folder): record one with `weir proxy`, or name a file"
        case .empty(let path): "\(path) is empty: nothing was recorded"
        case .foreign(let path): "\(path): \(CaptureFormatError.foreign)"
        case .unknownVersion(let path, let version): "\(path): \(CaptureFormatError.unknownVersion(version))"
        case .cannotRead(let path, let code): "cannot read \(path): \(Self.text(of: code))"
        case .cannotCreate(let path, let code): "cannot create \(path): \(Self.text(of: code))"
        case .cannotWrite(let path, let code): "cannot write to \(path): \(Self.text(of: code)); recording has stopped"
        case .locked(let path, let pid?): "\(path) is being recorded by process \(pid): name another file"
        case .locked(let path, nil): "\(path) is being recorded by another process: name another file"
        case .compressedTarget(let path): "cannot record into \(path): leave off `.zst`, captures are compressed later"
        }
    }

    private static func text(of code: Int32) -> String {
        strerror(code).map { String(cString: $0) } ?? "error \(code)"
    }
}
