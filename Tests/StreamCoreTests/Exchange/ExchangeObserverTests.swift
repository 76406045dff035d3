import StreamCore
import Synchronization
import Testing

struct ExchangeObserverTests {
    private let exchange = ExchangeID(rawValue: 1)
    private let time = MonotonicInstant(nanoseconds: 5)

    private func report(_ text: String, to observer: ExchangeObserver) {
        Array(text.utf8).withUnsafeBytes { observer.reportResponseBody(exchange, at: time, acceptedAt: nil, $0) }
    }

    private func bodies(_ batch: ObservationBatch) -> [String] {
        batch.observations.compactMap { observation in
            guard case .responseBody(let range, _) = observation.fact else { return nil }
            return String(decoding: batch.bytes[range], as: UTF8.self)
        }
    }

    @Test func `a drain takes what was reported, in order, once`() {
        let observer = ExchangeObserver {}
        report("one", to: observer)
        report("two", to: observer)
        observer.report(exchange, at: time, .trailers([]))
        var batch = ObservationBatch()
        observer.drain(into: &batch)
        #expect(bodies(batch) == ["one", "two"])
        #expect(batch.observations.count == 3)
        observer.drain(into: &batch)
        #expect(batch.isEmpty)
    }

    @Test func `the consumer is woken only when the queue stops being empty`() {
        let wakes = Mutex(0)
        let observer = ExchangeObserver { wakes.withLock { $0 += 1 } }
        report("one", to: observer)
        report("two", to: observer)
        #expect(wakes.withLock { $0 } == 1)
        var batch = ObservationBatch()
        observer.drain(into: &batch)
        report("three", to: observer)
        #expect(wakes.withLock { $0 } == 2)
    }

    @Test func `a full queue says so until it is drained`() {
        let observer = ExchangeObserver(capacity: 1000) {}
        #expect(!observer.isFull)
        report(String(repeating: "x", count: 1000), to: observer)
        #expect(observer.isFull)
        var batch = ObservationBatch()
        observer.drain(into: &batch)
        #expect(!observer.isFull)
    }

    @Test func `while dropping, bodies are counted and ends are kept`() {
        let observer = ExchangeObserver {}
        observer.startDropping()
        report("lost", to: observer)
        observer.report(exchange, at: time, .ended(ExchangeEnding(reason: .eof)))
        var batch = ObservationBatch()
        observer.drain(into: &batch)
        #expect(batch.lost == 1)
        #expect(bodies(batch).isEmpty)
        #expect(batch.observations.count == 1)
        report("kept", to: observer)
        observer.drain(into: &batch)
        #expect(bodies(batch) == ["kept"] && batch.lost == 0)
    }
}
