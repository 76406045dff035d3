import Compression

/// Text that compresses as an LLM's event stream does.
let sampleEvents: [[UInt8]] = (0..<40).map { index in
    Array("data: {\"choices\":[{\"delta\":{\"content\":\"token \(index * 7919 % 101)\"}}]}\n\n".utf8)
}

let sampleText = sampleEvents.flatMap { $0 }

let realCodings: [ContentCoding] = [.gzip, .deflate, .brotli, .zstd]

func encoded(_ bytes: [UInt8], _ coding: ContentCoding) -> [UInt8] {
    var output: [UInt8] = []
    let encoder = ContentEncoder(coding)
    encoder.encode(bytes, into: &output)
    encoder.finish(into: &output)
    return output
}

/// What came out and where the decoder stood after the last piece and after the end of the body.
struct Decoded: Equatable {
    var output: [UInt8] = []
    var status = DecodingStatus.needsInput
    var end = DecodingStatus.needsInput
}

func decoded(_ pieces: [ArraySlice<UInt8>], _ decoder: ContentDecoder) -> Decoded {
    var result = Decoded()
    for piece in pieces {
        result.status = piece.withUnsafeBufferPointer { decoder.decode($0, into: &result.output) }
    }
    result.end = decoder.finish()
    return result
}

func decoded(_ bytes: [UInt8], _ codings: ContentCoding...) -> Decoded {
    decoded([bytes[...]], ContentDecoder(codings))
}
