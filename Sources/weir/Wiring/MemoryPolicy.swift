#if canImport(Glibc)
import CMalloc
#endif

/// Gives memory back after a burst.
///
/// glibc keeps freed blocks of up to 32 MiB for later, and learns to do so from the first large one: one fast
/// stream would leave a proxy with thousands of quiet ones twice as large.
enum MemoryPolicy {
    private static let keptBytes: CInt = 128 << 10

    static func apply() {
        #if canImport(Glibc)
        mallopt(M_MMAP_THRESHOLD, keptBytes)
        mallopt(M_TRIM_THRESHOLD, keptBytes)
        #endif
    }
}
