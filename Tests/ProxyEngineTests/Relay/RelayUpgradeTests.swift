import StreamCore
import Testing

@testable import ProxyEngine

/// Connections that change their protocol, on real sockets.
@Suite(.timeLimit(.minutes(1))) struct RelayUpgradeTests {
    private static let ask =
        "GET /ws?x=1 HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: k\r\n\r\n"
    private static let accept =
        "HTTP/1.1 101 Switching Protocols\r\nupgrade: WebSocket\r\nConnection: upgrade\r\nSec-WebSocket-Accept: a\r\n\r\n"

    private func upgraded(
        _ rig: RelayRig,
        ask: String = ask,
        accept: String = accept
    ) async throws -> (client: Peer, upstream: Peer) {
        let client = try await rig.connect()
        try await client.send(ask)
        let upstream = try await rig.upstream.accept()
        _ = try await upstream.read(through: "\r\n\r\n")
        try await upstream.send(accept)
        #expect(try await client.read(through: "\r\n\r\n") == accept)
        return (client, upstream)
    }

    @Test func `the heads pass as they are and the bytes after them both ways`() async throws {
        try await RelayRig.run { rig in
            let client = try await rig.connect()
            try await client.send(Self.ask + "early")
            let upstream = try await rig.upstream.accept()
            let host = "127.0.0.1:\(rig.upstream.port)"
            #expect(
                try await upstream.read(through: "\r\n\r\n")
                    == Self.ask.replacing("Host: h\r\n", with: "Host: \(host)\r\n")
            )
            try await upstream.send(Self.accept + "first")
            #expect(try await client.read(through: "first") == Self.accept + "first")
            #expect(try await upstream.read(through: "early") == "early")
            try await client.send("ping")
            #expect(try await upstream.read(through: "ping") == "ping")
            try await upstream.send("pong")
            #expect(try await client.read(through: "pong") == "pong")
            try await upstream.close()
            #expect(await client.readToEnd().isEmpty)
            try await client.close()
            let ending = try #require(await rig.facts.ending())
            #expect(ending.reason == .eof && ending.tunnel == nil)
            #expect(
                rig.facts.lines(of: 1) == [
                    "request GET /ws?x=1 1.1", "delivered", "response 101 upstream", "read first", "sent early",
                    "sent ping", "read pong", "ended eof",
                ]
            )
        }
    }

    @Test func `each read of either side is stamped, and its order kept`() async throws {
        try await RelayRig.run { rig in
            let (client, upstream) = try await upgraded(rig)
            for round in 0..<20 {
                try await client.send("c\(round);")
                #expect(try await upstream.read(through: ";") == "c\(round);")
                try await upstream.send("s\(round);")
                #expect(try await client.read(through: ";") == "s\(round);")
            }
            try await upstream.close()
            try await client.close()
            await rig.facts.ending()
            let bodies = rig.facts.seen.filter { !$0.text.isEmpty }
            #expect(bodies.map(\.text) == (0..<20).flatMap { ["c\($0);", "s\($0);"] })
            #expect(zip(bodies, bodies.dropFirst()).allSatisfy { $0.time < $1.time })
        }
    }

    @Test func `a refusal is an answer like any other, and ends the connection`() async throws {
        try await RelayRig.run { rig in
            let client = try await rig.connect()
            try await client.send(Self.ask)
            let upstream = try await rig.upstream.accept()
            _ = try await upstream.read(through: "\r\n\r\n")
            try await upstream.send("HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno")
            #expect(
                await client.readToEnd()
                    == "HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno"
            )
            #expect(await rig.facts.ending()?.reason == .eof)
        }
    }

    @Test func `a 101 that nobody asked for is a broken answer`() async throws {
        try await RelayRig.run { rig in
            let (client, upstream) = try await rig.exchange()
            try await upstream.send(Self.accept + "frames")
            let answer = await client.readToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 502 ") && answer.contains("weir_upstream_protocol"))
            #expect(await rig.facts.ending()?.reason == .protocolError)
        }
    }

    @Test func `other protocols are passed on and only counted`() async throws {
        try await RelayRig.run { rig in
            let (client, upstream) = try await upgraded(
                rig,
                ask: "GET / HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: custom/1\r\n\r\n",
                accept: "HTTP/1.1 101 Switching Protocols\r\nUpgrade: custom/1\r\n\r\n"
            )
            try await client.send("12345")
            #expect(try await upstream.read(through: "5") == "12345")
            try await upstream.send("abc")
            #expect(try await client.read(through: "c") == "abc")
            try await client.close()
            #expect(await upstream.readToEnd().isEmpty)
            try await upstream.close()
            let ending = try #require(await rig.facts.ending())
            #expect(ending.tunnel == TunnelTraffic(sent: 5, received: 3))
            #expect(ending.reason == .eof && ending.detail == "upgraded to custom/1, not opened")
            #expect(rig.facts.lines(of: 1).allSatisfy { !$0.hasPrefix("read") && !$0.hasPrefix("sent") })
        }
    }

    @Test func `a side that has sent everything still receives`() async throws {
        try await RelayRig.run { rig in
            let (client, upstream) = try await upgraded(rig)
            try await client.send("last")
            try await client.closeOutput()
            #expect(await upstream.readToEnd() == "last")
            try await upstream.send("late")
            #expect(try await client.read(through: "late") == "late")
            try await upstream.close()
            #expect(await client.readToEnd().isEmpty)
            #expect(await rig.facts.ending()?.reason == .clientAbort)
        }
    }

    @Test func `a reset of either side reaches the other`() async throws {
        try await RelayRig.run { rig in
            let (client, upstream) = try await upgraded(rig)
            try await upstream.reset()
            _ = await client.readToEnd()
            #expect(client.end == .reset)
            #expect(await rig.facts.ending()?.reason == .upstreamAbort)
            let (second, other) = try await upgraded(rig)
            try await second.reset()
            _ = await other.readToEnd()
            #expect(other.end != nil)
            #expect(await rig.facts.ending(of: 2)?.reason == .clientAbort)
        }
    }

    @Test func `a client that does not read holds the upstream back`() async throws {
        try await RelayRig.run(upstreamSendBuffer: 64 << 10) { rig in
            let client = try await Peer.connect(to: rig.port, reads: false, receiveBuffer: 64 << 10)
            try await client.send(Self.ask)
            let upstream = try await rig.upstream.accept()
            _ = try await upstream.read(through: "\r\n\r\n")
            try await upstream.send(Self.accept)
            upstream.queue(String(repeating: "x", count: 8 << 20))
            await rig.facts.wait { log in
                log.seen.contains { if case .responseBody(_, nil) = $0.fact { true } else { false } }
            }
            // What the client sends goes on all the while.
            try await client.send("still here")
            #expect(try await upstream.read(through: "still here") == "still here")
            try await client.startReading()
            _ = try await client.read(through: "\r\n\r\n")
            try await client.skip(8 << 20)
            try await upstream.close()
            #expect(await client.readToEnd().isEmpty)
            try await client.close()
            let ending = try #require(await rig.facts.ending())
            #expect(ending.pausedForClient > .zero)
        }
    }

    @Test func `through a tunnel it is the same`() async throws {
        try await RelayRig.run { rig in
            let client = try await rig.connect()
            try await client.send("CONNECT 127.0.0.1:\(rig.upstream.port) HTTP/1.1\r\nHost: h\r\n\r\n")
            _ = try await client.read(through: "\r\n\r\n")
            try await client.send(Self.ask)
            let upstream = try await rig.upstream.accept()
            #expect(try await upstream.read(through: "\r\n\r\n") == Self.ask)
            try await upstream.send(Self.accept)
            #expect(try await client.read(through: "\r\n\r\n") == Self.accept)
            try await client.send("over")
            #expect(try await upstream.read(through: "over") == "over")
            try await upstream.close()
            #expect(await client.readToEnd().isEmpty)
        }
    }
}
