import Dispatch

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Waits for SIGINT or SIGTERM; a second one ends the process at once.
enum StopSignal {
    /// Returns when the first signal comes.
    static func wait() async {
        let (signals, continuation) = AsyncStream.makeStream(of: CInt.self)
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { continuation.yield(number) }
            source.resume()
            return source
        }
        var iterator = signals.makeAsyncIterator()
        _ = await iterator.next()
        for (number, source) in zip([SIGINT, SIGTERM], sources) {
            source.cancel()
            signal(number, SIG_DFL)
        }
    }
}
