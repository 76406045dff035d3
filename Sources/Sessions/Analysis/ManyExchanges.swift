import Dispatch
package import StreamCore
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Work on many exchanges, which know nothing of each other, on all cores.
package enum ManyExchanges {
    /// How many are worked on before their results are handed on; their bodies are there anyway.
    private static let batch = 512
    /// How many a core takes at a time.
    private static let share = 4

    /// The results of `transform`, in the order of the exchanges.
    package static func map<Result: Sendable>(
        _ exchanges: [RecordedExchange],
        _ transform: @Sendable (RecordedExchange, JSONParser) -> Result
    ) -> [Result] {
        var results: [Result] = []
        results.reserveCapacity(exchanges.count)
        forEach(exchanges, transform) { results.append($0) }
        return results
    }

    /// Calls `body` with each result, in the order of the exchanges; only a batch of them is held at a time.
    package static func forEach<Result: Sendable>(
        _ exchanges: [RecordedExchange],
        _ transform: @Sendable (RecordedExchange, JSONParser) -> Result,
        _ body: (Result) -> Void
    ) {
        for start in stride(from: 0, to: exchanges.count, by: batch) {
            let end = min(start + batch, exchanges.count)
            for result in inParallel(exchanges[start..<end], transform) { body(result) }
        }
    }

    private static func inParallel<Result: Sendable>(
        _ exchanges: ArraySlice<RecordedExchange>,
        _ transform: @Sendable (RecordedExchange, JSONParser) -> Result
    ) -> [Result] {
        let cores = min(max(Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))), 1), (exchanges.count + share - 1) / share)
        guard cores > 1 else {
            let parser = JSONParser()
            return exchanges.map { transform($0, parser) }
        }
        let next = Atomic(exchanges.startIndex)
        let done = Mutex<[(place: Int, result: Result)]>([])
        DispatchQueue.concurrentPerform(iterations: cores) { _ in
            let parser = JSONParser()
            var mine: [(place: Int, result: Result)] = []
            while true {
                let start = next.add(share, ordering: .relaxed).oldValue
                guard start < exchanges.endIndex else { break }
                for place in start..<min(start + share, exchanges.endIndex) {
                    mine.append((place, transform(exchanges[place], parser)))
                }
            }
            done.withLock { $0 += mine }
        }
        return done.withLock { $0.sorted { $0.place < $1.place }.map(\.result) }
    }
}
