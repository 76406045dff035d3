import Compression
import Testing

@Suite struct ContentDecoderFaultTests {
    @Test(arguments: realCodings)
    func `a corrupt byte at any position does not crash and stays failed`(coding: ContentCoding) {
        let bytes = encoded(sampleText, coding)
        for position in bytes.indices {
            for flip in [UInt8(0x01), 0x80, 0xFF] {
                var broken = bytes
                broken[position] ^= flip
                let decoder = ContentDecoder(coding)
                let first = decoded([broken[...]], decoder)
                guard case .failed(let failure) = first.end else { continue }
                #expect(!failure.description.isEmpty)
                #expect(decoded([bytes[...]], decoder) == Decoded(output: [], status: first.end, end: first.end))
            }
        }
    }

    @Test(arguments: [ContentCoding.gzip, .deflate, .zstd])
    func `a changed checksum is noticed`(coding: ContentCoding) {
        var bytes = encoded(sampleText, coding)
        // gzip ends with the checksum and 4 bytes of length.
        bytes[bytes.count - (coding == .gzip ? 5 : 1)] ^= 0x10
        let result = decoded(bytes, coding)
        // zstd decodes a small frame in one go and keeps a wrong one to itself.
        let isWhole = result.output == sampleText
        #expect(isWhole || coding == .zstd)
        guard case .failed(.corrupt(coding, _)) = result.end else {
            Issue.record("not noticed: \(result.end)")
            return
        }
    }

    @Test(arguments: realCodings)
    func `a stream cut anywhere is truncated and what came before stands`(coding: ContentCoding) {
        let bytes = encoded(sampleText, coding)
        for cut in 1..<bytes.count {
            let result = decoded([bytes[..<cut]], ContentDecoder(coding))
            #expect(result.end == .failed(.truncated(coding)), "cut at \(cut)")
            #expect(sampleText.starts(with: result.output))
        }
    }

    @Test(arguments: realCodings)
    func `bytes of another kind fail`(coding: ContentCoding) {
        let result = decoded(Array("data: plain text, not coded at all\n\n".utf8), coding)
        guard case .failed = result.end else {
            Issue.record("took plain text for \(coding)")
            return
        }
    }

    @Test(arguments: realCodings)
    func `rubbish after the end is ignored, however it is cut`(coding: ContentCoding) {
        for rubbish in [[0], [0x1F], [0x1F, 0x00, 0x8B], Array("rubbish after".utf8)] as [[UInt8]] {
            let bytes = encoded(sampleText, coding) + rubbish
            for pieces in [[bytes[...]], bytes.indices.map { bytes[$0...$0] }] {
                let result = decoded(pieces, ContentDecoder(coding))
                #expect(result.output == sampleText)
                #expect(result.end == .ended)
            }
        }
    }

    @Test(arguments: [ContentCoding.gzip, .zstd])
    func `concatenated members decode as one, cut at each offset`(coding: ContentCoding) {
        let bytes = encoded(Array("first ".utf8), coding) + encoded([], coding) + encoded(Array("second".utf8), coding)
        let expected = Decoded(output: Array("first second".utf8), status: .ended, end: .ended)
        #expect(decoded(bytes.indices.map { bytes[$0...$0] }, ContentDecoder(coding)) == expected)
        for cut in bytes.indices {
            #expect(decoded([bytes[..<cut], bytes[cut...]], ContentDecoder(coding)) == expected)
        }
        #expect(decoded([bytes.dropLast()], ContentDecoder(coding)).end == .failed(.truncated(coding)))
    }

    @Test func `raw deflate is taken for deflate`() {
        // Without the 2 bytes of zlib header and the 4 bytes of checksum.
        let bytes = Array(encoded(sampleText, .deflate).dropFirst(2).dropLast(4))
        let expected = Decoded(output: sampleText, status: .ended, end: .ended)
        #expect(decoded(bytes, .deflate) == expected)
        #expect(decoded(bytes.indices.map { bytes[$0...$0] }, ContentDecoder(.deflate)) == expected)
    }

    @Test(arguments: realCodings)
    func `a bomb is stopped by ratio or by size`(coding: ContentCoding) {
        let bomb = encoded([UInt8](repeating: 0, count: 4 << 20), coding)
        var output: [UInt8] = []
        let tight = ContentDecoder(coding, limits: DecodingLimits(maximumRatio: 10, ratioFloor: 1 << 20))
        let status = bomb.withUnsafeBufferPointer { tight.decode($0, into: &output) }
        #expect(status == .failed(.expandsTooFar(ratio: 10)))
        #expect(output.count <= 1 << 20)
        let small = ContentDecoder(coding, limits: DecodingLimits(maximumOutput: 2 << 20))
        #expect(decoded([bomb[...]], small).end == .failed(.outputTooLarge(limit: 2 << 20)))
        #expect(decoded(bomb, coding).end == .ended)
    }

    @Test func `a bomb inside another coding is stopped`() {
        let bomb = encoded(encoded([UInt8](repeating: 0, count: 8 << 20), .gzip), .brotli)
        let limits = DecodingLimits(maximumRatio: 10, ratioFloor: 1 << 20)
        let result = decoded([bomb[...]], ContentDecoder([.gzip, .brotli], limits: limits))
        #expect(result.end == .failed(.expandsTooFar(ratio: 10)))
    }

    @Test func `a zstd window beyond the limit is refused`() {
        let bytes = encoded((0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }, .zstd)
        let limits = DecodingLimits(maximumZstdWindow: 64 << 10)
        let result = decoded([bytes[...]], ContentDecoder(.zstd, limits: limits))
        #expect(result.end == .failed(.windowTooLarge(.zstd, limit: 64 << 10)))
    }
}
