import TestSupport
import Testing

@testable import ProxyEngine

@Suite struct HTTP2ServerDetectorTests {
    private static let settings: [UInt8] = [0, 0, 12, 4, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 100, 0, 4, 0, 1, 0, 0]

    @Test(arguments: [settings, [0, 0, 0, 4, 0, 0, 0, 0, 0], [0, 0x3F, 0xFC, 4, 0, 0, 0, 0, 0]])
    func `a server's SETTINGS are known once their header is whole`(_ bytes: [UInt8]) {
        for count in 0...bytes.count {
            #expect(HTTP2ServerPreface.judge(bytes.prefix(count)) == (count < 9 ? .unclear : .http2))
        }
    }

    @Test(
        arguments: [
            Array("HTTP/1.1 200 OK\r\n\r\n".utf8),
            [0, 0, 6, 4, 1, 0, 0, 0, 0],  // an acknowledgement
            [0, 0, 6, 6, 0, 0, 0, 0, 0],  // PING
            [0, 0, 6, 4, 0, 0, 0, 0, 1],  // on a stream
            [0, 0, 7, 4, 0, 0, 0, 0, 0],  // no whole settings
            [0, 0xFF, 0xFC, 4, 0, 0, 0, 0, 0],  // longer than frames may be
            [1, 0, 0, 4, 0, 0, 0, 0, 0],
        ] as [[UInt8]]
    )
    func `anything else is not HTTP 2, and known as soon as it differs`(_ bytes: [UInt8]) {
        #expect(HTTP2ServerPreface.judge(bytes) == .other)
        var decided = false
        for count in 1...bytes.count {
            let verdict = HTTP2ServerPreface.judge(bytes.prefix(count))
            #expect(verdict != .http2)
            #expect(!decided || verdict == .other)
            decided = verdict == .other
        }
        if bytes[0] != 0 { #expect(HTTP2ServerPreface.judge(bytes.prefix(1)) == .other) }
    }
}
