import NIOCore
import NIOHTTP1
import StreamCore

/// One exchange in the relay's hands.
///
/// A class, so that looking at one field on the hot path does not copy the rest.
final class RelayedExchange {
    let id: ExchangeID

    // What each read of the upstream looks at lies together: with thousands of streams nothing stays in the caches.
    var serializer = ResponseSerializer()
    /// What the upstream's current read has yielded so far.
    var pendingBody: [ByteBuffer] = []
    var pendingEnd = false
    var closesConnections = false
    var reads = 0
    var lastUpstreamByteAt: MonotonicInstant?
    var clientBlocked = PauseClock()
    var pausedForRecorder = PauseClock()
    var pausedForClient = PauseClock()
    var pendingHead: HTTPResponseHead?
    var trailers: HTTPHeaders?

    /// Without its headers once a retry is out of the question: thousands of streams may be open for long.
    private(set) var head: HTTPRequestHead
    /// Not after a request for an upgrade: the decoder reads nothing that follows it.
    let clientKeepsAlive: Bool
    /// Nil for all but the few requests that ask for one.
    let upgrade: UpgradeRequest?
    let destination: RouteTable.Destination?
    var delivery: RequestDelivery

    /// Request parts that wait for the upstream connection, or stay in hand for one retry.
    var heldParts: [HTTPServerRequestPart] = []
    var heldBytes = 0
    /// Everything sent so far is in `heldParts`.
    var canReplay = true
    var attempts = 0
    var requestEnded = false

    /// More than this is not kept for a retry.
    static let replayLimit = 1 << 20

    init(id: ExchangeID, head: HTTPRequestHead, destination: RouteTable.Destination?, at time: MonotonicInstant) {
        self.id = id
        self.head = head
        let asksForUpgrade = head.headers.contains(name: "upgrade")
        clientKeepsAlive = head.isKeepAlive && !asksForUpgrade
        upgrade = asksForUpgrade ? UpgradeRequest(head) : nil
        self.destination = destination
        delivery = RequestDelivery(upstream: nil, reused: false, attemptAt: time)
    }

    /// Keeps a part until it may be sent, or may have to be sent again.
    func hold(_ part: HTTPServerRequestPart) {
        if case .body(let bytes) = part { heldBytes += bytes.readableBytes }
        heldParts.append(part)
    }

    /// Remembers a part that is sent at once, while a retry is possible.
    func keepForRetry(_ part: HTTPServerRequestPart) {
        guard canReplay else { return }
        hold(part)
        if isTooLongForRetry { forgetHeldParts() }
    }

    var isTooLongForRetry: Bool { heldBytes > Self.replayLimit }

    func forgetHeldParts() {
        canReplay = false
        heldParts = []
        heldBytes = 0
    }

    /// The upstream answers: nothing of the request is needed any more.
    func forgetRequest() {
        forgetHeldParts()
        head.headers = [:]
    }

    /// Whether the observer gets body bytes; those of an upgrade to something unknown are only counted.
    var reportsBodies: Bool { upgrade.map { !$0.isAccepted || $0.isRecorded } ?? true }

    var hasPendingOutput: Bool { !pendingBody.isEmpty || pendingEnd || pendingHead != nil }
}

/// Adds up how long something was held back.
struct PauseClock {
    private(set) var total = Nanoseconds.zero
    private var since: MonotonicInstant?

    var isRunning: Bool { since != nil }

    mutating func start(at time: MonotonicInstant) {
        if since == nil { since = time }
    }

    /// Asks for the time only if there is something to stop.
    mutating func stop() {
        if isRunning { stop(at: MonotonicClock.now) }
    }

    mutating func stop(at time: MonotonicInstant) {
        guard let start = since else { return }
        total = total + (time - start)
        since = nil
    }
}
