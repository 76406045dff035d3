import Synchronization

/// A raw fact that the relay saw.
///
/// Body bytes lie in the batch's arena. The cases that come seldom are boxed, so that those for each read stay small.
package enum Fact: Sendable {
    indirect case connectionOpened(ConnectionID, ConnectionFacts)
    indirect case connectionClosed(ConnectionID, ConnectionClosing)
    indirect case requestStarted(RequestHead)
    case requestBody(Range<Int>)
    /// The whole request was handed to the upstream, or the attempt failed.
    indirect case requestEnded(RequestDelivery)
    indirect case responseStarted(ResponseHead)
    /// The body bytes of one upstream read; reads of an exchange are numbered from 0 in this order.
    /// `acceptedAt` is when the client's socket had taken them, nil when it has not yet.
    case responseBody(Range<Int>, acceptedAt: MonotonicInstant?)
    /// The client's socket has now accepted every read up to this number; `queuedBytes` had to wait.
    case accepted(throughRead: Int, queuedBytes: Int)
    case trailers([HeaderField])
    indirect case ended(ExchangeEnding)
}

/// A fact with its time and its exchange.
package struct Observation: Sendable {
    /// Zero for connection facts.
    package var exchange: ExchangeID
    package var time: MonotonicInstant
    package var fact: Fact

    package init(exchange: ExchangeID, time: MonotonicInstant, fact: Fact) {
        self.exchange = exchange
        self.time = time
        self.fact = fact
    }
}

/// What one event loop reported since the last drain.
package struct ObservationBatch: Sendable {
    package var observations: [Observation] = []
    package var bytes: [UInt8] = []
    /// Observations dropped since the last drain, because the queue stayed full.
    package var lost = 0

    package init() {}

    package var isEmpty: Bool { observations.isEmpty && lost == 0 }

    /// Forgets the contents; small buffers are kept for reuse.
    package mutating func reset() {
        observations.removeAll(keepingCapacity: observations.capacity <= 1 << 13)
        bytes.removeAll(keepingCapacity: bytes.capacity <= 1 << 20)
        lost = 0
    }
}

/// The seam between the relay and everyone who watches: one bounded queue per event loop.
///
/// The relay appends from its event loop; one consumer drains from its own thread. An append copies the
/// bytes once and never waits for the consumer. When the queue is full the relay stops reading
/// (``isFull``); only when it gave up waiting does it call ``startDropping()``.
package final class ExchangeObserver: Sendable {
    private struct State {
        var pending = ObservationBatch()
        var isDropping = false
    }

    private let state = Mutex(State())
    private let full = Atomic<Bool>(false)
    private let capacity: Int
    private let wake: @Sendable () -> Void

    /// The cost of an observation beside its bytes.
    private static let overhead = MemoryLayout<Observation>.stride

    /// - Parameters:
    ///   - capacity: bytes that may wait before ``isFull`` turns true.
    ///   - wake: called, from the event loop, when the queue stops being empty. Must not block.
    package init(capacity: Int = 64 << 20, wake: @escaping @Sendable () -> Void) {
        self.capacity = capacity
        self.wake = wake
    }

    /// Whether the consumer is so far behind that reads should pause.
    package var isFull: Bool { full.load(ordering: .relaxed) }

    package func report(_ exchange: ExchangeID, at time: MonotonicInstant, _ fact: Fact) {
        append(Observation(exchange: exchange, time: time, fact: fact))
    }

    package func reportRequestBody(_ exchange: ExchangeID, at time: MonotonicInstant, _ bytes: UnsafeRawBufferPointer) {
        appendBody { arena in
            Observation(exchange: exchange, time: time, fact: .requestBody(Self.copy(bytes, to: &arena)))
        }
    }

    package func reportResponseBody(
        _ exchange: ExchangeID,
        at time: MonotonicInstant,
        acceptedAt: MonotonicInstant?,
        _ bytes: UnsafeRawBufferPointer
    ) {
        appendBody { arena in
            let range = Self.copy(bytes, to: &arena)
            return Observation(exchange: exchange, time: time, fact: .responseBody(range, acceptedAt: acceptedAt))
        }
    }

    /// Gives up waiting: from now until a drain, bodies are counted as lost instead of kept, and nobody waits.
    package func startDropping() {
        state.withLock { $0.isDropping = true }
        full.store(false, ordering: .relaxed)
    }

    /// Takes what is pending, leaving `batch`'s emptied buffers in its place.
    package func drain(into batch: inout ObservationBatch) {
        batch.reset()
        state.withLock { state in
            swap(&state.pending, &batch)
            state.isDropping = false
        }
        full.store(false, ordering: .relaxed)
    }

    private static func copy(_ bytes: UnsafeRawBufferPointer, to arena: inout [UInt8]) -> Range<Int> {
        let start = arena.count
        arena.append(contentsOf: bytes)
        return start..<arena.count
    }

    /// Heads and ends are small and give bodies their meaning: they are always kept.
    private func append(_ observation: Observation) {
        change { state in state.pending.observations.append(observation) }
    }

    private func appendBody(_ make: (inout [UInt8]) -> Observation) {
        change { state in
            guard !state.isDropping else {
                state.pending.lost += 1
                return
            }
            state.pending.observations.append(make(&state.pending.bytes))
            let waiting = state.pending.bytes.count + state.pending.observations.count * Self.overhead
            if waiting >= capacity { full.store(true, ordering: .relaxed) }
        }
    }

    private func change(_ body: (inout State) -> Void) {
        let wasEmpty = state.withLock { state -> Bool in
            let wasEmpty = state.pending.isEmpty
            body(&state)
            return wasEmpty
        }
        if wasEmpty { wake() }
    }
}
