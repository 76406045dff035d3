import StreamCore
import TestSupport
import Testing

struct UTF8ValidationTests {
    private func isValid(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBufferPointer { UTF8Validation.isValid($0) }
    }

    @Test func `agrees with the standard library on every two bytes and on mutated text`() {
        var disagreements: [[UInt8]] = []
        let compare = { (bytes: [UInt8]) in
            if isValid(bytes) != (String(validating: bytes, as: UTF8.self) != nil) { disagreements.append(bytes) }
        }
        for first in UInt8.min...UInt8.max {
            for second in UInt8.min...UInt8.max { compare([0x61, first, second]) }
        }
        var generator = SeededGenerator(seed: 7)
        let text = Array("ascii text that is long enough, ä€🙂 and 漢字 \u{D7FF}\u{E000}\u{10FFFF}".utf8)
        for _ in 0..<20_000 {
            var bytes = text
            for _ in 0..<Int.random(in: 0...2, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            bytes.removeLast(Int.random(in: 0...5, using: &generator))
            compare(bytes)
        }
        #expect(disagreements == [])
    }

    @Test func `a boundary never divides a character`() {
        let bytes = Array("a€🙂".utf8)
        let cuts = (0...bytes.count).map { limit in
            bytes.withUnsafeBufferPointer { UTF8Validation.boundary(in: $0, atOrBefore: limit) }
        }
        #expect(cuts == [0, 1, 1, 1, 4, 4, 4, 4, 8])
    }

    @Test func `a character that the end cuts off is told from one that is wrong`() {
        func isCutOff(_ bytes: [UInt8]) -> Bool {
            bytes.withUnsafeBufferPointer { bytes in
                UTF8Validation.firstInvalid(in: bytes).map { UTF8Validation.isCutOff(bytes, at: $0) } ?? false
            }
        }
        #expect(isCutOff([0x61, 0xF0, 0x9F]))
        #expect(isCutOff([0x61, 0xE2, 0x82]))
        #expect(isCutOff([0xC3]))
        #expect(!isCutOff([0xFF]))
        #expect(!isCutOff([0xC3, 0x61]))
        #expect(!isCutOff([0xF0, 0x9F, 0x98, 0x61]))
        #expect(!isCutOff([0xC3, 0xA4]))
    }
}
