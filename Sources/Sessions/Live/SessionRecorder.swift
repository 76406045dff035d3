package import CaptureFile
import Dispatch
package import StreamCore
import Synchronization

/// Drains the event loops' observers and records what they saw, on a queue of its own.
///
/// The first fact after a silence starts a timer; when it fires, everything that came meanwhile is one batch.
package final class SessionRecorder: Sendable {
    /// How long facts may wait for company.
    ///
    /// Short enough for a live view, long enough to wake seldom.
    private static let batchDelay = DispatchTimeInterval.milliseconds(25)
    /// How often a wall-clock mark is written.
    private static let clockInterval = Nanoseconds.seconds(60)

    private let queue = DispatchQueue(label: "weir.recorder", qos: .utility)
    private let isScheduled = Atomic<Bool>(false)
    private let observers = Mutex<[ExchangeObserver]>([])
    private let options: RecordingOptions
    private let clock: SessionClock
    private let feed: (@Sendable ([UInt8]) -> Void)?
    private let reportFailure: @Sendable (CaptureFileError) -> Void
    private let state: Mutex<State>

    private struct State {
        /// Nil until recording begins; facts wait in their observers.
        var session: LiveSession?
        var batch = ObservationBatch()
        var lastClock = MonotonicInstant(nanoseconds: 0)
        var isClosed = false
    }

    /// A recorder that waits to begin.
    ///
    /// - Parameters:
    ///   - options: what is stored, and how.
    ///   - clock: the clocks of the run.
    ///   - feed: gets every batch of lines, too, for a view in the same process.
    ///   - reportFailure: told once when the capture cannot be written any more.
    package init(
        options: RecordingOptions,
        clock: SessionClock,
        feed: (@Sendable ([UInt8]) -> Void)? = nil,
        reportFailure: @escaping @Sendable (CaptureFileError) -> Void
    ) {
        self.options = options
        self.clock = clock
        self.feed = feed
        self.reportFailure = reportFailure
        state = Mutex(State())
    }

    /// Begins: what the observers have seen until now comes first.
    ///
    /// - Parameters:
    ///   - header: the first record of lines that no writer has begun.
    ///   - open: opens the capture; nil when nothing is recorded.
    /// - Throws: what `open` throws.
    package func begin(
        header: CaptureHeader,
        open: @Sendable (MonotonicInstant) throws(CaptureFileError) -> CaptureWriterFile?
    ) throws(CaptureFileError) {
        let now = clock.now()
        let identifiers = ULIDSource(wall: clock.wall)
        try state.withLock { state throws(CaptureFileError) in
            let writer = try open(now)
            state.session = LiveSession(
                writer: writer,
                header: header,
                at: now,
                options: options,
                identifiers: identifiers
            )
            state.lastClock = now
        }
        schedule()
    }

    /// An observer for one more event loop.
    package func makeObserver() -> ExchangeObserver {
        let observer = ExchangeObserver { [weak self] in self?.schedule() }
        observers.withLock { $0.append(observer) }
        return observer
    }

    package var counts: SessionCounts {
        state.withLock { $0.session?.counts ?? SessionCounts() }
    }

    /// Records what is pending, writes the footer and closes the capture.
    package func finish() {
        queue.sync { [self] in
            drain()
            let failure = state.withLock { state -> CaptureFileError? in
                guard !state.isClosed else { return nil }
                state.isClosed = true
                return state.session?.close(at: clock.now())
            }
            if let failure { reportFailure(failure) }
        }
    }

    private func schedule() {
        guard !isScheduled.exchange(true, ordering: .acquiringAndReleasing) else { return }
        queue.asyncAfter(deadline: .now() + Self.batchDelay) { [self] in
            isScheduled.store(false, ordering: .releasing)
            drain()
        }
    }

    private func drain() {
        let observers = observers.withLock { $0 }
        let (lines, failure) = state.withLock { state -> ([UInt8], CaptureFileError?) in
            guard !state.isClosed, state.session != nil else { return ([], nil) }
            let now = clock.now()
            for observer in observers {
                observer.drain(into: &state.batch)
                if !state.batch.isEmpty { state.session?.process(state.batch, at: now) }
            }
            if now - state.lastClock > Self.clockInterval {
                state.lastClock = now
                state.session?.clock(wallMicroseconds: clock.wall(), why: "interval", at: now)
            }
            let lines = feed == nil ? [] : state.session?.pendingLines ?? []
            return (lines, state.session?.flush())
        }
        if !lines.isEmpty { feed?(lines) }
        if let failure { reportFailure(failure) }
    }
}

/// The clocks of a session, handed in so that tests can turn them.
package struct SessionClock: Sendable {
    package var now: @Sendable () -> MonotonicInstant
    /// Microseconds since the Unix epoch.
    package var wall: @Sendable () -> Int64

    package init(now: @escaping @Sendable () -> MonotonicInstant, wall: @escaping @Sendable () -> Int64) {
        self.now = now
        self.wall = wall
    }
}
