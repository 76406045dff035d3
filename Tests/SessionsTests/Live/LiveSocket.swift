import CaptureFile
import Filters
import StreamCore
import Testing

@testable import Sessions

/// A WebSocket as the relay reports it, and what the recorder and the analysis make of it.
struct LiveSocket {
    struct Read {
        var sender: WebSocketSender
        var bytes: [UInt8]
    }

    var target = "/v1/realtime?model=gpt-realtime"
    var extensions: String?
    var rules: [Rule] = []
    var keepsEncoded = false
    var bodyLimit = Int.max
    /// One millisecond apart, from 40 ms on.
    var reads: [Read] = []
    /// Pauses before reads, in milliseconds, by their place.
    var pauses: [Int: Int64] = [:]
    /// Nil: it goes on.
    var ending: EndReason? = .eof

    static func at(_ milliseconds: Int64) -> MonotonicInstant { LiveExchange.at(milliseconds) }

    /// A frame with one read for it.
    static func frame(
        _ sender: WebSocketSender,
        _ opcode: WebSocketOpcode = .text,
        _ payload: [UInt8],
        final: Bool = true,
        reserved: UInt8 = 0
    ) -> Read {
        let mask: UInt32? = sender == .client ? 0x0102_0304 : nil
        let header = WebSocketFrameHeader(
            opcode,
            isFinal: final,
            reserved: reserved,
            mask: mask,
            payloadLength: payload.count
        )
        var bytes: [UInt8] = []
        payload.withUnsafeBufferPointer { header.append(payload: $0, to: &bytes) }
        return Read(sender: sender, bytes: bytes)
    }

    static func text(_ sender: WebSocketSender, _ text: String) -> Read { frame(sender, .text, Array(text.utf8)) }

    static func close(_ sender: WebSocketSender, _ code: Int = 1000, _ reason: String = "") -> Read {
        frame(sender, .close, [UInt8(code >> 8), UInt8(code & 255)] + Array(reason.utf8))
    }

    /// When a read returned.
    func time(of place: Int) -> MonotonicInstant {
        let pause = pauses.reduce(0) { $0 + ($1.key <= place ? $1.value : 0) }
        return Self.at(40 + Int64(place) + pause)
    }

    /// The capture's bytes.
    func recorded() -> [UInt8] {
        var session = LiveSession(
            writer: nil,
            header: RecordingSamples.header,
            at: Self.at(0),
            options: RecordingOptions(
                redactor: Redactor(key: 1),
                bodyLimit: bodyLimit,
                keepsEncoded: keepsEncoded,
                rules: rules
            ),
            identifiers: ULIDSource { 1_770_000_000_000_000 }
        )
        session.process(batch(), at: Self.at(100_000))
        return session.pendingLines
    }

    /// The frames' lines, without what all of them have.
    func frames() -> [String] {
        recorded().split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
            .filter { $0.hasPrefix("{\"k\":\"dat\",") || $0.hasPrefix("{\"k\":\"raw\",") }
            .map { line in
                let start = line.firstRange(of: ",\"n\":").map { $0.lowerBound } ?? line.startIndex
                return String(line[start...].dropFirst())
            }
    }

    func assembled() throws -> ExchangeAssembler { try Self.assembled(recorded()) }

    static func assembled(_ lines: [UInt8]) throws -> ExchangeAssembler {
        var assembler = ExchangeAssembler()
        try lines.withUnsafeBufferPointer { bytes in
            try CaptureDecoder().consume(bytes) { assembler.consume($0) }
        }
        return assembler
    }

    func analyzed(_ body: (AnalyzedEvent) -> Void = { _ in }) throws -> AnalyzedExchange {
        let exchange = try #require(try assembled().exchanges.first)
        return ExchangeAnalyzer.analyze(exchange, keeps: .message, parser: JSONParser(), body)
    }

    private func batch() -> ObservationBatch {
        let observer = ExchangeObserver {}
        let exchange = ExchangeID(rawValue: 1)
        observer.report(exchange, at: Self.at(1), .requestStarted(requestHead))
        let delivery = RequestDelivery(
            upstream: ConnectionID(rawValue: 8),
            reused: false,
            attemptAt: Self.at(1),
            forwardBeganAt: Self.at(3),
            forwardEndedAt: Self.at(3)
        )
        observer.report(exchange, at: Self.at(3), .requestEnded(delivery))
        var headers = [HeaderField("Upgrade", "websocket"), HeaderField("Connection", "Upgrade")]
        headers.append(HeaderField("Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="))
        if let extensions { headers.append(HeaderField("Sec-WebSocket-Extensions", extensions)) }
        let head = ResponseHead(status: 101, version: "1.1", headers: headers, firstByteAt: Self.at(30))
        observer.report(exchange, at: Self.at(30), .responseStarted(head))
        for (place, read) in reads.enumerated() {
            let time = time(of: place)
            read.bytes.withUnsafeBytes { bytes in
                switch read.sender {
                case .client: observer.reportRequestBody(exchange, at: time, bytes)
                case .upstream: observer.reportResponseBody(exchange, at: time, acceptedAt: time, bytes)
                }
            }
        }
        if let ending {
            observer.report(exchange, at: time(of: reads.count), .ended(ExchangeEnding(reason: ending)))
        }
        var batch = ObservationBatch()
        observer.drain(into: &batch)
        return batch
    }

    private var requestHead: RequestHead {
        let offer = HeaderField("Sec-WebSocket-Extensions", "permessage-deflate")
        return RequestHead(
            method: "GET",
            url: "https://h\(target)",
            target: target,
            version: "1.1",
            headers: [HeaderField("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="), offer],
            firstByteAt: Self.at(1),
            connection: ConnectionID(rawValue: 7)
        )
    }
}
