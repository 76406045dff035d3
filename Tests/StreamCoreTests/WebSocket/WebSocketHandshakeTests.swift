import StreamCore
import Testing

struct WebSocketHandshakeTests {
    private func response(_ status: Int, _ headers: [(String, String)]) -> ResponseHead {
        ResponseHead(
            status: status,
            version: "1.1",
            headers: headers.map { HeaderField($0.0, $0.1) },
            firstByteAt: MonotonicInstant(nanoseconds: 0)
        )
    }

    @Test func `the answer to a key is that of RFC 6455`() {
        #expect(WebSocketHandshake.accept(key: "dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
    }

    @Test func `only a 101 that names the protocol is a WebSocket`() {
        #expect(WebSocketHandshake(response(101, [("Upgrade", "WebSocket"), ("Connection", "Upgrade")])) != nil)
        #expect(WebSocketHandshake(response(101, [("Upgrade", "h2c")])) == nil)
        #expect(WebSocketHandshake(response(200, [("Upgrade", "websocket")])) == nil)
    }

    @Test func `extensions and subprotocol are read from all header lines`() throws {
        let handshake = try #require(
            WebSocketHandshake(
                response(
                    101,
                    [
                        ("upgrade", "websocket"), ("Sec-WebSocket-Protocol", "realtime"),
                        ("Sec-WebSocket-Extensions", "x-other; a=1"),
                        (
                            "sec-websocket-extensions",
                            "permessage-deflate; server_no_context_takeover; client_max_window_bits=\"12\""
                        ),
                    ]
                )
            )
        )
        #expect(handshake.subprotocol == "realtime")
        #expect(handshake.unknownExtensions == ["x-other; a=1"])
        var deflate = MessageDeflate()
        deflate.serverForgetsContext = true
        deflate.clientWindowBits = 12
        #expect(handshake.deflate == deflate)
        #expect(deflate.forgetsContext(.upstream) && !deflate.forgetsContext(.client))
    }

    @Test func `close codes say whether they may be sent and whether they tell of a failure`() {
        func close(_ code: Int, _ reason: String = "") -> WebSocketClose {
            let payload = [UInt8(code >> 8), UInt8(code & 255)] + Array(reason.utf8)
            return payload.withUnsafeBufferPointer { WebSocketClose($0) }
        }
        #expect([1000, 1001, 1008, 1011, 3000, 4999].allSatisfy { close($0).isAllowed })
        #expect([0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000].allSatisfy { !close($0).isAllowed })
        #expect([1002, 1003, 1007, 1009, 1011, 1013].allSatisfy { close($0).isFailure })
        #expect([1000, 1001, 3000, 4001].allSatisfy { !close($0).isFailure })
        #expect(close(1011, "out of memory").description == "1011 internal error: out of memory")
        #expect(WebSocketClose(UnsafeBufferPointer(start: nil, count: 0)).code == nil)
    }
}
