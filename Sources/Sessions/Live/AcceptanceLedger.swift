import CaptureFile
import StreamCore

/// Collects when the client's socket took each read, for the `out` records of one exchange.
struct AcceptanceLedger {
    /// Reads in order that are not accepted yet.
    private var waiting: [MonotonicInstant] = []
    private var firstRead = 0
    private var lags: [Nanoseconds] = []
    private var bytes = 0
    private var queuedBytes = 0
    private var since: MonotonicInstant?

    private static let longestWait = Nanoseconds.milliseconds(100)
    private static let mostReads = 64

    /// A read of that many bytes was passed on.
    mutating func add(readAt: MonotonicInstant, acceptedAt: MonotonicInstant?, bytes count: Int) {
        bytes += count
        if since == nil { since = readAt }
        if waiting.isEmpty, let acceptedAt {
            lags.append(acceptedAt - readAt)
        } else {
            waiting.append(readAt)
        }
    }

    /// All reads up to that number are accepted.
    mutating func accept(throughRead read: Int, at time: MonotonicInstant, queuedBytes queued: Int) {
        queuedBytes = max(queuedBytes, queued)
        let due = min(max(read + 1 - (firstRead + lags.count), 0), waiting.count)
        for readAt in waiting[..<due] { lags.append(time - readAt) }
        waiting.removeFirst(due)
    }

    /// The record that is due, if one is.
    mutating func takeIfDue(at time: MonotonicInstant) -> CaptureOutput? {
        guard let since, lags.count >= Self.mostReads || time - since >= Self.longestWait else { return nil }
        return take()
    }

    /// What is collected; nil when it is nothing.
    mutating func take() -> CaptureOutput? {
        guard !lags.isEmpty else { return nil }
        let output = CaptureOutput(firstRead: firstRead, lags: lags, bytes: bytes, queuedBytes: queuedBytes)
        firstRead += lags.count
        lags.removeAll(keepingCapacity: true)
        bytes = 0
        queuedBytes = 0
        since = nil
        return output
    }
}
