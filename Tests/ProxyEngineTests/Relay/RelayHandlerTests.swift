import StreamCore
import Testing

@testable import ProxyEngine

/// Exchanges that go well.
@Suite(.timeLimit(.minutes(1))) struct RelayHandlerTests {
    @Test func `each event is with the client before the upstream sends the next`() async throws {
        try await RelayRig.run { rig in
            let (client, upstream) = try await rig.exchange()
            try await upstream.send(Wire.streamHead)
            #expect(try await client.read(through: "\r\n\r\n") == Wire.streamHead)
            for number in 0..<50 {
                let event = Wire.chunk("data: \(number)\n\n")
                try await upstream.send(event)
                #expect(try await client.read(through: "\n\n\r\n") == event)
            }
            try await upstream.send(Wire.lastChunk)
            #expect(try await client.read(through: Wire.lastChunk) == Wire.lastChunk)
        }
    }

    @Test func `several chunks in one read arrive as one write`() async throws {
        try await RelayRig.run { rig in
            let (client, upstream) = try await rig.exchange()
            try await upstream.send(
                Wire.streamHead + Wire.chunk("one") + Wire.chunk("two") + Wire.chunk("three") + Wire.lastChunk
            )
            #expect(try await client.nextRead() == Wire.streamHead + Wire.chunk("onetwothree") + Wire.lastChunk)
        }
    }

    @Test func `a response cut at every place arrives whole`() async throws {
        let response = Wire.streamHead + Wire.chunk("data: e\n\n") + "4;ext=1\r\nwxyz\r\n" + "0\r\nX-Sum: 1\r\n\r\n"
        let bytes = Array(response.utf8)
        try await RelayRig.run { rig in
            let client = try await rig.connect()
            var upstream: Peer?
            for cut in 1..<bytes.count {
                try await client.send(Wire.get)
                if upstream == nil { upstream = try await rig.upstream.accept() }
                let peer = try #require(upstream)
                _ = try await peer.read(through: "\r\n\r\n")
                try await peer.send(bytes: bytes[..<cut])
                // Whatever can be passed on has been when the other half comes: the exchange cannot end before.
                try await peer.send(bytes: bytes[cut...])
                let head = try await client.read(through: "\r\n\r\n")
                #expect(head == Wire.streamHead)
                let rest = try await client.read(through: "0\r\nX-Sum: 1\r\n\r\n")
                #expect(Self.unchunked(rest) == "data: e\n\nwxyz", "cut at \(cut)")
            }
        }
    }

    private static func unchunked(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var place = 0
        var body: [UInt8] = []
        while place < bytes.count, let lineEnd = bytes[place...].firstIndex(of: 13) {
            let length = Int(String(decoding: bytes[place..<lineEnd], as: UTF8.self), radix: 16) ?? 0
            if length == 0 { break }
            body += bytes[(lineEnd + 2)..<(lineEnd + 2 + length)]
            place = lineEnd + 4 + length
        }
        return String(decoding: body, as: UTF8.self)
    }

    @Test func `pipelined requests are answered in order, one at a time, on one connection`() async throws {
        try await RelayRig.run { rig in
            let client = try await rig.connect()
            try await client.send(
                Wire.post("one", path: "/1") + Wire.post("two", path: "/2") + "GET /3 HTTP/1.1\r\nHost: h\r\n\r\n"
            )
            let upstream = try await rig.upstream.accept()
            for (number, body) in [(1, "one"), (2, "two"), (3, "")] {
                let head = try await upstream.read(through: "\r\n\r\n")
                #expect(head.contains(" /\(number) HTTP/1.1\r\n"))
                if !body.isEmpty { #expect(try await upstream.read(through: body) == body) }
                try await upstream.send(Wire.answer("answer \(number)"))
                #expect(try await client.read(through: "answer \(number)").hasSuffix("answer \(number)"))
            }
            await rig.facts.ending(of: 3)
            #expect(rig.facts.deliveries.map(\.reused) == [false, true, true])
        }
    }

    @Test func `a request body streams and the upstream's interim answers come first`() async throws {
        try await RelayRig.run { rig in
            let expecting = "POST /x HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n"
            let (client, upstream) = try await rig.exchange(expecting)
            try await upstream.send("HTTP/1.1 100 Continue\r\n\r\n")
            #expect(try await client.read(through: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
            for part in ["alpha", "beta"] {
                try await client.send(Wire.chunk(part))
                #expect(try await upstream.read(through: part + "\r\n") == Wire.chunk(part))
            }
            try await client.send(Wire.lastChunk)
            #expect(try await upstream.read(through: Wire.lastChunk) == Wire.lastChunk)
            try await upstream.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + Wire.answer("done"))
            let answer = try await client.read(through: "done")
            // NIO's parser keeps no reason phrase; those of the common statuses are known.
            #expect(answer == "HTTP/1.1 103 \r\nLink: </a>\r\n\r\n" + Wire.answer("done"))
            await rig.facts.ending()
            #expect(
                rig.facts.lines(of: 1) == [
                    "request POST /x 1.1", "response 100 upstream", "sent alpha", "sent beta", "delivered",
                    "response 103 upstream", "response 200 upstream", "read done", "ended eof",
                ]
            )
        }
    }

    @Test func `an HTTP 1_0 client is sent no interim answer`() async throws {
        try await RelayRig.run { rig in
            let (client, upstream) = try await rig.exchange("GET /x HTTP/1.0\r\n\r\n")
            try await upstream.send(
                "HTTP/1.1 103 Early Hints\r\n\r\n" + Wire.streamHead + Wire.chunk("body") + Wire.lastChunk
            )
            let answer = await client.readToEnd()
            #expect(answer == "HTTP/1.0 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\nbody")
            #expect(client.end == .closed)
        }
    }

    @Test func `a response before the request's end ends the connection after it`() async throws {
        try await RelayRig.run { rig in
            let (client, upstream) = try await rig.exchange(
                "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nhalf"
            )
            try await upstream.send(Wire.answer("too large"))
            #expect(try await client.read(through: "too large") == Wire.answer("too large"))
            // The client may go on sending for a while; the answer must not be destroyed by a reset.
            try await client.send("more")
            #expect(await client.readToEnd().isEmpty)
            #expect(client.end == .closed)
            #expect(await upstream.readToEnd().hasPrefix("half"))
            let ending = await rig.facts.ending()
            #expect(ending?.reason == .eof)
            #expect(rig.facts.deliveries.map { $0.forwardEndedAt } == [nil])
        }
    }

    @Test(arguments: ["client", "upstream"]) func `Connection close from either side ends both`(_ side: String)
        async throws
    {
        try await RelayRig.run { rig in
            let header = "Connection: close\r\n"
            let (client, upstream) = try await rig.exchange(
                "GET /x HTTP/1.1\r\nHost: h\r\n\(side == "client" ? header : "")\r\n"
            )
            try await upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\(side == "upstream" ? header : "")\r\nok")
            #expect(await client.readToEnd() == "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
            #expect(client.end == .closed)
            #expect(await upstream.readToEnd().isEmpty)
            #expect(await rig.facts.ending()?.reason == .eof)
        }
    }

    @Test func `answers without a body keep the connection`() async throws {
        try await RelayRig.run { rig in
            let (client, upstream) = try await rig.exchange("HEAD /x HTTP/1.1\r\nHost: h\r\n\r\n")
            let head = "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"
            try await upstream.send(head)
            #expect(try await client.read(through: "\r\n\r\n") == head)
            for answer in ["HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n"] {
                try await client.send(Wire.get)
                _ = try await upstream.read(through: "\r\n\r\n")
                try await upstream.send(answer)
                #expect(try await client.read(through: "\r\n\r\n") == answer)
            }
            await rig.facts.ending(of: 3)
            #expect(
                rig.facts.lines(of: 2) == [
                    "request GET /x 1.1", "delivered again", "response 204 upstream", "ended eof",
                ]
            )
        }
    }

    @Test func `a body without framing ends with the connection and is complete`() async throws {
        try await RelayRig.run { rig in
            let (client, upstream) = try await rig.exchange()
            try await upstream.send("HTTP/1.1 200 OK\r\n\r\npart one")
            #expect(try await client.read(through: "one") == "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\npart one")
            try await upstream.send(", part two")
            try await upstream.close()
            #expect(await client.readToEnd() == ", part two")
            #expect(client.end == .closed)
            #expect(await rig.facts.ending()?.reason == .eof)
        }
    }

    @Test func `an upgrade that nobody serves does not silence the connection`() async throws {
        try await RelayRig.run { rig in
            let client = try await rig.connect()
            try await client.send(
                "GET /1 HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n"
            )
            let upstream = try await rig.upstream.accept()
            #expect(try await upstream.read(through: "\r\n\r\n").contains("pgrade") == false)
            try await upstream.send(Wire.answer("first"))
            _ = try await client.read(through: "first")
            try await client.send(Wire.get)
            // A closed connection would be as good: the client opens another. Silence is not.
            #expect(await client.isAnsweredOrClosed(by: upstream))
        }
    }
}

extension Peer {
    /// Whether the second request is answered, or the connection is closed so that the client opens another.
    fileprivate func isAnsweredOrClosed(by upstream: Peer) async -> Bool {
        if (try? await upstream.read(through: "\r\n\r\n")) != nil {
            try? await upstream.send(Wire.answer("second"))
            return (try? await read(through: "second")) != nil
        }
        _ = await readToEnd()
        return end != nil
    }
}
