import StreamCore
import TestSupport
import Testing

struct EventStreamParserTests {
    /// A frame as botocore's documentation lays it out, checksums computed bit by bit.
    static func frame(_ headers: [(String, String)], _ payload: String, before: [UInt8] = []) -> [UInt8] {
        var head = before
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

    @Test func `failures are told from events by the message type`() {
        let payload = "{\"message\":\"m\"}"
        let cases: [([(String, String)], type: String, failure: String?)] = [
            ([(":event-type", "chunk"), (":message-type", "event")], "chunk", nil),
            ([(":event-type", "chunk"), (":content-type", "application/json")], "chunk", nil),
            ([(":message-type", "exception"), (":exception-type", "fooException")], "fooException", ""),
            ([(":exception-type", "fooException"), (":content-type", "application/json")], "fooException", ""),
            (
                [(":message-type", "error"), (":error-code", "Internal"), (":error-message", "it broke")], "Internal",
                "it broke"
            ),
            ([(":message-type", "event"), (":event-type", "a"), (":error-code", "b")], "a", nil),
        ]
        for (headers, type, failure) in cases {
            for reads in [[Self.frame(headers, payload)], SplitFeeding.byByte(Self.frame(headers, payload))] {
                var parser = EventStreamParser()
                for read in reads {
                    read.withUnsafeBufferPointer { bytes in
                        parser.consume(bytes) { block in
                            #expect(String(decoding: block.type, as: UTF8.self) == type)
                            #expect(block.failureMessage.map { String(decoding: $0, as: UTF8.self) } == failure)
                        }
                    }
                }
            }
        }
    }

    @Test func `headers of every type are passed over`() {
        // true, false, int8, int16, int32, int64, bytes, timestamp, uuid
        let values: [[UInt8]] = [
            [0], [1], [2, 1], [3, 0, 1], [4, 0, 0, 0, 1], [5, 0, 0, 0, 0, 0, 0, 0, 1], [6, 0, 2, 7, 7],
            [8, 0, 0, 0, 0, 0, 0, 0, 1], [9] + [UInt8](repeating: 7, count: 16),
        ]
        let others = values.flatMap { [1, UInt8(ascii: "x")] + $0 }
        var parser = EventStreamParser()
        let known = parser.feed([Self.frame([(":event-type", "chunk")], "{}", before: others)])
        #expect(known.map(\.type) == ["chunk"])
        #expect(parser.anomalies.list.isEmpty)
        let unknown = parser.feed([Self.frame([(":event-type", "chunk")], "{}", before: [1, UInt8(ascii: "x"), 10])])
        #expect(unknown.map(\.type) == [""])
        #expect(unknown.texts == ["{}"])
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
