import StreamCore
import Synchronization

@testable import ProxyEngine

/// What the relay reported, read by the test in the recorder's place.
final class FactLog {
    struct Seen {
        var exchange: UInt64
        var time: MonotonicInstant
        var fact: Fact
        /// Of body facts.
        var text: String
    }

    let observer: ExchangeObserver
    private let wakes: AsyncStream<Void>
    private var batch = ObservationBatch()
    private(set) var seen: [Seen] = []
    private(set) var lost = 0

    init(capacity: Int = 64 << 20) {
        let (wakes, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        self.wakes = wakes
        observer = ExchangeObserver(capacity: capacity) { continuation.yield() }
    }

    /// Takes what was reported so far.
    func drain() {
        observer.drain(into: &batch)
        lost += batch.lost
        for observation in batch.observations {
            var text = ""
            switch observation.fact {
            case .requestBody(let range), .responseBody(let range, _):
                text = String(decoding: batch.bytes[range], as: UTF8.self)
            default: break
            }
            let exchange = observation.exchange.rawValue & 0xFFFF_FFFF
            seen.append(Seen(exchange: exchange, time: observation.time, fact: observation.fact, text: text))
        }
    }

    /// Waits for facts until the condition holds.
    func wait(until condition: (FactLog) -> Bool) async {
        drain()
        if condition(self) { return }
        for await _ in wakes {
            drain()
            if condition(self) { return }
        }
    }

    /// Waits until so many exchanges have ended, and gives the last ending.
    @discardableResult
    func ending(of count: Int = 1) async -> ExchangeEnding? {
        await wait { $0.endings.count >= count }
        return endings.dropFirst(count - 1).first
    }

    var endings: [ExchangeEnding] {
        seen.compactMap { if case .ended(let ending) = $0.fact { ending } else { nil } }
    }

    var deliveries: [RequestDelivery] {
        seen.compactMap { if case .requestEnded(let delivery) = $0.fact { delivery } else { nil } }
    }

    /// The facts of an exchange (0: of connections), one line each.
    func lines(of exchange: UInt64) -> [String] {
        seen.filter { $0.exchange == exchange }.map(Self.line)
    }

    private static func line(_ seen: Seen) -> String {
        switch seen.fact {
        case .connectionOpened(_, let facts): "open \(facts.side.rawValue)"
        case .connectionClosed(_, let closing): "close after \(closing.requests): \(closing.reason)"
        case .requestStarted(let head): "request \(head.method) \(head.target) \(head.version)"
        case .requestBody: "sent \(seen.text)"
        case .requestEnded(let delivery):
            "delivered\(delivery.reused ? " again" : "")\(delivery.forwardEndedAt == nil ? " not" : "")"
        case .responseStarted(let head): "response \(head.status) \(head.author.rawValue)"
        case .responseBody: "read \(seen.text)"
        case .accepted(let read, _): "accepted \(read)"
        case .trailers(let fields): "trailers \(fields.map { "\($0.name)=\($0.value)" }.joined(separator: " "))"
        case .ended(let ending): "ended \(ending.reason.rawValue)"
        }
    }
}
