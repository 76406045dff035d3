import StreamCore
import Testing

@testable import ProxyEngine

/// A recorder that does not keep up (DESIGN, invariant 4).
@Suite(.timeLimit(.minutes(1))) struct RecorderPauseTests {
    @Test func `after two seconds of a full recorder the stream goes on and what is lost is counted`() async throws {
        try await RelayRig.run(observerCapacity: 1) { rig in
            let (client, upstream) = try await rig.exchange()
            // The pause begins with the first read, whenever this test gets to see it.
            let began = ContinuousClock.now
            try await upstream.send(Wire.streamHead + Wire.chunk("first"))
            _ = try await client.read(through: "first")
            try await upstream.send(Wire.chunk("second"))
            _ = try await client.read(through: "second")
            let paused = ContinuousClock.now - began
            #expect(paused > .seconds(2) && paused < .seconds(6))
            // From now on nothing waits: the recorder was given up until it drains.
            let rest = ContinuousClock.now
            for number in 0..<20 {
                try await upstream.send(Wire.chunk("more \(number)."))
                _ = try await client.read(through: "more \(number).")
            }
            #expect(ContinuousClock.now - rest < .seconds(2))
            try await upstream.send(Wire.lastChunk)
            _ = try await client.read(through: Wire.lastChunk)
            let ending = try #require(await rig.facts.ending())
            #expect(rig.facts.lost == 21)
            #expect(rig.facts.lines(of: 1).filter { $0.hasPrefix("read ") } == ["read first"])
            #expect(ending.pausedForRecorder > .milliseconds(1500))
            #expect(ending.pausedForRecorder < .seconds(4))
        }
    }

    @Test func `a recorder that drains in time loses nothing, and only the pause is its own`() async throws {
        try await RelayRig.run(observerCapacity: 1) { rig in
            let (client, upstream) = try await rig.exchange()
            let began = ContinuousClock.now
            try await upstream.send(Wire.streamHead + Wire.chunk("first"))
            _ = try await client.read(through: "first")
            await rig.facts.wait { $0.lines(of: 1).contains("read first") }
            try await upstream.send(Wire.chunk("second"))
            _ = try await client.read(through: "second")
            await rig.facts.wait { $0.lines(of: 1).contains("read second") }
            // The upstream's own silence is not the recorder's.
            try await Task.sleep(for: .milliseconds(300))
            try await upstream.send(Wire.lastChunk)
            _ = try await client.read(through: Wire.lastChunk)
            let ending = try #require(await rig.facts.ending())
            #expect(rig.facts.lost == 0)
            #expect(rig.facts.lines(of: 1).filter { $0.hasPrefix("read ") } == ["read first", "read second"])
            let others = ContinuousClock.now - began - .milliseconds(250)
            #expect(ending.pausedForRecorder.count < Int64(others / .nanoseconds(1)))
        }
    }
}
