import CaptureFile
import Filters
import StreamCore

@testable import Sessions

/// One exchange as the relay reports it, and what the recorder makes of it.
struct LiveExchange {
    var rules: [Rule] = []
    var keepsEncoded = false
    var requestHeaders: [HeaderField] = []
    var requestReads: [String] = [#"{"model":"m","stream":true}"#]
    /// Takes the place of `requestReads` where the body is no text.
    var requestBytes: [[UInt8]]?
    var responseHeaders = [HeaderField("content-type", "text/event-stream")]
    var responseReads: [[UInt8]] = []
    var trailers: [HeaderField] = []
    var reason = EndReason.eof
    var finding: LintCode?

    static func at(_ milliseconds: Int64) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: 1000) + .milliseconds(milliseconds)
    }

    /// The capture's bytes.
    func recorded() -> [UInt8] {
        var session = LiveSession(
            writer: nil,
            header: RecordingSamples.header,
            at: Self.at(0),
            options: RecordingOptions(redactor: Redactor(key: 1), keepsEncoded: keepsEncoded, rules: rules),
            identifiers: ULIDSource { 1_770_000_000_000_000 }
        )
        session.process(batch(), at: Self.at(1000))
        return session.pendingLines
    }

    /// The capture's lines of one kind.
    func lines(_ kind: String) -> [String] {
        recorded().split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
            .filter { $0.hasPrefix("{\"k\":\"\(kind)\",") }
    }

    /// The capture, read again.
    func assembled() throws -> ExchangeAssembler { try LiveSocket.assembled(recorded()) }

    private func batch() -> ObservationBatch {
        let observer = ExchangeObserver {}
        let exchange = ExchangeID(rawValue: 1)
        observer.report(exchange, at: Self.at(1), .requestStarted(requestHead))
        for (place, read) in (requestBytes ?? requestReads.map { Array($0.utf8) }).enumerated() {
            read.withUnsafeBytes {
                observer.reportRequestBody(exchange, at: Self.at(2 + Int64(place)), $0)
            }
        }
        let delivery = RequestDelivery(upstream: ConnectionID(rawValue: 8), reused: false, attemptAt: Self.at(1))
        observer.report(exchange, at: Self.at(20), .requestEnded(delivery))
        let head = ResponseHead(status: 200, version: "1.1", headers: responseHeaders, firstByteAt: Self.at(30))
        observer.report(exchange, at: Self.at(30), .responseStarted(head))
        for (place, read) in responseReads.enumerated() {
            let time = Self.at(31 + Int64(place))
            read.withUnsafeBytes { observer.reportResponseBody(exchange, at: time, acceptedAt: time, $0) }
        }
        if !trailers.isEmpty { observer.report(exchange, at: Self.at(900), .trailers(trailers)) }
        let ending = ExchangeEnding(reason: reason, detail: finding.map { "about \($0)" }, finding: finding)
        observer.report(exchange, at: Self.at(999), .ended(ending))
        var batch = ObservationBatch()
        observer.drain(into: &batch)
        return batch
    }

    private var requestHead: RequestHead {
        RequestHead(
            method: "POST",
            url: "https://h/v1/chat/completions",
            target: "/v1/chat/completions",
            version: "1.1",
            headers: requestHeaders,
            firstByteAt: Self.at(1),
            connection: ConnectionID(rawValue: 7)
        )
    }
}
