import ProxyEngine
import StreamCore

/// A stream of the demo as bytes and times, ready to be played.
struct DemoScore {
    struct Write {
        /// Since the request, in milliseconds.
        var time: Int
        var bytes: [UInt8]
    }

    private(set) var writes: [Write] = []
    private var time = 0
    private let gap: Int
    /// Where in the table of unevenness it stands.
    private var place: Int
    private var splitsNext = false

    /// Real streams are uneven; percent of the usual gap, 98 on average.
    private static let unevenness = [100, 60, 140, 80, 115, 45, 210, 90, 70, 110, 55, 125, 75]
    /// How long the second half of a character waits.
    private static let splitGap = 24

    /// - Parameters:
    ///   - stream: what is played.
    ///   - number: makes the unevenness and the names of each stream its own.
    init(_ stream: DemoStream, number: Int) {
        gap = stream.tempo.gap
        place = number * 5
        switch stream.answer {
        case .refusal(_, _, let body):
            append(body, at: stream.tempo.head)
        case .stream(let steps, let usage):
            var voice = Self.voice(stream.request, usage: usage, number: number)
            append(voice.opening, at: stream.tempo.head)
            time = stream.tempo.first - nextGap
            for step in steps.flatMap(\.pieces) { play(step, by: &voice) }
        }
    }

    private mutating func play(_ step: DemoStep, by voice: inout any DemoVoice) {
        switch step {
        case .silence(let milliseconds): time += milliseconds
        case .splitCharacter: splitsNext = true
        case .reasoning, .text, .tool, .arguments, .ping, .finish:
            time += nextGap
            place += 1
            for text in voice.writes(for: step) { append(text, at: time) }
        }
    }

    private static func voice(_ request: DemoRequest, usage: DemoUsage, number: Int) -> any DemoVoice {
        switch request.provider {
        case .openai, .deepseek: ChatVoice(id: "chatcmpl-demo\(number)", model: request.model, usage: usage)
        case .anthropic: AnthropicVoice(id: "msg_demo\(number)", model: request.model, usage: usage)
        case .gemini: GeminiVoice(id: "demo\(number)", model: request.model, usage: usage)
        }
    }

    private var nextGap: Int {
        gap * Self.unevenness[place % Self.unevenness.count] / 100
    }

    private mutating func append(_ text: String, at time: Int) {
        guard !text.isEmpty else { return }
        let bytes = Array(text.utf8)
        guard splitsNext, let last = bytes.lastIndex(where: { $0 >= 0xC0 }) else {
            return writes.append(Write(time: time, bytes: bytes))
        }
        splitsNext = false
        writes.append(Write(time: time, bytes: Array(bytes[...last])))
        writes.append(Write(time: time + Self.splitGap, bytes: Array(bytes[(last + 1)...])))
    }
}

extension Recording {
    /// A stream of the demo, to be played at this speed.
    init(_ stream: DemoStream, number: Int, speed: Double, parser: JSONParser) {
        let score = DemoScore(stream, number: number)
        let body = score.writes.flatMap(\.bytes)
        let plan = ReplaySchedule.Recording(
            headTime: .milliseconds(Int64(stream.tempo.head)),
            reads: score.writes.map { .init(time: .milliseconds(Int64($0.time)), byteCount: $0.bytes.count) }
        )
        let options = ReplayOptions(speed: .factor(speed))
        self.init(
            number: number,
            method: "POST",
            targets: [stream.request.target],
            requestBody: RequestBody(stream.request.body, parser: parser),
            status: stream.status,
            headers: stream.headers(number: number),
            body: body,
            schedule: body.withUnsafeBufferPointer { ReplaySchedule(plan, body: $0, options: options) }
        )
    }
}

extension DemoStream {
    fileprivate var status: Int {
        if case .refusal(let status, _, _) = answer { status } else { 200 }
    }

    fileprivate func headers(number: Int) -> [HeaderField] {
        var headers = [HeaderField("x-request-id", "req_demo\(number)"), HeaderField("cache-control", "no-cache")]
        switch answer {
        case .stream:
            headers.append(HeaderField("content-type", "text/event-stream; charset=utf-8"))
            headers.append(HeaderField("transfer-encoding", "chunked"))
        case .refusal(_, let retryAfter, let body):
            headers.append(HeaderField("retry-after", String(retryAfter)))
            headers.append(HeaderField("content-type", "application/json"))
            headers.append(HeaderField("content-length", String(body.utf8.count)))
        }
        return headers
    }
}
