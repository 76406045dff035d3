import StreamCore
import Testing

@testable import ProxyEngine

/// A recorded WebSocket that is played again, on real sockets.
@Suite(.timeLimit(.minutes(1))) struct ReplaySocketTests {
    private static func frame(_ opcode: WebSocketOpcode, _ text: String, mask: UInt32? = nil) -> [UInt8] {
        var bytes: [UInt8] = []
        let payload = Array(text.utf8)
        let header = WebSocketFrameHeader(opcode, mask: mask, payloadLength: payload.count)
        payload.withUnsafeBufferPointer { header.append(payload: $0, to: &bytes) }
        return bytes
    }

    private func replay(endsConnection: Bool = false, _ body: (Peer) async throws -> Void) async throws {
        var recording = RecordingSamples.recording(1, reads: [])
        recording.method = "GET"
        recording.status = 101
        recording.headers = [
            HeaderField("Upgrade", "websocket"), HeaderField("Connection", "Upgrade"),
            HeaderField("Sec-WebSocket-Accept", "old"), HeaderField("Sec-WebSocket-Extensions", "permessage-deflate"),
        ]
        recording.requestBody = .bytes([])
        recording.socket = SocketScript(
            cues: [
                .init(clientMessages: 0, delay: .zero, bytes: Self.frame(.text, "hello")),
                .init(clientMessages: 1, delay: .milliseconds(20), bytes: Self.frame(.text, "one")),
                .init(clientMessages: 2, delay: .zero, bytes: Self.frame(.text, "two")),
            ],
            endsConnection: endsConnection
        )
        let matcher = ReplayMatcher(recordings: [recording], order: .recorded, isStrict: false)
        let server = try ReplayServer(matcher: matcher) { _, _ in }
        let port = try await server.start(on: #require(HostAndPort(parsing: "127.0.0.1:0")))
        let client = try await Peer.connect(to: port)
        try await body(client)
        try await client.close()
        _ = await server.stop()
    }

    private let ask =
        "GET /v1/chat HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"

    @Test func `the handshake is made anew and each answer waits for its question`() async throws {
        try await replay(endsConnection: true) { client in
            // The first message comes with the request.
            try await client.send(bytes: Array(ask.utf8) + Self.frame(.text, "a", mask: 7))
            let head = try await client.read(through: "\r\n\r\n")
            #expect(head.hasPrefix("HTTP/1.1 101 Switching Protocols\r\n"))
            #expect(head.contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"))
            #expect(!head.contains("Extensions") && !head.contains("old"))
            #expect(try await client.read(through: "hello").hasSuffix("hello"))
            #expect(try await client.read(through: "one").hasSuffix("one"))
            try await client.send(bytes: Self.frame(.text, "b", mask: 9))
            #expect(try await client.read(through: "two").hasSuffix("two"))
            #expect(await client.readToEnd().isEmpty)
        }
    }

    @Test func `pings and the close frame are answered`() async throws {
        try await replay { client in
            try await client.send(ask)
            _ = try await client.read(through: "hello")
            try await client.send(bytes: Self.frame(.ping, "are you there", mask: 5))
            #expect(try await client.read(through: "are you there").unicodeScalars.count == 15)
            try await client.send(bytes: Self.frame(.close, "", mask: 5))
            #expect(await client.readToEnd().unicodeScalars.count == 2)
        }
    }

    @Test func `a request without an upgrade is told what it meets`() async throws {
        try await replay { client in
            try await client.send("GET /v1/chat HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            let answer = await client.readToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 400 ") && answer.contains("is a WebSocket"))
        }
    }
}
