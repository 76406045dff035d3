import Compression
import Testing

@Suite struct ContentCodingTests {
    @Test(arguments: [
        ("gzip", [ContentCoding.gzip]), ("X-GZip", [.gzip]), ("br", [.brotli]), ("zstd", [.zstd]),
        ("deflate", [.deflate]), ("gzip, br", [.gzip, .brotli]), ("gzip,\tbr ,, zstd ", [.gzip, .brotli, .zstd]),
        ("identity", []), ("", []), ("none", []), ("identity, gzip", [.gzip]),
    ])
    func `header values are read`(value: String, codings: [ContentCoding]) {
        #expect(ContentCoding.list(headerValue: value) == codings)
    }

    @Test(arguments: ["compress", "gzip, sdch", "gzip br", "aws-chunked", "*"])
    func `unknown codings give nil`(value: String) {
        #expect(ContentCoding.list(headerValue: value) == nil)
    }
}
