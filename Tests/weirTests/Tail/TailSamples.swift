import CaptureFile
import Sessions
import StreamCore
import TestSupport

@testable import weir

/// Captures made by hand, and what a tail makes of them.
struct TailCapture {
    private var encoder = CaptureEncoder()
    private var count = 0
    private var bodies: [String: [UInt8]] = [:]

    static let origin = MonotonicInstant(nanoseconds: 1_000_000_000)

    init() {
        let header = CaptureHeader(
            file: "01KA00000000000000000000FF",
            wallMicroseconds: 1_770_000_000_000_000,
            tool: CaptureHeader.Tool(name: "weir", version: "1"),
            mode: "proxy"
        )
        encoder.header(header, at: Self.origin)
    }

    static func at(_ milliseconds: Int) -> MonotonicInstant { origin + .milliseconds(Int64(milliseconds)) }

    static let chat = #"{"model":"gpt-4o","stream":true,"messages":[]}"#

    /// A request, whose id is returned.
    mutating func request(
        _ body: String = chat,
        path: String = "/v1/chat/completions",
        at milliseconds: Int = 0
    ) -> ULID {
        count += 1
        let id = ULID(milliseconds: 1_770_000_000_000, random: UInt128(count))
        let time = Self.at(milliseconds)
        let head = RequestHead(
            method: "POST",
            url: "https://api.openai.com\(path)",
            target: "/openai\(path)",
            version: "1.1",
            headers: [HeaderField("x-team", "blue")],
            firstByteAt: time,
            connection: ConnectionID(rawValue: 1)
        )
        encoder.request(id, head, at: time)
        let bytes = Array(body.utf8)
        bytes.withUnsafeBufferPointer { encoder.requestBody(id, index: 0, at: time, bytes: $0) }
        let delivery = RequestDelivery(upstream: nil, reused: false, attemptAt: time)
        let end = CaptureRequestEnd(delivery: delivery, bytes: bytes.count, checksum: CRC32.checksum(bytes))
        encoder.requestEnd(id, end, at: time)
        return id
    }

    mutating func response(_ id: ULID, status: Int = 200, type: String = "text/event-stream", at milliseconds: Int) {
        let head = ResponseHead(
            status: status,
            version: "1.1",
            headers: [HeaderField("content-type", type)],
            firstByteAt: Self.at(milliseconds)
        )
        encoder.response(id, head, connection: ConnectionID(rawValue: 1), at: Self.at(milliseconds))
    }

    mutating func block(_ id: ULID, _ index: Int, _ text: String, at milliseconds: Int) {
        let bytes = Array(text.utf8)
        bodies["\(id)", default: []] += bytes
        let block = CaptureBlock(index: index, read: index, time: Self.at(milliseconds))
        bytes.withUnsafeBufferPointer { encoder.event(id, block, bytes: $0) }
    }

    mutating func end(_ id: ULID, reason: EndReason = .eof, at milliseconds: Int) {
        let ending = ExchangeEnding(reason: reason, lastUpstreamByteAt: Self.at(milliseconds))
        let body = bodies["\(id)"] ?? []
        let end = CaptureEnd(
            ending: ending,
            state: .complete,
            blocks: 0,
            reads: 0,
            bytes: body.count,
            checksum: CRC32.checksum(body)
        )
        encoder.end(id, end, connection: ConnectionID(rawValue: 1), at: Self.at(milliseconds))
    }

    /// The lines so far.
    var bytes: [UInt8] { encoder.buffer }
}

extension TailCapture {
    /// `Hi` and ` you.`, a tool call, a finish with its counts; `number` of them, one after the other.
    static func chats(_ number: Int = 1, stall: Int = 20) -> TailCapture {
        var capture = TailCapture()
        for place in 0..<number {
            let start = place * 10_000
            let id = capture.request(at: start)
            capture.response(id, at: start + 400)
            capture.block(id, 0, chunk(#"{"role":"assistant","content":""}"#), at: start + 400)
            capture.block(id, 1, chunk(#"{"content":"Hi"}"#), at: start + 412)
            capture.block(id, 2, chunk(#"{"content":" you."}"#), at: start + 412 + stall)
            capture.block(id, 3, ": ping\n\n", at: start + 420 + stall)
            let tool = #"{"tool_calls":[{"index":0,"id":"call_1","function":{"name":"look","arguments":"{\"a\""}}]}"#
            capture.block(id, 4, chunk(tool), at: start + 430 + stall)
            capture.block(
                id,
                5,
                chunk(#"{"tool_calls":[{"index":0,"function":{"arguments":":1}"}}]}"#),
                at: start + 440 + stall
            )
            capture.block(id, 6, chunk("{}", finish: #""tool_calls""#), at: start + 450 + stall)
            capture.block(id, 7, "data: [DONE]\n\n", at: start + 460 + stall)
            capture.end(id, at: start + 470 + stall)
        }
        return capture
    }

    static func chunk(_ delta: String, finish: String = "null") -> String {
        let choice = #"{"index":0,"delta":\#(delta),"finish_reason":\#(finish)}"#
        return #"data: {"id":"c","object":"chat.completion.chunk","model":"gpt-4o-mini","choices":[\#(choice)]}"#
            + "\n\n"
    }

    /// A stream that goes on: its head and its first text are there.
    static func unfinished() -> TailCapture {
        var capture = TailCapture()
        let id = capture.request()
        capture.response(id, at: 400)
        capture.block(id, 0, chunk(#"{"role":"assistant","content":""}"#), at: 400)
        capture.block(id, 1, chunk(#"{"content":"Hi"}"#), at: 412)
        return capture
    }

    /// An answer in one JSON document.
    static func document() -> TailCapture {
        var capture = TailCapture()
        let id = capture.request(#"{"model":"gpt-4o","messages":[]}"#)
        capture.response(id, type: "application/json", at: 900)
        let body = """
            {"object":"chat.completion","model":"gpt-4o","choices":[{"index":0,"message":{"role":"assistant",\
            "content":"Plain."},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":4,"total_tokens":9}}
            """
        capture.block(id, 0, body, at: 910)
        capture.end(id, at: 920)
        return capture
    }

    /// What passes the gate.
    func items(gate: TailGate = TailGate(), emitsBytes: Bool = false) throws -> [(TailItem, [String])] {
        var gate = gate
        var feed = TailFeed(emitsBytes: emitsBytes)
        var items: [(TailItem, [String])] = []
        try bytes.withUnsafeBufferPointer { view in
            try CaptureDecoder().consume(view) { record in
                feed.consume(record) { item in gate.take(item) { items.append(($0, $1)) } }
            }
        }
        return items
    }

    /// What a format writes of it.
    func output(_ format: some TailFormat, gate: TailGate = TailGate()) throws -> String {
        var format = format
        var output: [UInt8] = []
        for (item, tags) in try items(gate: gate, emitsBytes: type(of: format).wantsBytes) {
            format.append(item, tags: tags, to: &output)
        }
        format.finish(to: &output)
        return String(decoding: output, as: UTF8.self)
    }
}
