import Compression
import Testing

@Suite struct ContentDecoderTests {
    @Test(arguments: ContentCoding.allCases)
    func `a stream decodes whole, byte by byte and cut at each offset`(coding: ContentCoding) {
        let bytes = encoded(sampleText, coding)
        let expected = Decoded(
            output: sampleText,
            status: coding == .identity ? .needsInput : .ended,
            end: .ended
        )
        #expect(decoded(bytes, coding) == expected)
        #expect(decoded(bytes.indices.map { bytes[$0...$0] }, ContentDecoder(coding)) == expected)
        for cut in bytes.indices {
            #expect(decoded([bytes[..<cut], bytes[cut...]], ContentDecoder(coding)) == expected)
        }
    }

    @Test(arguments: ContentCoding.allCases)
    func `a large stream decodes in bounded pieces`(coding: ContentCoding) {
        let large = (0..<400_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 5) }
        let bytes = encoded(large, coding)
        var output: [UInt8] = []
        var largest = 0
        let decoder = ContentDecoder(coding)
        _ = bytes.withUnsafeBufferPointer { input in
            decoder.decode(input) { piece in
                largest = max(largest, piece.count)
                output.append(contentsOf: piece)
            }
        }
        #expect(output == large)
        #expect(coding == .identity || largest <= 16 << 10)
        #expect(decoder.finish() == .ended)
    }

    @Test(arguments: ContentCoding.allCases)
    func `each flushed event is visible as soon as its bytes came`(coding: ContentCoding) {
        let encoder = ContentEncoder(coding)
        let decoder = ContentDecoder(coding)
        for event in sampleEvents {
            var wire: [UInt8] = []
            encoder.encode(event, into: &wire)
            encoder.flush(into: &wire)
            var output: [UInt8] = []
            let status = wire.withUnsafeBufferPointer { decoder.decode($0, into: &output) }
            #expect(output == event)
            #expect(status == .needsInput)
        }
    }

    @Test(arguments: realCodings, realCodings)
    func `two codings are undone in reverse order`(first: ContentCoding, second: ContentCoding) {
        let bytes = encoded(encoded(sampleText, first), second)
        let expected = Decoded(output: sampleText, status: .ended, end: .ended)
        #expect(decoded(bytes, first, second) == expected)
        #expect(decoded(bytes.indices.map { bytes[$0...$0] }, ContentDecoder([first, second])) == expected)
    }

    @Test func `no coding passes bytes on`() {
        #expect(decoded([sampleText[...]], ContentDecoder([])).output == sampleText)
    }

    @Test(arguments: ContentCoding.allCases)
    func `an empty body is whole`(coding: ContentCoding) {
        #expect(decoded([], coding) == Decoded(output: [], status: .needsInput, end: .ended) || coding == .identity)
        #expect(ContentDecoder(coding).finish() == .ended)
        #expect(decoded(encoded([], coding), coding).output.isEmpty)
    }
}
