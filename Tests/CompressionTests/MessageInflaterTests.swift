import Testing

@testable import Compression

struct MessageInflaterTests {
    private func inflate(_ messages: [[UInt8]], forgetsContext: Bool = false, cut: Int? = nil) -> [String] {
        let inflater = MessageInflater(forgetsContext: forgetsContext)
        return messages.map { message in
            var output: [UInt8] = []
            let place = min(cut ?? message.count, message.count)
            for piece in [message[..<place], message[place...]] {
                piece.withUnsafeBufferPointer { inflater.inflate($0, into: &output) }
            }
            inflater.endMessage(into: &output)
            return String(decoding: output, as: UTF8.self)
        }
    }

    @Test func `the examples of RFC 7692 are inflated, cut anywhere`() {
        let first: [UInt8] = [0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00]
        let again: [UInt8] = [0xF2, 0x00, 0x11, 0x00, 0x00]
        let stored: [UInt8] = [0x00, 0x05, 0x00, 0xFA, 0xFF, 0x48, 0x65, 0x6C, 0x6C, 0x6F, 0x00]
        let final: [UInt8] = [0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0x00]
        let twoBlocks: [UInt8] = [0xF2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xCA, 0xC9, 0xC9, 0x07, 0x00]
        for cut in 0...13 {
            #expect(
                inflate([first, again, stored, final, again, twoBlocks], cut: cut)
                    == [String](repeating: "Hello", count: 6)
            )
        }
    }

    @Test func `a window that is forgotten serves no second message`() {
        let first: [UInt8] = [0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00]
        #expect(inflate([first, first], forgetsContext: true) == ["Hello", "Hello"])
        let inflater = MessageInflater(forgetsContext: true)
        var output: [UInt8] = []
        first.withUnsafeBufferPointer { inflater.inflate($0, into: &output) }
        inflater.endMessage(into: &output)
        let again: [UInt8] = [0xF2, 0x00, 0x11, 0x00, 0x00]
        again.withUnsafeBufferPointer { inflater.inflate($0, into: &output) }
        #expect(inflater.failure != nil)
        // The next message begins anew.
        inflater.endMessage(into: &output)
        output = []
        first.withUnsafeBufferPointer { inflater.inflate($0, into: &output) }
        inflater.endMessage(into: &output)
        #expect(String(decoding: output, as: UTF8.self) == "Hello")
    }

    @Test(arguments: [false, true]) func `thousands of messages keep their window, or do not`(_ forgetsContext: Bool) {
        let inflater = MessageInflater(forgetsContext: forgetsContext)
        var encoder = ZlibEncoder(windowBits: -15, level: 6)
        for event in 0..<2000 {
            let text = Array("{\"type\":\"response.text.delta\",\"delta\":\"word \(event)\"}".utf8)
            if forgetsContext { encoder = ZlibEncoder(windowBits: -15, level: 6) }
            var coded: [UInt8] = []
            text.withUnsafeBufferPointer { encoder.run(.flush, $0, into: &coded) }
            var output: [UInt8] = []
            coded.dropLast(4).withUnsafeBufferPointer { inflater.inflate($0, into: &output) }
            inflater.endMessage(into: &output)
            #expect(output == text)
        }
        #expect(inflater.failure == nil)
    }

    @Test func `bytes that are not deflate are a failure, and what follows is not looked at`() {
        let inflater = MessageInflater(forgetsContext: false)
        var output: [UInt8] = []
        let bad: [UInt8] = [0xFF, 0xFF, 0xFF, 0x00]
        bad.withUnsafeBufferPointer { inflater.inflate($0, into: &output) }
        guard case .corrupt(.deflate, _)? = inflater.failure else {
            Issue.record("\(String(describing: inflater.failure))")
            return
        }
        inflater.endMessage(into: &output)
        #expect(output.isEmpty && inflater.failure != nil)
    }

    @Test func `a message that grows beyond measure is given up`() {
        let limits = DecodingLimits(maximumOutput: 1 << 20, maximumRatio: 100, ratioFloor: 64 << 10)
        let inflater = MessageInflater(forgetsContext: false, limits: limits)
        let encoder = ZlibEncoder(windowBits: -15, level: 9)
        var coded: [UInt8] = []
        [UInt8](repeating: 0, count: 1 << 20).withUnsafeBufferPointer { encoder.run(.flush, $0, into: &coded) }
        var output: [UInt8] = []
        coded.withUnsafeBufferPointer { inflater.inflate($0, into: &output) }
        #expect(inflater.failure == .expandsTooFar(ratio: 100))
        #expect(output.count < 256 << 10)
    }
}
