#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// This process.
enum ProcessIdentity {
    static var pid: Int32 { getpid() }
}
