import StreamCore
import Testing

@Suite struct WebSocketLintTests {
    private static let plain = handshake(nil)

    private static func handshake(_ extensions: String?) -> WebSocketHandshake? {
        let extended = extensions.map { [HeaderField("Sec-WebSocket-Extensions", $0)] } ?? []
        let head = ResponseHead(
            status: 101,
            version: "1.1",
            headers: [HeaderField("Upgrade", "websocket")] + extended,
            firstByteAt: MonotonicInstant(nanoseconds: 0)
        )
        return WebSocketHandshake(head)
    }

    private struct Sent {
        var opcode: WebSocketOpcode
        var payload: [UInt8] = []
        var final = true
        var reserved: UInt8 = 0
        var mask: UInt32?
        var lengthBytes: Int?
        var sender = WebSocketSender.upstream
        var inflated = false
    }

    private func codes(_ frames: Sent..., extensions: String? = nil) throws -> [String] {
        let handshake = try #require(Self.handshake(extensions))
        var lint = WebSocketLint(handshake)
        var assemblers: [WebSocketSender: WebSocketMessageAssembler] = [:]
        for (place, sent) in frames.enumerated() {
            lint.begin(at: LintPlace(block: place))
            sent.payload.withUnsafeBufferPointer { bytes in
                let header = WebSocketFrameHeader(
                    sent.opcode,
                    isFinal: sent.final,
                    reserved: sent.reserved,
                    mask: sent.sender == .client && sent.mask == nil ? 1 : sent.mask == 0 ? nil : sent.mask,
                    payloadLength: bytes.count,
                    lengthBytes: sent.lengthBytes
                )
                let frame = WebSocketFrame(sent.sender, header, payload: bytes, isInflated: sent.inflated)
                lint.check(frame)
                assemblers[sent.sender, default: WebSocketMessageAssembler()].consume(frame) { lint.check($0) }
            }
        }
        return lint.findings.map(\.code.rawValue)
    }

    private func text(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test func `frames as they should be have no finding`() throws {
        #expect(
            try codes(
                Sent(opcode: .text, payload: text("Grü"), final: false),
                Sent(opcode: .ping, payload: text("?")),
                Sent(opcode: .continuation, payload: text("ße")),
                Sent(opcode: .pong, payload: text("?"), sender: .client),
                Sent(opcode: .binary, payload: [0xFF], sender: .client),
                Sent(opcode: .close, payload: [0x03, 0xE8], sender: .client),
                Sent(opcode: .close, payload: [0x03, 0xE8] + text("bye"))
            ) == []
        )
    }

    @Test func `masks are the client's affair`() throws {
        #expect(try codes(Sent(opcode: .text, mask: 0, sender: .client)) == ["WS-UNMASKED"])
        #expect(try codes(Sent(opcode: .text, mask: 9)) == ["WS-MASKED"])
    }

    @Test func `reserved bits need an extension, on the first frame of a message`() throws {
        let compressed = Sent(opcode: .text, reserved: 4, inflated: true)
        #expect(try codes(compressed) == ["WS-RESERVED-BITS"])
        #expect(try codes(compressed, extensions: "permessage-deflate") == [])
        #expect(try codes(Sent(opcode: .text, reserved: 2), extensions: "permessage-deflate") == ["WS-RESERVED-BITS"])
        #expect(try codes(Sent(opcode: .ping, reserved: 4), extensions: "permessage-deflate") == ["WS-RESERVED-BITS"])
        #expect(
            try codes(
                Sent(opcode: .text, final: false, reserved: 4, inflated: true),
                Sent(opcode: .continuation, reserved: 4, inflated: true),
                extensions: "permessage-deflate"
            ) == ["WS-RESERVED-BITS"]
        )
        #expect(try codes(Sent(opcode: .text, reserved: 7), extensions: "x-unknown") == [])
    }

    @Test func `opcodes, lengths and control frames keep the rules`() throws {
        #expect(try codes(Sent(opcode: WebSocketOpcode(3))) == ["WS-OPCODE"])
        #expect(try codes(Sent(opcode: WebSocketOpcode(11))) == ["WS-OPCODE"])
        #expect(try codes(Sent(opcode: .binary, lengthBytes: 2)) == ["WS-LENGTH"])
        #expect(try codes(Sent(opcode: .ping, final: false)) == ["WS-CONTROL"])
        #expect(try codes(Sent(opcode: .pong, payload: [UInt8](repeating: 0, count: 126))) == ["WS-CONTROL"])
    }

    @Test func `fragments come in order`() throws {
        #expect(try codes(Sent(opcode: .continuation)) == ["WS-FRAGMENTS"])
        #expect(
            try codes(Sent(opcode: .text, final: false), Sent(opcode: .binary), Sent(opcode: .text)) == ["WS-FRAGMENTS"]
        )
        // Each side has its own order.
        #expect(
            try codes(
                Sent(opcode: .text, final: false),
                Sent(opcode: .text, sender: .client),
                Sent(opcode: .continuation)
            ) == []
        )
    }

    @Test func `text is UTF-8, over the borders of frames`() throws {
        #expect(
            try codes(
                Sent(opcode: .text, payload: [0xC3], final: false),
                Sent(opcode: .continuation, payload: [0xBC])
            ) == []
        )
        #expect(try codes(Sent(opcode: .text, payload: [0xC3])) == ["WS-BAD-UTF8"])
        #expect(try codes(Sent(opcode: .close, payload: [0x03, 0xE8, 0xFF])) == ["WS-BAD-UTF8"])
    }

    @Test func `close codes are told apart`() throws {
        #expect(try codes(Sent(opcode: .close)) == [])
        #expect(try codes(Sent(opcode: .close, payload: [3])) == ["WS-CLOSE-CODE"])
        #expect(try codes(Sent(opcode: .close, payload: [0x03, 0xEE])) == ["WS-CLOSE-CODE"])
        #expect(try codes(Sent(opcode: .close, payload: [0x03, 0xF3])) == ["WS-CLOSE-ERROR"])
        #expect(try codes(Sent(opcode: .close, payload: [0x0F, 0xA1])) == [])
        #expect(
            try codes(
                Sent(opcode: .close, payload: [0x03, 0xF3]),
                Sent(opcode: .close, payload: [0x03, 0xF3], sender: .client)
            ) == ["WS-CLOSE-ERROR"]
        )
        #expect(try codes(Sent(opcode: .close), Sent(opcode: .text)) == ["WS-AFTER-CLOSE"])
        #expect(try codes(Sent(opcode: .close), Sent(opcode: .text, sender: .client)) == [])
    }

    @Test func `the handshake is checked against what was asked`() {
        func findings(_ asked: [(String, String)], _ answered: [(String, String)]) -> [String] {
            let time = MonotonicInstant(nanoseconds: 0)
            let request = RequestHead(
                method: "GET",
                url: "http://h/",
                target: "/",
                version: "1.1",
                headers: asked.map { HeaderField($0.0, $0.1) },
                firstByteAt: time,
                connection: ConnectionID(rawValue: 1)
            )
            let headers = answered.map { HeaderField($0.0, $0.1) }
            let response = ResponseHead(status: 101, version: "1.1", headers: headers, firstByteAt: time)
            return WebSocketLint.findings(request: request, response: response).map(\.code.rawValue)
        }
        let key = ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
        let accept = ("sec-websocket-accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
        let offer = ("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits, x")
        #expect(findings([key], [accept]) == [])
        #expect(findings([key], []) == ["WS-HANDSHAKE"])
        #expect(findings([key], [("sec-websocket-accept", "AAAA")]) == ["WS-HANDSHAKE"])
        #expect(findings([key, offer], [accept, ("Sec-WebSocket-Extensions", "permessage-deflate")]) == [])
        #expect(findings([key], [accept, ("Sec-WebSocket-Extensions", "permessage-deflate")]) == ["WS-HANDSHAKE"])
        let asked = ("Sec-WebSocket-Protocol", "realtime, openai-beta.realtime-v1")
        #expect(findings([key, asked], [accept, ("sec-websocket-protocol", "realtime")]) == [])
        #expect(findings([key, asked], [accept, ("sec-websocket-protocol", "mqtt")]) == ["WS-HANDSHAKE"])
    }

    @Test func `who was gone without a close frame is told, unless Weir ended it`() {
        #expect(WebSocketLint.abnormalClose(.upstreamAbort, isInMessage: true)?.severity == .error)
        #expect(WebSocketLint.abnormalClose(.clientAbort, isInMessage: false)?.severity == .info)
        #expect(WebSocketLint.abnormalClose(.proxyStop, isInMessage: false) == nil)
    }
}
