import CaptureFile
import Dispatch
import Sessions
import StreamCore
import Synchronization

/// Tails the capture lines of a proxy in this process (`weir proxy --tail`, `weir demo`).
///
/// It works on a queue of its own: the recorder never waits for a terminal. When the terminal is too slow, lines
/// are left out of the view, and it says so; the capture has them.
final class InlineTail: Sendable {
    private let queue = DispatchQueue(label: "weir.tail")
    private let waitingBytes = Atomic<Int>(0)
    private let droppedBytes = Atomic<Int>(0)
    private let state: Mutex<State>

    /// How many bytes of lines may wait for the terminal.
    private static let longestQueue = 64 << 20
    /// How often is asked what time alone has changed, in milliseconds.
    private static let tick = 50

    private struct State {
        var session: TailSession
        var view: any TailView
        var decoder = CaptureDecoder()
        var hasBegun = false
        var isFinished = false
    }

    convenience init(mode: TailMode, gate: sending TailGate = TailGate()) {
        self.init(view: TailViews.make(mode, keys: false), gate: gate)
    }

    init(view: sending any TailView, gate: sending TailGate = TailGate()) {
        state = Mutex(State(session: TailSession(view: view, gate: gate), view: view))
        scheduleTick()
    }

    /// Takes whole capture lines, on whatever thread.
    func take(_ lines: [UInt8]) {
        let waiting = waitingBytes.add(lines.count, ordering: .relaxed).newValue
        guard waiting <= Self.longestQueue else {
            waitingBytes.subtract(lines.count, ordering: .relaxed)
            droppedBytes.add(lines.count, ordering: .relaxed)
            return
        }
        queue.async { [self] in
            show(lines)
            waitingBytes.subtract(lines.count, ordering: .relaxed)
        }
    }

    /// Shows what was taken, and how far the exchanges came that are still open.
    func finish() {
        queue.sync { [self] in
            let dropped = droppedBytes.load(ordering: .relaxed)
            state.withLock { state in
                guard !state.isFinished else { return }
                state.isFinished = true
                state.session.finishCapture()
                state.view.finish()
            }
            if dropped > 0 {
                Console.complain("the terminal was too slow: \(dropped >> 10) KiB are only in the capture")
            }
        }
    }

    private func show(_ lines: [UInt8]) {
        state.withLock { state in
            guard !state.isFinished else { return }
            if !state.hasBegun {
                state.hasBegun = true
                // A capture's writer has written its header before anyone could listen.
                if !lines.starts(with: Array("{\"k\":\"hdr\"".utf8)) { Self.feed(Self.header(), to: &state) }
            }
            Self.feed(lines, to: &state)
            state.session.flush()
        }
    }

    private static func feed(_ lines: [UInt8], to state: inout State) {
        let (decoder, session) = (state.decoder, state.session)
        // Lines of our own encoder are never refused.
        lines.withUnsafeBufferPointer { try? decoder.consume($0) { session.take($0) } }
    }

    private static func header() -> [UInt8] {
        var encoder = CaptureEncoder()
        let header = CaptureHeader(
            file: "",
            wallMicroseconds: SystemClock.wallMicroseconds,
            tool: CaptureHeader.Tool(name: "weir", version: Version.number),
            mode: "tail"
        )
        encoder.header(header, at: MonotonicInstant(nanoseconds: 0))
        return encoder.buffer
    }

    private func scheduleTick() {
        queue.asyncAfter(deadline: .now() + .milliseconds(Self.tick)) { [weak self] in
            guard let self else { return }
            let isFinished = state.withLock { state in
                guard !state.isFinished else { return true }
                state.session.settle()
                state.view.tick()
                return false
            }
            if !isFinished { scheduleTick() }
        }
    }
}
