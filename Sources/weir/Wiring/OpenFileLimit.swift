#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Lets the process open as many files as the system allows: each stream needs two sockets.
enum OpenFileLimit {
    static func raise() {
        var limit = rlimit()
        #if canImport(Glibc)
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
        let resource = RLIMIT_NOFILE
        #endif
        guard getrlimit(resource, &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        _ = setrlimit(resource, &limit)
    }
}
