import NIOCore
import NIOHPACK
import NIOHTTP1
import NIOHTTP2
import Testing

@testable import ProxyEngine

@Suite struct HTTP2StreamReaderTests {
    private final class Stream {
        var reader = HTTP2StreamReader()
    }

    private let stream = Stream()

    /// What a frame holds, one word each.
    private func receive(_ frame: HTTP2Frame.FramePayload) -> [String] {
        let parts = stream.reader.receive(frame) { block in
            HTTP2Heads.response(block.headers, endsStream: block.endStream, toHEAD: false)
        } isInterim: { head in
            head.status.code < 200
        }
        var words: [String] = []
        if let head = parts.head { words.append("head \(head.status.code)") }
        if let body = parts.body { words.append("body \(String(buffer: body))") }
        if parts.ends { words.append("end\(parts.trailers.map { " \($0.map(\.name).joined())" } ?? "")") }
        return parts.isMalformed ? ["malformed"] : words
    }

    private func headers(_ fields: [(String, String)], end: Bool = false) -> HTTP2Frame.FramePayload {
        .headers(.init(headers: HPACKHeaders(fields), endStream: end))
    }

    private func data(_ text: String, end: Bool = false) -> HTTP2Frame.FramePayload {
        .data(.init(data: .byteBuffer(ByteBuffer(string: text)), endStream: end))
    }

    @Test func `a body ends with its last frame, or with trailers`() {
        #expect(receive(headers([(":status", "200")])) == ["head 200"])
        #expect(receive(data("a")) == ["body a"])
        #expect(receive(data("")) == [])
        #expect(receive(data("b", end: true)) == ["body b", "end"])
        stream.reader = HTTP2StreamReader()
        #expect(receive(headers([(":status", "200")])) == ["head 200"])
        #expect(receive(headers([("x-sum", "1")], end: true)) == ["end x-sum"])
    }

    @Test func `interim heads come before the head`() {
        #expect(receive(headers([(":status", "103")])) == ["head 103"])
        #expect(receive(headers([(":status", "200")], end: true)) == ["head 200", "end"])
    }

    @Test func `an empty frame ends a message, too`() {
        #expect(receive(headers([(":status", "200")])) == ["head 200"])
        #expect(receive(data("", end: true)) == ["end"])
    }

    @Test func `fields that make no head are malformed, other frames mean nothing`() {
        #expect(receive(headers([("x", "1")])) == ["malformed"])
        #expect(receive(.ping(HTTP2PingData(withInteger: 1), ack: false)) == [])
        #expect(receive(headers([(":status", "200")])) == ["head 200"])
    }
}
