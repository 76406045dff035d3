import CaptureFile
import StreamCore
import TestSupport
import Testing

@testable import Sessions

/// A recorded exchange made of a stream's bytes: encoded into capture lines, and read back.
struct CapturedStream {
    var path = "/v1/chat/completions"
    var requestBody = #"{"model":"asked-model","stream":true,"messages":[]}"#
    var status = 200
    var headers = [HeaderField("content-type", "text/event-stream")]
    var body: [UInt8] = []
    /// One read for each block, that many milliseconds apart.
    var gap: Int64 = 10
    /// A longer gap before that block.
    var pause: (block: Int, milliseconds: Int64)?
    /// Nil leaves the end out.
    var reason: EndReason? = .eof
    var encoding: String?
    var upstream = true

    static let origin = MonotonicInstant(nanoseconds: 7_000_000_000)
    static let id = ULID(milliseconds: 1_770_000_000_000, random: 1)

    init(_ fixture: String) throws {
        body = try Fixtures.bytes(fixture)
        let isSSE = fixture.hasSuffix(".sse")
        headers = [HeaderField("content-type", isSSE ? "text/event-stream" : "application/json")]
        if fixture.hasPrefix("anthropic") { path = "/v1/messages" }
        if fixture.hasPrefix("gemini") {
            path = "/v1beta/models/g:streamGenerateContent"
            requestBody = "{}"
        }
    }

    init(text: String) {
        body = Array(text.utf8)
    }

    /// The times are milliseconds since the request's head.
    static func at(_ milliseconds: Int64) -> MonotonicInstant { origin + .milliseconds(milliseconds) }

    /// The lines of a capture that holds this exchange alone.
    func lines() -> [UInt8] {
        var encoder = CaptureEncoder()
        let tool = CaptureHeader.Tool(name: "weir", version: "1")
        let header = CaptureHeader(
            file: "01KA00000000000000000000FF",
            wallMicroseconds: 1_770_000_000_123_456,
            tool: tool,
            mode: "proxy"
        )
        encoder.header(header, at: Self.origin)
        encodeRequest(&encoder)
        guard upstream else {
            encodeEnd(&encoder, at: 5, blocks: 0)
            return encoder.buffer
        }
        let head = ResponseHead(status: status, version: "1.1", headers: headers, firstByteAt: Self.at(50))
        encoder.response(Self.id, head, connection: nil, at: Self.at(60))
        let blocks = encodeBody(&encoder)
        encodeEnd(&encoder, at: time(of: blocks), blocks: blocks)
        return encoder.buffer
    }

    /// What a reader makes of the lines, after an edit.
    func exchange(_ edit: ([UInt8]) -> [UInt8] = { $0 }) throws -> RecordedExchange {
        var assembler = ExchangeAssembler()
        let decoder = CaptureDecoder()
        try edit(lines()).withUnsafeBufferPointer { view in
            try decoder.consume(view) { assembler.consume($0) }
        }
        _ = try decoder.finish { assembler.consume($0) }
        return try #require(assembler.exchanges.first)
    }

    func analyzed(
        keeps: StreamDecoder.Keeping = .message,
        _ edit: ([UInt8]) -> [UInt8] = { $0 }
    ) throws -> AnalyzedExchange {
        ExchangeAnalyzer.analyze(try exchange(edit), keeps: keeps, parser: JSONParser())
    }

    private func encodeRequest(_ encoder: inout CaptureEncoder) {
        let request = RequestHead(
            method: "POST",
            url: "https://api.example.com\(path)?key=1",
            target: "/example\(path)?key=1",
            version: "1.1",
            headers: [HeaderField("host", "localhost"), HeaderField("X-Team", "blue")],
            firstByteAt: Self.at(0),
            connection: ConnectionID(rawValue: 1)
        )
        encoder.request(Self.id, request, at: Self.at(1))
        let sent = Array(requestBody.utf8)
        sent.withUnsafeBufferPointer { encoder.requestBody(Self.id, index: 0, at: Self.at(1), bytes: $0) }
        let delivery = RequestDelivery(
            upstream: upstream ? ConnectionID(rawValue: 2) : nil,
            reused: true,
            attemptAt: Self.at(2),
            forwardBeganAt: Self.at(3),
            forwardEndedAt: Self.at(4)
        )
        let end = CaptureRequestEnd(delivery: delivery, bytes: sent.count, checksum: CRC32.checksum(sent))
        encoder.requestEnd(Self.id, end, at: Self.at(4))
    }

    private func time(of block: Int) -> Int64 {
        let late = pause.map { block >= $0.block ? $0.milliseconds : 0 } ?? 0
        return 100 + Int64(block) * gap + late
    }

    /// Returns how many blocks there are.
    private func encodeBody(_ encoder: inout CaptureEncoder) -> Int {
        var framer = BodyFramer(contentType: headers.first(named: "content-type"))
        var blocks: [(bytes: [UInt8], isFramed: Bool)] = []
        let add = { (block: FramedBlock) in blocks.append((Array(block.bytes), block.framing != .unframed)) }
        body.withUnsafeBufferPointer { framer.consume($0, add) }
        framer.finish(add)
        for (place, block) in blocks.enumerated() {
            let stored = CaptureBlock(index: place, read: place, time: Self.at(time(of: place)))
            block.bytes.withUnsafeBufferPointer { bytes in
                if block.isFramed {
                    encoder.event(Self.id, stored, bytes: bytes)
                } else {
                    encoder.data(Self.id, stored, bytes: bytes)
                }
            }
            let output = CaptureOutput(firstRead: place, lags: [Nanoseconds(70_000)], bytes: 1, queuedBytes: 0)
            encoder.output(Self.id, output, at: stored.time)
        }
        return blocks.count
    }

    private func encodeEnd(_ encoder: inout CaptureEncoder, at time: Int64, blocks: Int) {
        guard let reason else { return }
        let ending = ExchangeEnding(
            reason: reason,
            detail: reason == .eof ? nil : "why it ended",
            lastUpstreamByteAt: upstream ? Self.at(time) : nil
        )
        let end = CaptureEnd(
            ending: ending,
            state: .complete,
            blocks: blocks,
            reads: blocks,
            bytes: body.count,
            checksum: CRC32.checksum(body),
            encoding: encoding,
            rawBytes: encoding.map { _ in 321 }
        )
        encoder.end(Self.id, end, connection: nil, at: Self.at(time))
    }
}

extension JSONValue {
    /// With one kind of number, so that 9 and 9.0 are equal, as JSON has it.
    var comparable: JSONValue {
        switch self {
        case .int, .uint: .double(doubleValue ?? 0)
        case .array(let items): .array(items.map(\.comparable))
        case .object(let object): .object(JSONObject(object.members.map { ($0.name, $0.value.comparable) }))
        default: self
        }
    }
}
