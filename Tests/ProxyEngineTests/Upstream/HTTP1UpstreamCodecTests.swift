import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import ProxyEngine

@Suite struct HTTP1UpstreamCodecTests {
    /// What one connection's responses amount to.
    private struct Received: Equatable {
        var statuses: [UInt] = []
        var bodies: [String] = []
        var trailers: [String] = []
        var failed = false
    }

    /// Stands where the relay's end of the connection does.
    private final class Recorder: ChannelInboundHandler, ResponseReceiver {
        typealias InboundIn = HTTPClientResponsePart
        var phase = ResponsePhase.head
        var awaitsUpgrade = false
        var received = Received()
        /// Parts that did not come by way of the decoder.
        var partsPast = 0
        private var isDecoding = false
        private(set) var open = ""
        private(set) var failures: [any Error] = []

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head):
                received.statuses.append(head.status.code)
                phase = ResponsePhase(behind: head, requestMethod: .GET)
            case .body(let bytes):
                phase = .body
                open += String(buffer: bytes)
            case .end(let trailers):
                guard phase != .upgraded else { return }
                phase = .head
                received.bodies.append(open)
                received.trailers += (trailers ?? [:]).map { "\($0.name)=\($0.value)" }
                open = ""
            }
        }

        func received(body bytes: ByteBuffer) {
            partsPast += 1
            open += String(buffer: bytes)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            failures.append(error)
            // The relay closes the connection at the first one.
            guard !received.failed else { return }
            received.failed = true
            received.bodies.append(open)
            open = ""
        }
    }

    private func read(_ pieces: [[UInt8]], bypass: Bool = true) throws -> (Received, partsPast: Int) {
        let recorder = Recorder()
        try feed(pieces, to: recorder, bypass: bypass)
        return (recorder.received, recorder.partsPast)
    }

    private func feed(_ pieces: [[UInt8]], to recorder: Recorder, bypass: Bool = true) throws {
        let channel = EmbeddedChannel()
        let pipeline = channel.pipeline.syncOperations
        // The decoder wants to know what was asked.
        if bypass {
            try pipeline.addHandler(HTTP1UpstreamCodec(receiver: recorder))
        } else {
            try pipeline.addHandler(HTTPRequestEncoder())
        }
        let decoder = HTTPResponseDecoder(leftOverBytesStrategy: .dropBytes, informationalResponseStrategy: .forward)
        try pipeline.addHandler(ByteToMessageHandler(decoder))
        try pipeline.addHandler(recorder)
        for _ in 0..<3 {
            let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/")
            try channel.writeOutbound(HTTPClientRequestPart.head(head))
            try channel.writeOutbound(HTTPClientRequestPart.end(nil))
        }
        // Errors are the recorder's affair.
        for piece in pieces where !piece.isEmpty && !recorder.received.failed {
            _ = Result { try channel.writeInbound(ByteBuffer(bytes: piece)) }
        }
        _ = Result { try channel.finish() }
    }

    private static let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    private static let wires = [
        head + "5\r\nhello\r\n4\r\n\r\n\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\n" + head + "1\r\na\r\n0\r\nX-T: 1\r\n\r\n" + head + "1\r\nb\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" + head + "1\r\nb\r\n0\r\n\r\n",
        head + "1;q=1\r\na\r\n2\r\nbc\r\n0\r\n\r\n",
        head + "3\r\nabc\r\nzz\r\n",
        head + "3\r\nabcd\r\n",
        "HTTP/1.1 204 No Content\r\n\r\n" + head + "1\r\nb\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\nuntil the end",
        "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n6\r\n\r\n\r\nab\r\n0\r\n\r\n",
    ]

    @Test(arguments: wires.indices)
    func `responses are those that the decoder alone would give, wherever they are cut`(index: Int) throws {
        let bytes = Array(Self.wires[index].utf8)
        let expected = try read([bytes], bypass: false).0
        #expect(try read([bytes]).0 == expected)
        #expect(try read(bytes.map { [$0] }).0 == expected)
        for place in bytes.indices {
            #expect(try read([Array(bytes[..<place]), Array(bytes[place...])]).0 == expected, "cut at \(place)")
        }
    }

    private static let interim = "HTTP/1.1 103 Early Hints\r\n\r\n"
    private static let upgrade = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
    private static let content = "HTTP/1.1 200 frames\r\n\r\n"

    @Test func `what follows a 101 goes past the decoder, wherever the head is cut`() throws {
        let bytes = Array((Self.interim + Self.upgrade + Self.content).utf8)
        let cuts = bytes.indices.map { [Array(bytes[..<$0]), Array(bytes[$0...])] } + [bytes.map { [$0] }]
        for reads in cuts {
            let recorder = Recorder()
            recorder.awaitsUpgrade = true
            try feed(reads, to: recorder)
            #expect(!recorder.received.failed, "cut at \(reads[0].count): \(recorder.failures)")
            #expect(recorder.received.statuses == [103, 101], "cut at \(reads[0].count)")
            #expect(recorder.open == Self.content, "cut at \(reads[0].count)")
        }
    }

    @Test func `a head whose lines end otherwise is the decoder's to judge, and is not waited for`() throws {
        let recorder = Recorder()
        recorder.awaitsUpgrade = true
        let head = Self.upgrade.replacing("\r\n", with: "\n")
        try feed([Array(head.utf8.prefix(20)), Array(head.utf8.dropFirst(20))], to: recorder)
        #expect(recorder.received.failed)
    }

    @Test func `an answer that refuses the upgrade is read as ever`() throws {
        let refusal = "HTTP/1.1 426 Upgrade Required\r\nContent-Length: 2\r\n\r\nno"
        let wire = Array((refusal + Self.head + "1\r\nb\r\n0\r\n\r\n").utf8)
        for place in wire.indices {
            let recorder = Recorder()
            recorder.awaitsUpgrade = true
            try feed([Array(wire[..<place]), Array(wire[place...])], to: recorder)
            #expect(recorder.received.statuses == [426, 200], "cut at \(place)")
            #expect(recorder.received.bodies == ["no", "b"], "cut at \(place)")
        }
    }

    @Test func `chunks go past the decoder, in each response of a connection`() throws {
        let response = Self.head + "1\r\na\r\n2\r\nbc\r\n0\r\n\r\n"
        let (received, partsPast) = try read([Array((response + response).utf8)])
        #expect(received.bodies == ["abc", "abc"])
        // What follows a response in the same read is left to the decoder.
        #expect(partsPast == 2)
        #expect(try read([Array(response.utf8), Array(response.utf8)]).partsPast == 4)
    }

    // To the upstream.

    /// What leaves at each flush.
    private func writes(of parts: [HTTPClientRequestPart?]) throws -> [String] {
        let channel = EmbeddedChannel()
        defer { _ = try? channel.finish() }
        try channel.pipeline.syncOperations.addHandler(HTTP1UpstreamCodec(receiver: Recorder()))
        for part in parts {
            guard let part else { channel.flush(); continue }
            channel.write(part, promise: nil)
        }
        var writes: [String] = []
        while let bytes = try channel.readOutbound(as: ByteBuffer.self) { writes.append(String(buffer: bytes)) }
        return writes
    }

    private func body(_ text: String) -> HTTPClientRequestPart { .body(.byteBuffer(ByteBuffer(string: text))) }

    private static let post = HTTPClientRequestPart.head(
        HTTPRequestHead(version: .http1_1, method: .POST, uri: "/v1", headers: ["content-length": "4"])
    )
    private static let upload = HTTPClientRequestPart.head(
        HTTPRequestHead(version: .http1_1, method: .POST, uri: "/v1", headers: ["transfer-encoding": "chunked"])
    )
    private static let longBody = String(repeating: "x", count: 5000)

    @Test func `a small request leaves in one piece`() throws {
        let written = try writes(of: [Self.post, body("ab"), body("cd"), .end(nil), nil])
        #expect(written == ["POST /v1 HTTP/1.1\r\ncontent-length: 4\r\n\r\nabcd"])
    }

    @Test func `what is flushed does not wait for the rest`() throws {
        let written = try writes(of: [Self.upload, nil, body("ab"), nil, nil, body("c"), .end(nil), nil])
        let head = "POST /v1 HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n"
        #expect(written == [head, "2\r\nab\r\n", "1\r\nc\r\n0\r\n\r\n"])
    }

    @Test func `a long body keeps its place, chunked or not`() throws {
        let plain = try writes(of: [Self.post, body("ab"), body(Self.longBody), body("cd"), .end(nil), nil])
        #expect(plain.joined() == "POST /v1 HTTP/1.1\r\ncontent-length: 4\r\n\r\nab\(Self.longBody)cd")
        let chunked = try writes(of: [Self.upload, body("ab"), body(Self.longBody), body("cd"), .end(nil), nil])
        let head = "POST /v1 HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n"
        #expect(chunked.joined() == head + "2\r\nab\r\n1388\r\n\(Self.longBody)\r\n2\r\ncd\r\n0\r\n\r\n")
    }

    @Test func `a promise is kept once everything before it is written`() throws {
        let channel = EmbeddedChannel()
        defer { _ = try? channel.finish() }
        try channel.pipeline.syncOperations.addHandler(HTTP1UpstreamCodec(receiver: Recorder()))
        channel.write(Self.post, promise: nil)
        let written = channel.writeAndFlush(body(""))
        try written.wait()
        let bytes = try #require(try channel.readOutbound(as: ByteBuffer.self))
        #expect(String(buffer: bytes).hasPrefix("POST /v1"))
    }
}
