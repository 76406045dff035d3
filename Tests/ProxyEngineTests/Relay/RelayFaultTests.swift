import StreamCore
import Testing

@testable import ProxyEngine

/// Connections that fail, and what each side is told.
@Suite(.timeLimit(.minutes(1))) struct RelayFaultTests {
    private static let keptAnswer = Wire.answer("first")

    /// A client and an upstream connection that have served one exchange.
    private func keptPair(_ rig: RelayRig) async throws -> (client: Peer, upstream: Peer) {
        let (client, upstream) = try await rig.exchange()
        try await upstream.send(Self.keptAnswer)
        #expect(try await client.read(through: "first") == Self.keptAnswer)
        return (client, upstream)
    }

    @Test func `an idle client connection closes with its upstream connection`() async throws {
        try await RelayRig.run { rig in
            let (client, upstream) = try await keptPair(rig)
            try await upstream.close()
            #expect(await client.readToEnd().isEmpty)
            #expect(client.end == .closed)
            #expect(rig.facts.endings.isEmpty || rig.facts.endings.map(\.reason) == [.eof])
        }
    }

    @Test func `a request on a kept connection is sent again once when no response byte came`() async throws {
        try await RelayRig.run { rig in
            let (client, kept) = try await keptPair(rig)
            try await client.send(Wire.post("whole body"))
            #expect(try await kept.read(through: "whole body").contains("POST"))
            try await kept.close()
            let fresh = try await rig.upstream.accept()
            let again = try await fresh.read(through: "whole body")
            #expect(again.hasPrefix("POST /x HTTP/1.1\r\n"))
            try await fresh.send(Wire.answer("second"))
            #expect(try await client.read(through: "second") == Wire.answer("second"))
            await rig.facts.ending(of: 2)
            let delivery = try #require(rig.facts.deliveries.last)
            #expect(!delivery.reused)
        }
    }

    @Test func `it is not sent a third time`() async throws {
        try await RelayRig.run { rig in
            let (client, kept) = try await keptPair(rig)
            try await client.send(Wire.get)
            _ = try await kept.read(through: "\r\n\r\n")
            try await kept.close()
            let fresh = try await rig.upstream.accept()
            _ = try await fresh.read(through: "\r\n\r\n")
            try await fresh.close()
            #expect(await client.readToEnd().contains("weir_upstream_reset"))
            #expect(await rig.facts.ending(of: 2)?.reason == .upstreamAbort)
        }
    }

    @Test func `a retry that finds nobody is a failure to connect with nothing delivered`() async throws {
        try await RelayRig.run { rig in
            let (client, kept) = try await keptPair(rig)
            try await client.send(Wire.get)
            _ = try await kept.read(through: "\r\n\r\n")
            await rig.upstream.stop()
            try await kept.close()
            #expect(await client.readToEnd().contains("weir_upstream_refused"))
            #expect(await rig.facts.ending(of: 2)?.reason == .connect)
            let delivery = try #require(rig.facts.deliveries.last)
            #expect(delivery.upstream == nil && delivery.forwardEndedAt == nil && delivery.forwardBeganAt == nil)
        }
    }

    @Test func `a request is not sent again once a response byte came`() async throws {
        try await RelayRig.run { rig in
            let (client, kept) = try await keptPair(rig)
            try await client.send(Wire.get)
            _ = try await kept.read(through: "\r\n\r\n")
            try await kept.send("HTTP/1.1 2")
            try await kept.close()
            #expect(await client.readToEnd().contains("weir_upstream_reset"))
            #expect(await rig.facts.ending(of: 2)?.reason == .upstreamAbort)
        }
    }

    @Test func `a request on a new connection is not sent again`() async throws {
        try await RelayRig.run { rig in
            let (client, upstream) = try await rig.exchange()
            try await upstream.close()
            let answer = await client.readToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 502 Bad Gateway\r\n"))
            #expect(answer.contains("127.0.0.1:\(rig.upstream.port)"))
        }
    }

    @Test func `a request that is still coming is sent again from its beginning`() async throws {
        try await RelayRig.run { rig in
            let (client, kept) = try await keptPair(rig)
            try await client.send("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 8\r\n\r\nhalf")
            _ = try await kept.read(through: "half")
            try await kept.close()
            let fresh = try await rig.upstream.accept()
            _ = try await fresh.read(through: "half")
            try await client.send("rest")
            _ = try await fresh.read(through: "rest")
            try await fresh.send(Wire.answer("second"))
            #expect(try await client.read(through: "second").hasPrefix("HTTP/1.1 200 OK"))
        }
    }

    @Test(arguments: [false, true]) func `a client that leaves closes the upstream`(_ byReset: Bool) async throws {
        try await RelayRig.run { rig in
            let (client, upstream) = try await rig.exchange()
            try await upstream.send(Wire.streamHead + Wire.chunk("data: 1\n\n"))
            _ = try await client.read(through: "data: 1\n\n")
            if byReset { try await client.reset() } else { try await client.close() }
            _ = await upstream.readToEnd()
            #expect(upstream.end != nil)
            #expect(await rig.facts.ending()?.reason == .clientAbort)
            #expect(
                rig.facts.lines(of: 1) == [
                    "request GET /x 1.1", "delivered", "response 200 upstream", "read data: 1\n\n",
                    "ended client_abort",
                ]
            )
        }
    }

    @Test(arguments: [
        "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nhalf",
        "POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf",
    ])
    func `a client that leaves in its request has aborted`(_ request: String) async throws {
        try await RelayRig.run { rig in
            let client = try await rig.connect()
            try await client.send(request)
            let upstream = try await rig.upstream.accept()
            _ = try await upstream.read(through: "half")
            try await client.close()
            _ = await upstream.readToEnd()
            #expect(await rig.facts.ending()?.reason == .clientAbort)
            #expect(
                rig.facts.lines(of: 1) == ["request POST /x 1.1", "sent half", "delivered not", "ended client_abort"]
            )
        }
    }

    @Test func `a client that leaves after the last byte is a normal end`() async throws {
        try await RelayRig.run { rig in
            let (client, upstream) = try await keptPair(rig)
            try await client.close()
            _ = await upstream.readToEnd()
            #expect(await rig.facts.ending()?.reason == .eof)
        }
    }

    @Test func `a refused upstream is a 502 that names it`() async throws {
        try await RelayRig.run { rig in
            await rig.upstream.stop()
            let client = try await rig.connect()
            try await client.send(Wire.post("body"))
            let answer = await client.readToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 502 Bad Gateway\r\n"))
            #expect(answer.contains("X-Weir-Error: weir_upstream_refused\r\n"))
            #expect(answer.contains("127.0.0.1:\(rig.upstream.port) refused the connection"))
            #expect(client.end == .closed)
            await rig.facts.ending()
            let lines = rig.facts.lines(of: 1).filter { !$0.hasPrefix("read ") }
            #expect(
                lines == ["request POST /x 1.1", "sent body", "response 502 weir", "delivered not", "ended connect"]
            )
        }
    }

    @Test func `Weir's answer to HEAD has no body, on the wire and in the facts`() async throws {
        try await RelayRig.run { rig in
            await rig.upstream.stop()
            let client = try await rig.connect()
            try await client.send("HEAD /x HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(await client.readToEnd().hasSuffix("\r\n\r\n"))
            await rig.facts.ending()
            #expect(
                rig.facts.lines(of: 1) == [
                    "request HEAD /x 1.1", "response 502 weir", "delivered not", "ended connect",
                ]
            )
        }
    }

    @Test(arguments: [
        ("CONNECT h HTTP/1.1\r\nHost: h\r\n\r\n", "400"), ("nonsense\r\n\r\n", "400"),
        ("GET ftp://h/ HTTP/1.1\r\n\r\n", "400"),
    ])
    func `what cannot be served is answered`(_ request: String, _ status: String) async throws {
        try await RelayRig.run { rig in
            let client = try await rig.connect()
            try await client.send(request)
            #expect(await client.readToEnd().hasPrefix("HTTP/1.1 \(status) "))
            #expect(client.end == .closed)
        }
    }

    /// How the body is framed, and how the connection ends in its middle.
    @Test(arguments: ["chunked", "length", "connection"], [false, true])
    func `a response that breaks off ends as the upstream ended it`(_ framing: String, _ byReset: Bool) async throws {
        try await RelayRig.run { rig in
            let (client, upstream) = try await rig.exchange()
            let header =
                ["chunked": "Transfer-Encoding: chunked\r\n", "length": "Content-Length: 99\r\n"][framing] ?? ""
            try await upstream.send(
                "HTTP/1.1 200 OK\r\n\(header)\r\n" + (framing == "chunked" ? Wire.chunk("part") : "part")
            )
            _ = try await client.read(through: "part")
            if byReset { try await upstream.reset() } else { try await upstream.close() }
            #expect(await client.readToEnd().contains("0\r\n") == false)
            #expect(client.end == (byReset ? .reset : .closed))
            let isComplete = framing == "connection" && !byReset
            #expect(await rig.facts.ending()?.reason == (isComplete ? .eof : .upstreamAbort))
        }
    }

    @Test func `bytes that are not HTTP are the upstream's fault`() async throws {
        try await RelayRig.run { rig in
            let (client, upstream) = try await rig.exchange()
            try await upstream.send("SSH-2.0-OpenSSH\r\n")
            #expect(await client.readToEnd().contains("weir_upstream_protocol"))
            #expect(await rig.facts.ending()?.reason == .protocolError)
        }
    }

    @Test func `what was well formed is passed on before a broken chunk ends the stream`() async throws {
        try await RelayRig.run { rig in
            let (client, upstream) = try await rig.exchange()
            try await upstream.send(Wire.streamHead + Wire.chunk("good") + "zz\r\nbad\r\n")
            #expect(await client.readToEnd() == Wire.streamHead + Wire.chunk("good"))
            #expect(await rig.facts.ending()?.reason == .protocolError)
        }
    }

    @Test func `an answer that nobody asked for closes the kept connection`() async throws {
        try await RelayRig.run { rig in
            let (client, upstream) = try await keptPair(rig)
            try await upstream.send(Wire.answer("surprise"))
            #expect(await client.readToEnd().isEmpty)
            #expect(client.end == .closed)
            #expect(await rig.facts.ending()?.reason == .eof)
        }
    }

    @Test func `a client that leaves while the upstream is being connected leaves no connection behind`() async throws {
        try await RelayRig.run { rig in
            // Sometimes the proxy sees the end before it is connected, sometimes after.
            for _ in 0..<30 {
                let client = try await rig.connect()
                client.queue(Wire.get)
                try await client.close()
                let upstream = try await rig.upstream.accept()
                _ = await upstream.readToEnd()
                #expect(upstream.end != nil)
            }
            await rig.facts.ending(of: 30)
            #expect(rig.facts.endings.allSatisfy { $0.reason == .clientAbort })
        }
    }

    @Test func `a half-closed client gets its answer, then the connection ends`() async throws {
        try await RelayRig.run { configuration in
            configuration.allowsHalfClose = true
        } _: { rig in
            let (client, upstream) = try await rig.exchange()
            try await client.closeOutput()
            try await upstream.send(Wire.streamHead + Wire.chunk("data: 1\n\n"))
            _ = try await client.read(through: "data: 1\n\n")
            try await upstream.send(Wire.lastChunk)
            #expect(await client.readToEnd().hasSuffix(Wire.lastChunk))
            #expect(client.end == .closed)
            #expect(await rig.facts.ending()?.reason == .eof)
        }
    }

    @Test func `by default a client's FIN in a response is an abort`() async throws {
        try await RelayRig.run { rig in
            let (client, upstream) = try await rig.exchange()
            try await client.closeOutput()
            _ = await upstream.readToEnd()
            #expect(await rig.facts.ending()?.reason == .clientAbort)
        }
    }
}
