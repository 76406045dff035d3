import NIOCore
import NIOHTTP1
import StreamCore

/// One exchange in the relay's hands.
struct RelayedExchange {
    let id: ExchangeID
    let head: HTTPRequestHead
    let destination: RouteTable.Destination?
    var delivery: RequestDelivery

    /// Request parts that wait for the upstream connection, or stay in hand for one retry.
    var heldParts: [HTTPServerRequestPart] = []
    var heldBytes = 0
    /// Everything sent so far is in `heldParts`.
    var canReplay = true
    var attempts = 0
    var requestEnded = false

    var serializer = ResponseSerializer()
    /// What the upstream's current read has yielded so far.
    var pendingHead: HTTPResponseHead?
    var pendingBody: [ByteBuffer] = []
    var pendingEnd = false
    var trailers: HTTPHeaders?

    var closesConnections = false
    var reads = 0
    var lastUpstreamByteAt: MonotonicInstant?
    var pausedForClient = PauseClock()
    var pausedForRecorder = PauseClock()
    var clientBlocked = PauseClock()

    /// More than this is not kept for a retry.
    static let replayLimit = 1 << 20

    init(id: ExchangeID, head: HTTPRequestHead, destination: RouteTable.Destination?, at time: MonotonicInstant) {
        self.id = id
        self.head = head
        self.destination = destination
        delivery = RequestDelivery(upstream: nil, reused: false, attemptAt: time)
    }

    /// Keeps a part until it may be sent, or may have to be sent again.
    mutating func hold(_ part: HTTPServerRequestPart) {
        if case .body(let bytes) = part { heldBytes += bytes.readableBytes }
        heldParts.append(part)
    }

    /// Remembers a part that is sent at once, while a retry is possible.
    mutating func keepForRetry(_ part: HTTPServerRequestPart) {
        guard canReplay else { return }
        hold(part)
        if heldBytes > Self.replayLimit { forgetHeldParts() }
    }

    mutating func forgetHeldParts() {
        canReplay = false
        heldParts = []
        heldBytes = 0
    }

    var hasPendingOutput: Bool { pendingHead != nil || !pendingBody.isEmpty || pendingEnd }
}

/// Adds up how long something was held back.
struct PauseClock {
    private(set) var total = Nanoseconds.zero
    private var since: MonotonicInstant?

    mutating func start(at time: MonotonicInstant) {
        if since == nil { since = time }
    }

    mutating func stop(at time: MonotonicInstant) {
        guard let start = since else { return }
        total = total + (time - start)
        since = nil
    }
}
