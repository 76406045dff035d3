import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Brings a growing file to the disk each second, on a thread of its own: a slow disk delays no one else.
final class FileSynchronizer: Sendable {
    private let isDirty = Atomic<Bool>(false)
    /// The thread's own descriptors, which it closes itself: the file, and the pipe whose end means stop.
    private let file: Int32
    private let stopRead: Int32
    private let stopWrite: Int32

    /// Begins; nil when the system gives no thread or no descriptor.
    init?(_ descriptor: Int32) {
        var ends: [Int32] = [-1, -1]
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0, pipe(&ends) == 0 else {
            if copy >= 0 { close(copy) }
            return nil
        }
        file = copy
        stopRead = ends[0]
        stopWrite = ends[1]
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        guard startThread(Unmanaged.passRetained(self).toOpaque()) else {
            for end in [copy] + ends { close(end) }
            return nil
        }
    }

    /// Something was written.
    func noteWrite() {
        isDirty.store(true, ordering: .relaxed)
    }

    /// Lets the thread end; it may still be at its last call when this returns.
    func stop() {
        close(stopWrite)
    }

    fileprivate func run() {
        while true {
            var request = pollfd(fd: stopRead, events: Int16(POLLIN), revents: 0)
            let ready = poll(&request, 1, 1000)
            if isDirty.exchange(false, ordering: .relaxed) { OpenFile.synchronize(file) }
            if ready > 0 { break }
        }
        close(file)
        close(stopRead)
    }
}

/// Starts a thread that runs the synchroniser behind the retained pointer.
private func startThread(_ context: UnsafeMutableRawPointer) -> Bool {
    #if canImport(Glibc)
    var thread = pthread_t()
    #else
    var thread: pthread_t?
    #endif
    guard pthread_create(&thread, nil, runSynchronizer, context) == 0 else {
        Unmanaged<FileSynchronizer>.fromOpaque(context).release()
        return false
    }
    #if canImport(Glibc)
    pthread_detach(thread)
    #else
    if let thread { pthread_detach(thread) }
    #endif
    return true
}

#if canImport(Glibc)
private func runSynchronizer(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let context { Unmanaged<FileSynchronizer>.fromOpaque(context).takeRetainedValue().run() }
    return nil
}
#else
private func runSynchronizer(_ context: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    Unmanaged<FileSynchronizer>.fromOpaque(context).takeRetainedValue().run()
    return nil
}
#endif
