import StreamCore
import Testing

@testable import ProxyEngine

@Suite(.timeLimit(.minutes(1))) struct ProxyServerTests {
    @Test func `stop closes idle connections at once and lets open exchanges end`() async throws {
        try await RelayRig.run { rig in
            let idle = try await rig.connect()
            let (client, upstream) = try await rig.exchange()
            rig.isStopped = true
            let server = rig.server
            async let stopped: Void = server.stop(drain: .seconds(30))
            #expect(await idle.readToEnd().isEmpty)
            try await upstream.send(Wire.answer("the end"))
            #expect(await client.readToEnd().hasSuffix("Connection: close\r\n\r\nthe end"))
            await stopped
            rig.facts.drain()
            #expect(rig.facts.endings.map(\.reason) == [.eof])
            await #expect(throws: (any Error).self) { try await Peer.connect(to: rig.port) }
        }
    }

    @Test func `what is open after the drain is ended as stopped`() async throws {
        try await RelayRig.run { rig in
            let (client, upstream) = try await rig.exchange()
            try await upstream.send(Wire.streamHead + Wire.chunk("data: 1\n\n"))
            _ = try await client.read(through: "data: 1\n\n")
            let began = ContinuousClock.now
            rig.isStopped = true
            await rig.server.stop(drain: .milliseconds(100))
            #expect(ContinuousClock.now - began < .seconds(5))
            _ = await client.readToEnd()
            _ = await upstream.readToEnd()
            rig.facts.drain()
            #expect(rig.facts.endings.map(\.reason) == [.proxyStop])
            #expect(rig.facts.lines(of: 1).last == "ended proxy_stop")
            #expect(rig.facts.lines(of: 0).count { $0.hasPrefix("close") } == 2)
        }
    }

    @Test func `a silent exchange is given up`() async throws {
        try await RelayRig.run { configuration in
            configuration.idleTimeout = .milliseconds(100)
        } _: { rig in
            let (client, upstream) = try await rig.exchange()
            let answer = await client.readToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 504 Gateway Timeout\r\n"))
            #expect(answer.contains("weir_timeout"))
            _ = await upstream.readToEnd()
            #expect(await rig.facts.ending()?.reason == .timeout)
        }
    }
}
