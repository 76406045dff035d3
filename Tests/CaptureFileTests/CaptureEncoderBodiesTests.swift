import CaptureFile
import StreamCore
import TestSupport
import Testing

struct CaptureEncoderBodiesTests {
    private let id = CaptureSamples.id

    private func line(_ block: CaptureBlock, _ bytes: [UInt8]) -> String {
        var encoder = CaptureSamples.encoder()
        encoder.event(block, bytes)
        return encoder.text
    }

    private func block(_ index: Int = 0, read: Int = 0, at time: Int64 = 0) -> CaptureBlock {
        CaptureBlock(index: index, read: read, time: CaptureSamples.at(time))
    }

    @Test func `an event of one read is its bytes and little else`() {
        #expect(
            line(block(4, read: 2, at: 12_345), Array("data: {\"a\":1}\r\n\r\n".utf8))
                == #"{"k":"ev","seq":1,"t":12345,"x":"01KA0000000000000000000001","n":4,"rd":2,"#
                + #""d":"data: {\"a\":1}\r\n\r\n"}"#
        )
    }

    @Test func `type and hint stand before the bytes`() {
        let type = Array("message\"_start".utf8)
        let text = type.withUnsafeBufferPointer { type in
            var block = block()
            block.type = type
            block.hint = .usage
            return line(block, Array("x".utf8))
        }
        #expect(text.hasSuffix(#""n":0,"rd":0,"ty":"message\"_start","cls":"usage","d":"x"}"#))
    }

    @Test func `an event name that is endless or no text is left out`() {
        for type in [[UInt8](repeating: 0x61, count: 5000), [0xFF]] {
            let text = type.withUnsafeBufferPointer { type in
                var block = block()
                block.type = type
                return line(block, Array("x".utf8))
            }
            #expect(text.hasSuffix(#""rd":0,"d":"x"}"#))
        }
    }

    @Test func `an event over several reads says which byte came when`() {
        var block = block(0, read: 7, at: 300)
        block.segments = [
            ReadSegment(read: 5, byteCount: 3, time: CaptureSamples.at(100)),
            ReadSegment(read: 6, byteCount: 2, time: CaptureSamples.at(200)),
            ReadSegment(read: 7, byteCount: 1, time: CaptureSamples.at(300)),
        ]
        #expect(
            line(block, Array("abcdef".utf8)).hasSuffix(
                #""n":0,"rd":7,"tb":100,"seg":[[5,3],[6,2,200],[7,1]],"d":"abcdef"}"#
            )
        )
    }

    @Test func `bytes that are no text are base64`() {
        #expect(line(block(), [0xFF]).hasSuffix(#""rd":0,"b64":"/w=="}"#))
        #expect(line(block(), [0x61, 0xE2, 0x82]).hasSuffix(#""b64":"YeKC"}"#))
    }

    @Test func `a character that reads cut is still text`() {
        #expect(line(block(), Array("d: €\n\n".utf8)).hasSuffix(#""d":"d: €\n\n"}"#))
    }

    @Test func `every control character is escaped`() {
        let text = line(block(), (0..<0x20).map { UInt8($0) } + [0x22, 0x5C, 0x7F])
        #expect(text.contains(#""d":"\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\t\n\u000b\u000c\r\u000e"#))
        #expect(text.hasSuffix(#"\u001f\"\\"# + "\u{7F}\"}"))
    }

    @Test func `request parts, raw parts and frames`() {
        var encoder = CaptureSamples.encoder()
        Array("{}".utf8).withUnsafeBufferPointer { bytes in
            encoder.requestBody(id, index: 0, at: CaptureSamples.at(1), bytes: bytes)
            encoder.data(id, block(1, read: 1), bytes: bytes)
            encoder.data(id, block(2, read: 2), frame: CaptureFrame(opcode: 1, direction: .client), bytes: bytes)
            encoder.encodedData(id, block(3, read: 3), bytes: bytes)
        }
        let x = #""x":"01KA0000000000000000000001""#
        #expect(
            encoder.text.split(separator: "\n") == [
                #"{"k":"qb","seq":1,"t":1,\#(x),"n":0,"d":"{}"}"#,
                #"{"k":"dat","seq":2,"t":0,\#(x),"n":1,"rd":1,"d":"{}"}"#,
                #"{"k":"dat","seq":3,"t":0,\#(x),"n":2,"rd":2,"ws":{"op":1,"dir":"client"},"d":"{}"}"#,
                #"{"k":"raw","seq":4,"t":0,\#(x),"n":3,"rd":3,"d":"{}"}"#,
            ]
        )
    }

    private let redactions = [
        RedactionEntry(pointer: "", method: .hash, length: 40), RedactionEntry(pointer: "", method: .drop, length: 7),
    ]

    @Test func `redactions stand behind the bytes and point at them`() {
        var block = block()
        block.redactions = redactions
        #expect(
            line(block, Array("x".utf8)).hasSuffix(
                #""rd":0,"d":"x","red":[{"p":"/d","m":"hash","n":40},{"p":"/d","m":"drop","n":7}]}"#
            )
        )
        #expect(
            line(block, [0xFF]).hasSuffix(
                #""b64":"/w==","red":[{"p":"/b64","m":"hash","n":40},{"p":"/b64","m":"drop","n":7}]}"#
            )
        )
        var encoder = CaptureSamples.encoder()
        Array("{}".utf8).withUnsafeBufferPointer { bytes in
            encoder.requestBody(id, index: 0, redactions: redactions, at: CaptureSamples.at(1), bytes: bytes)
        }
        #expect(
            encoder.text.hasSuffix(#""n":0,"d":"{}","red":[{"p":"/d","m":"hash","n":40},{"p":"/d","m":"drop","n":7}]}"#)
        )
    }

    @Test func `redactions of a long block stand on its first line`() throws {
        var block = block()
        block.redactions = redactions
        var encoder = CaptureSamples.encoder()
        encoder.event(block, [UInt8](repeating: 0x61, count: 3 << 20))
        let lines = encoder.text.split(separator: "\n")
        #expect(lines.count > 2)
        #expect(lines.map { $0.contains("\"red\":") } == [true] + [Bool](repeating: false, count: lines.count - 1))
    }

    @Test(arguments: [120_000, 650_000, 3 << 20])
    func `no number of redactions makes a line too long`(byteCount: Int) throws {
        var block = block(0, read: .max, at: .max / 4)
        block.redactions = [RedactionEntry](
            repeating: RedactionEntry(pointer: "", method: .rewrite, length: .max),
            count: 100_000
        )
        var encoder = CaptureSamples.encoder()
        encoder.event(block, [UInt8](repeating: 0xFF, count: byteCount))
        encoder.event(block, [UInt8](repeating: 0, count: byteCount))
        #expect(encoder.buffer.split(separator: 0x0A).allSatisfy { $0.count < CaptureFormat.maximumLineBytes })
    }

    @Test func `an empty body part is an empty string`() {
        #expect(line(block(), []).hasSuffix(#""d":""}"#))
    }

    /// Large bodies by name: as arguments they would be printed.
    enum LongBody: String, CaseIterable {
        case ascii, zeros, escapedText, binary, short

        var bytes: [UInt8] {
            switch self {
            case .ascii: [UInt8](repeating: 0x61, count: 3 << 20)
            case .zeros: [UInt8](repeating: 0, count: 1 << 20)
            case .escapedText: Array(String(repeating: "€\"", count: 700_000).utf8)
            case .binary: [UInt8](repeating: 0xFF, count: 2_500_001)
            case .short: [UInt8](repeating: 0x61, count: 200_000)
            }
        }
    }

    @Test(arguments: LongBody.allCases)
    func `no line is longer than the limit and the pieces are the whole`(body: LongBody) throws {
        let bytes = body.bytes
        var encoder = CaptureSamples.encoder()
        encoder.event(block(), bytes)
        var parts: [CaptureRecord.Part?] = []
        let lines = encoder.buffer.split(separator: 0x0A)
        #expect(lines.allSatisfy { $0.count < CaptureFormat.maximumLineBytes })
        let restored = try DecodedLines(encoder.buffer).bodies { parts.append($0.part) }
        #expect(restored == bytes)
        if lines.count > 1 {
            #expect(parts.map { $0?.number } == Array(1...lines.count))
            #expect(parts.allSatisfy { $0?.total == lines.count })
        } else {
            #expect(parts == [nil])
        }
    }

    @Test func `a long event over many reads keeps each read with its bytes`() throws {
        let bytes = (0..<1_500_000).map { UInt8(truncatingIfNeeded: $0 % 95 + 32) }
        var block = block(0, read: 14_999, at: 14_999)
        block.segments = (0..<15_000).map { read in
            ReadSegment(read: read, byteCount: 100, time: CaptureSamples.at(Int64(read)))
        }
        var encoder = CaptureSamples.encoder()
        encoder.event(block, bytes)
        var reads: [Int: Int] = [:]
        let restored = try DecodedLines(encoder.buffer).bodies { body in
            #expect(body.segments.map(\.byteCount).reduce(0, +) == body.bytes.count)
            for segment in body.segments { reads[segment.read, default: 0] += segment.byteCount }
        }
        #expect(restored == bytes)
        #expect(reads.count == 15_000)
        #expect(reads.values.allSatisfy { $0 == 100 })
        #expect(encoder.buffer.split(separator: 0x0A).allSatisfy { $0.count < CaptureFormat.maximumLineBytes })
    }

    @Test func `random bytes come back as they were`() throws {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<500 {
            let length = Int.random(in: 0..<200, using: &generator)
            let isText = Bool.random(using: &generator)
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...(isText ? 127 : 255), using: &generator) }
            var encoder = CaptureSamples.encoder()
            encoder.event(block(), bytes)
            #expect(try DecodedLines(encoder.buffer).bodies { _ in } == bytes)
        }
    }
}

/// The body lines of an encoder's buffer, read again.
struct DecodedLines {
    private let lines: [UInt8]

    init(_ lines: [UInt8]) {
        self.lines = lines
    }

    /// The joined bytes; `each` sees every body.
    func bodies(_ each: (CaptureRecord.Body) -> Void) throws -> [UInt8] {
        var encoder = CaptureEncoder()
        encoder.header(CaptureSamples.header, at: CaptureSamples.origin)
        var joined: [UInt8] = []
        try (encoder.buffer + lines).withUnsafeBufferPointer { bytes in
            try CaptureDecoder().consume(bytes) { record in
                guard case .event(let body) = record.kind else { return }
                joined.append(contentsOf: body.bytes)
                each(body)
            }
        }
        return joined
    }
}
