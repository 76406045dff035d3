import Dispatch
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Raised by signals, for loops that look at it.
final class SignalFlag {
    private final class Value: Sendable {
        let isRaised = Atomic<Bool>(false)
    }

    private let value = Value()
    private var sources: [any DispatchSourceSignal] = []

    /// - Parameters:
    ///   - signals: which; they do nothing else from now on.
    ///   - isLast: the second one does what it always does, as a rule end the process.
    init(_ signals: [Int32], isLast: Bool = false) {
        sources = signals.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { [value] in
                value.isRaised.store(true, ordering: .relaxed)
                if isLast { signal(number, SIG_DFL) }
            }
            source.resume()
            return source
        }
    }

    var isRaised: Bool { value.isRaised.load(ordering: .relaxed) }

    func lower() {
        value.isRaised.store(false, ordering: .relaxed)
    }
}
