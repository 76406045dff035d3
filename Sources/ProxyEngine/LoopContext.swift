import NIOCore
import StreamCore
import TLSEngine

/// What the connections of one event loop share.
///
/// Used on that loop only.
final class LoopContext {
    let configuration: ProxyConfiguration
    let observer: ExchangeObserver
    let eventLoop: any EventLoop
    let connector: UpstreamConnector
    /// The server's end of clients' TLS, with certificates of Weir's own; nil when there is no authority.
    let interception: TLSServerContext?
    /// Assembles what is written after a read; reused while the socket takes everything at once.
    private var scratch = ByteBufferAllocator().buffer(capacity: 16 << 10)
    private(set) var isDraining = false

    private let idBase: UInt64
    private var lastExchange: UInt64 = 0
    private var lastConnection: UInt64 = 0
    private var clients: [ObjectIdentifier: ClientConnection] = [:]
    private var recorderWaits = RecorderWaits()

    /// A larger buffer is not kept.
    private static let scratchLimit = 256 << 10

    init(
        index: Int,
        configuration: ProxyConfiguration,
        observer: ExchangeObserver,
        eventLoop: any EventLoop,
        connector: UpstreamConnector,
        interception: TLSServerContext? = nil
    ) {
        idBase = UInt64(index + 1) << 48
        self.configuration = configuration
        self.observer = observer
        self.eventLoop = eventLoop
        self.connector = connector
        self.interception = interception
    }

    func nextExchange() -> ExchangeID {
        lastExchange += 1
        return ExchangeID(rawValue: idBase | lastExchange)
    }

    func nextConnection() -> ConnectionID {
        lastConnection += 1
        return ConnectionID(rawValue: idBase | lastConnection)
    }

    /// An empty buffer to write into, given back by ``returnScratch(_:)``.
    func takeScratch() -> ByteBuffer {
        var taken = ByteBuffer()
        swap(&taken, &scratch)
        return taken
    }

    func returnScratch(_ buffer: consuming ByteBuffer) {
        guard buffer.capacity <= Self.scratchLimit else { return }
        buffer.clear()
        scratch = buffer
    }

    /// Calls back when the recorder has room again, or when waiting for it has lasted too long.
    func waitForRecorder(_ resume: @escaping () -> Void) {
        if recorderWaits.add(resume, at: MonotonicClock.now) { pollRecorder() }
    }

    private func pollRecorder() {
        eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(5)) { [self] in
            let waited = MonotonicClock.now - recorderWaits.since
            if observer.isFull, !configuration.waitsForRecorder, waited > RecorderWaits.limit {
                observer.startDropping()
            } else if observer.isFull {
                return pollRecorder()
            }
            for resume in recorderWaits.takeAll() { resume() }
        }
    }

    var openConnections: Int { clients.count }

    func opened(_ client: ClientConnection) {
        clients[ObjectIdentifier(client)] = client
    }

    func closed(_ client: ClientConnection) {
        clients[ObjectIdentifier(client)] = nil
    }

    /// Looks for what has been silent, or slow, for too long.
    ///
    /// One pass a second instead of a timer each.
    func sweep(at now: MonotonicInstant) {
        for client in Array(clients.values) { client.stage?.sweep(at: now) }
    }

    /// Closes idle connections; busy ones close after their exchange.
    func startDraining() {
        isDraining = true
        for client in Array(clients.values) { client.drain() }
    }

    /// Ends everything that is still open.
    func stop() {
        for client in Array(clients.values) { client.stop() }
    }
}

/// Reads that wait for the recorder (DESIGN: at most two seconds, then records are dropped).
private struct RecorderWaits {
    static let limit = Nanoseconds.seconds(2)

    private(set) var since = MonotonicInstant(nanoseconds: 0)
    private var resumptions: [() -> Void] = []

    /// Returns whether it is the first.
    mutating func add(_ resume: @escaping () -> Void, at time: MonotonicInstant) -> Bool {
        resumptions.append(resume)
        if resumptions.count == 1 { since = time }
        return resumptions.count == 1
    }

    mutating func takeAll() -> [() -> Void] {
        let taken = resumptions
        resumptions = []
        return taken
    }
}
