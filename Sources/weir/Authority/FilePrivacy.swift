#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Sees to it that a file or folder is its owner's alone.
enum FilePrivacy {
    enum Verdict: Equatable {
        case isPrivate
        /// Others could read it, in this mode (as in chmod(1)), until now.
        case repaired(mode: String)
    }

    /// Takes all rights away from others, where they have any.
    ///
    /// - Throws: status 73 when it belongs to somebody else or its rights cannot be changed.
    static func ensure(_ path: String) throws -> Verdict {
        let found = try status(of: path)
        // root may read everything; nobody else should have put a key here.
        guard found.st_uid == geteuid() || geteuid() == 0 else {
            throw CommandFailure(
                ExitStatus.cannotCreate,
                "\(path) belongs to another user (\(found.st_uid)): name a folder of your own in WEIR_HOME"
            )
        }
        guard found.st_mode & 0o077 != 0 else { return .isPrivate }
        chmod(path, found.st_mode & 0o700)
        // Some file systems ignore it (Windows drives in WSL, some network shares).
        guard try status(of: path).st_mode & 0o077 == 0 else {
            throw CommandFailure(
                ExitStatus.cannotCreate,
                "others can read \(path), and chmod does not change it: name a folder on another disk in WEIR_HOME"
            )
        }
        return .repaired(mode: String(found.st_mode & 0o777, radix: 8))
    }

    private static func status(of path: String) throws -> stat {
        var found = stat()
        guard stat(path, &found) == 0 else { throw WholeFile.failure(ExitStatus.inputOutput, "read", path) }
        return found
    }
}
