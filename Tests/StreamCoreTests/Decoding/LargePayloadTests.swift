import StreamCore
import Testing

/// Media is sent as base64 inside events: one event may hold megabytes, one stream thousands of pieces.
///
/// Nothing here knows how fast a machine is: work is compared with the work for a quarter of the bytes.
@Suite struct LargePayloadTests {
    private static let readSize = 64 << 10

    /// A stream whose bytes come in reads as from a socket, none of which is kept.
    private func decode(
        _ path: String,
        keeps: StreamDecoder.Keeping,
        _ events: some Sequence<[UInt8]>
    ) -> DecodedStream {
        let context = DecodingContext(path: path, contentType: "text/event-stream")
        var stream = DecodedStream(context: context, keeps: keeps)
        for event in events {
            for start in stride(from: 0, to: event.count, by: Self.readSize) {
                stream.consume(event[start..<min(start + Self.readSize, event.count)])
            }
        }
        stream.end()
        return stream
    }

    private func event(_ head: String, payload: Int, _ tail: String) -> [UInt8] {
        var bytes = Array("data: \(head)".utf8)
        bytes.append(contentsOf: repeatElement(UInt8(ascii: "A"), count: payload))
        bytes.append(contentsOf: "\(tail)\n\n".utf8)
        return bytes
    }

    @Test(arguments: [StreamDecoder.Keeping.message, .nothing])
    func `an image of 20 MB in one event is whole`(keeps: StreamDecoder.Keeping) {
        let characters = 20_000_000 / 3 * 4
        let partial = event(
            #"{"type":"image_generation.partial_image","partial_image_index":0,"b64_json":""#,
            payload: characters,
            #""}"#
        )
        let completed = event(#"{"type":"image_generation.completed","b64_json":""#, payload: 4, #""}"#)
        let stream = decode("/v1/images/generations", keeps: keeps, [partial, partial, completed])
        #expect(stream.deltas.map(\.byteCount) == [characters / 4 * 3, characters / 4 * 3, 3])
        #expect(stream.outcomeState == .complete)
        #expect(stream.decoder.message == (keeps == .message ? ["data": [["b64_json": "AAAA"]]] : nil))
    }

    @Test func `a partial image is kept as it came as long as no other follows`() {
        let head = #"{"type":"image_edit.partial_image","b64_json":""#
        let stream = decode("/v1/images/edits", keeps: .message, [event(head, payload: 8 << 20, #""}"#)])
        let image = stream.decoder.message?["data"]?.arrayValue?.first?["b64_json"]?.stringValue
        #expect(image?.utf8.count == 8 << 20)
    }

    @Test(arguments: [StreamDecoder.Keeping.message, .nothing])
    func `5,000 pieces of audio are joined by their bytes`(keeps: StreamDecoder.Keeping) {
        let pieces = 5_000
        let piece = event(#"{"type":"speech.audio.delta","audio":""#, payload: 64, #""}"#)
        let done = Array(#"data: {"type":"speech.audio.done"}"#.utf8) + [0x0A, 0x0A]
        let stream = decode("/v1/audio/speech", keeps: keeps, [[UInt8]](repeating: piece, count: pieces) + [done])
        #expect(stream.deltas.count { $0.kind == .media } == pieces)
        #expect(stream.deltas.allSatisfy { $0.byteCount == 48 })
        let audio = stream.decoder.message?["audio"]?.stringValue
        #expect(audio?.utf8.count == (keeps == .message ? pieces * 64 : nil))
        #expect(stream.outcomeState == .complete)
    }

    @Test func `pieces of audio in a candidate and in a step are joined, too`() {
        let count = 5_000
        let gemini = event(
            #"{"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"audio/pcm","data":""#,
            payload: 64,
            #""}}]}}]}"#
        )
        let parts = decode("/m:streamGenerateContent", keeps: .message, [[UInt8]](repeating: gemini, count: count))
            .decoder.message?["candidates"]?.arrayValue?.first?["content"]?["parts"]?.arrayValue
        #expect(parts?.count == 1)
        #expect(parts?.first?["inlineData"]?["data"]?.stringValue?.utf8.count == count * 64)
        let step = event(
            #"{"event_type":"step.delta","index":0,"delta":{"type":"audio","mime_type":"audio/pcm","data":""#,
            payload: 64,
            #""}}"#
        )
        let content = decode("/v1beta/interactions", keeps: .message, [[UInt8]](repeating: step, count: count))
            .decoder.message?["steps"]?.arrayValue?.first?["content"]?.arrayValue
        #expect(content?.count == 1)
        #expect(content?.first?["data"]?.stringValue?.utf8.count == count * 64)
    }

    @Test func `an event over the limit is told and not kept`() {
        var framer = BodyFramer(contentType: "text/event-stream", limits: FramingLimits())
        let part = [UInt8](repeating: UInt8(ascii: "A"), count: 1 << 20)
        var largest = 0
        let take = { (bytes: [UInt8]) in
            bytes.withUnsafeBufferPointer { bytes in framer.consume(bytes) { largest = max(largest, $0.bytes.count) } }
        }
        take(Array("data: ".utf8))
        for _ in 0..<70 { take(part) }
        #expect(framer.anomalies.list == [.lineTooLong(offset: 0, limit: 64 << 20)])
        #expect(largest <= 65 << 20)
    }

    @Test func `a parser that read a large document reads small ones after it`() {
        let parser = JSONParser()
        var text = "{\"a\":\"" + String(repeating: "x", count: 3 << 20) + "\"}"
        for _ in 0..<3 {
            #expect(text.withUTF8 { parser.view(of: $0)?["a"]?.bytes?.count } == 3 << 20)
            #expect(json(#"{"b":[1,2]}"#, parser: parser) == ["b": [1, 2]])
        }
    }

    @Test func `an event in thousands of reads is scanned once`() {
        // Linear work is 4 times as much for 4 times the bytes; scanning anew for each read is 16 times.
        #expect(reading(bytes: 2 << 20) < reading(bytes: 512 << 10) * 10)
    }

    /// The least of three times that an event of that size takes in small reads.
    private func reading(bytes: Int) -> Duration {
        let whole = event(#"{"type":"speech.audio.delta","audio":""#, payload: bytes, #""}"#)
        let times = (0..<3).map { _ in
            ContinuousClock().measure {
                var framer = BodyFramer(contentType: "text/event-stream")
                whole.withUnsafeBufferPointer { all in
                    for start in stride(from: 0, to: all.count, by: 256) {
                        framer.consume(ByteView(rebasing: all[start..<min(start + 256, all.count)])) { _ in }
                    }
                }
            }
        }
        return times.min() ?? .zero
    }
}
