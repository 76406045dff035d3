import StreamCore
import TestSupport
import Testing

struct WebSocketFrameParserTests {
    @Test(arguments: [0, 1, 7, 8, 125, 126, 127, 300]) func `a frame is read back however its bytes are cut`(
        _ length: Int
    ) {
        for mask in [nil, UInt32(0x37FA_213D)] {
            let payload = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 31) }
            let head = WebSocketFrameHeader(.binary, mask: mask, payloadLength: length)
            let wire = bytes(head, payload) + bytes(WebSocketFrameHeader(.ping, mask: mask, payloadLength: 2), [7, 9])
            for reads in SplitFeeding.allCuts(of: wire) {
                var parser = WebSocketFrameParser()
                let frames = parser.feed(reads)
                #expect(frames.map(\.payload) == [payload, [7, 9]])
                #expect(frames.map(\.header.opcode) == [.binary, .ping])
                #expect(frames.allSatisfy { $0.header.mask == mask && $0.isWhole })
                #expect(parser.isBetweenFrames)
            }
        }
    }

    @Test func `the examples of RFC 6455 5_7 are read`() {
        var parser = WebSocketFrameParser()
        let hello = Array("Hello".utf8)
        let frames = parser.feed([
            [0x81, 0x05] + hello,
            [0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58],
            [0x01, 0x03, 0x48, 0x65, 0x6C], [0x80, 0x02, 0x6C, 0x6F],
            [0x89, 0x05] + hello,
        ])
        #expect(frames.map(\.text) == ["Hello", "Hello", "Hel", "lo", "Hello"])
        #expect(frames.map(\.header.isFinal) == [true, true, false, true, true])
        #expect(frames.map(\.header.opcode) == [.text, .text, .text, .continuation, .ping])
        #expect(frames.map(\.header.mask) == [nil, 0x37FA_213D, nil, nil, nil])
    }

    @Test(arguments: [0xFFFF, 0x10000, 70_001]) func `long payloads come in pieces and lose nothing`(_ length: Int) {
        let payload = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
        for mask in [nil, UInt32(0x0102_0304)] {
            let wire = bytes(WebSocketFrameHeader(.binary, mask: mask, payloadLength: length), payload)
            var generator = SeededGenerator(seed: UInt64(length))
            for _ in 0..<8 {
                var parser = WebSocketFrameParser()
                let frames = parser.feed(SplitFeeding.random(wire, longest: 9000, using: &generator))
                #expect(frames.count == 1 && frames.first?.payload == payload)
                #expect(frames.first?.header.lengthBytes == (length > 0xFFFF ? 8 : 2))
            }
        }
    }

    @Test func `lengths longer than needed and bits that mean nothing are kept as they came`() {
        var parser = WebSocketFrameParser()
        let frames = parser.feed([[0xF3, 126, 0, 1, 65], [0x02, 127, 0, 0, 0, 0, 0, 0, 0, 2, 66, 67]])
        #expect(frames.map(\.text) == ["A", "BC"])
        #expect(frames.map(\.header.isLengthMinimal) == [false, false])
        #expect(frames.map(\.header.reserved) == [7, 0])
        #expect(frames[0].header.opcode == WebSocketOpcode(3) && !frames[0].header.opcode.isKnown)
        var again: [UInt8] = []
        frames[0].header.append(to: &again)
        #expect(again == [0xF3, 126, 0, 1])
    }

    @Test func `after an impossible length all bytes are handed on unframed`() {
        let good = bytes(WebSocketFrameHeader(.text, payloadLength: 2), Array("ok".utf8))
        let bad: [UInt8] = [0x82, 127, 0x80, 0, 0, 0, 0, 0, 0, 1, 2, 3]
        for reads in SplitFeeding.allCuts(of: good + bad) {
            var parser = WebSocketFrameParser()
            var unframed: [UInt8] = []
            let frames = parser.feed(reads, unframed: &unframed)
            #expect(frames.map(\.text) == ["ok"])
            #expect(unframed == bad)
            #expect(parser.brokenAt == good.count)
        }
    }

    @Test func `what the end cuts off is told`() {
        let wire: [UInt8] = [0x81, 0xFE, 0x01, 0x00, 1, 2, 3, 4, 9]
        for length in 1..<wire.count {
            var parser = WebSocketFrameParser()
            var unframed: [UInt8] = []
            let frames = parser.feed([Array(wire[..<length])], unframed: &unframed)
            #expect(frames.count == (length < 8 ? 0 : 1))
            #expect(unframed == (length < 8 ? Array(wire[..<length]) : []))
            #expect(frames.allSatisfy { !$0.isWhole })
            #expect(!parser.isBetweenFrames || length < 8)
        }
    }

    @Test func `random bytes never crash it and come out whole`() {
        var generator = SeededGenerator(seed: 6455)
        for _ in 0..<500 {
            let count = Int.random(in: 0..<200, using: &generator)
            let noise = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            var whole = WebSocketFrameParser()
            var cut = WebSocketFrameParser()
            var (first, second): ([UInt8], [UInt8]) = ([], [])
            #expect(whole.feed([noise], unframed: &first) == cut.feed(SplitFeeding.byByte(noise), unframed: &second))
            #expect(first == second)
        }
    }
}

/// A frame that outlives its parser's callback.
struct KeptFrame: Equatable {
    var header: WebSocketFrameHeader
    var payload: [UInt8] = []
    var isWhole = false

    var text: String { String(decoding: payload, as: UTF8.self) }
}

extension WebSocketFrameParser {
    mutating func feed(_ reads: [[UInt8]]) -> [KeptFrame] {
        var unframed: [UInt8] = []
        return feed(reads, unframed: &unframed)
    }

    mutating func feed(_ reads: [[UInt8]], unframed: inout [UInt8]) -> [KeptFrame] {
        var frames: [KeptFrame] = []
        func take(_ part: Part) {
            switch part {
            case .begin(let header): frames.append(KeptFrame(header: header))
            case .payload(let bytes): frames[frames.count - 1].payload += bytes
            case .end: frames[frames.count - 1].isWhole = true
            case .unframed(let bytes): unframed += bytes
            }
        }
        for read in reads { read.withUnsafeBufferPointer { consume($0, take) } }
        finish(take)
        return frames
    }
}

func bytes(_ header: WebSocketFrameHeader, _ payload: [UInt8]) -> [UInt8] {
    var wire: [UInt8] = []
    payload.withUnsafeBufferPointer { header.append(payload: $0, to: &wire) }
    return wire
}
