import StreamCore
import TestSupport
import Testing

struct EventStreamParserTests {
    /// A frame as botocore's documentation lays it out, checksums computed bit by bit.
    static func frame(_ headers: [(String, String)], _ payload: String) -> [UInt8] {
        var head: [UInt8] = []
        for (name, value) in headers {
            head += [UInt8(name.utf8.count)] + Array(name.utf8) + [7, 0, UInt8(value.utf8.count)] + Array(value.utf8)
        }
        var frame = word(16 + head.count + payload.utf8.count) + word(head.count)
        frame += word(checksum(frame))
        frame += head + Array(payload.utf8)
        return frame + word(checksum(frame))
    }

    private static func word(_ value: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    private static func checksum(_ bytes: [UInt8]) -> Int {
        var value: UInt32 = .max
        for byte in bytes {
            value ^= UInt32(byte)
            for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
        }
        return Int(~value)
    }

    private let input =
        frame([(":message-type", "event"), (":event-type", "messageStart")], "{\"role\":\"assistant\"}")
        + frame([(":message-type", "exception"), (":exception-type", "throttlingException")], "{}")

    @Test func `frames give their type and payload however they are cut`() {
        for reads in SplitFeeding.allCuts(of: input) {
            var parser = EventStreamParser()
            let blocks = parser.feed(reads)
            #expect(blocks.joinedBytes == input)
            #expect(blocks.map(\.type) == ["messageStart", "throttlingException"])
            #expect(blocks.texts == ["{\"role\":\"assistant\"}", "{}"])
            #expect(parser.anomalies.list.isEmpty)
        }
    }

    @Test func `a wrong checksum is an anomaly but the frame is read`() {
        var bad = input
        bad[bad.count - 18] ^= 1
        for reads in SplitFeeding.allCuts(of: bad) {
            var parser = EventStreamParser()
            #expect(parser.feed(reads).joinedBytes == bad)
            #expect(parser.anomalies.list == [.badChecksum(offset: Self.firstLength(input))])
        }
    }

    @Test func `impossible lengths end the framing but lose no byte`() {
        var bad = input
        bad[Self.firstLength(input) + 3] ^= 1
        for reads in SplitFeeding.allCuts(of: bad) {
            var parser = EventStreamParser()
            let blocks = parser.feed(reads)
            #expect(blocks.joinedBytes == bad)
            #expect(blocks.events.count == 1)
            #expect(parser.anomalies.list == [.badFrame(offset: Self.firstLength(input))])
        }
    }

    @Test func `a cut frame is a tail`() {
        for length in 1..<Self.firstLength(input) {
            var parser = EventStreamParser()
            let blocks = parser.feed([Array(input[..<length])])
            #expect(blocks.map(\.isTail) == [true])
            #expect(parser.anomalies.list == [.frameNotComplete(offset: 0)])
        }
    }

    private static func firstLength(_ input: [UInt8]) -> Int { Int(input[3]) }
}
