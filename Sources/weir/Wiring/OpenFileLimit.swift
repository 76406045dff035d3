#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Lets the process open as many files as the system allows: each stream needs two sockets.
enum OpenFileLimit {
    #if canImport(Glibc)
    private static var resource: __rlimit_resource_t { __rlimit_resource_t(RLIMIT_NOFILE.rawValue) }
    #else
    private static var resource: CInt { RLIMIT_NOFILE }
    #endif

    static func raise() {
        var limit = current
        limit.rlim_cur = limit.rlim_max
        set(limit)
    }

    static var current: rlimit {
        var limit = rlimit()
        _ = getrlimit(resource, &limit)
        return limit
    }

    static func set(_ limit: rlimit) {
        guard limit.rlim_max > 0 else { return }
        var limit = limit
        _ = setrlimit(resource, &limit)
    }
}
