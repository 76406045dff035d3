import StreamCore
import Testing

@testable import ProxyEngine

/// What the recorder is told.
@Suite(.timeLimit(.minutes(1))) struct RelayObservationTests {
    @Test func `the facts of an exchange come in order and complete, with times that rise`() async throws {
        try await RelayRig.run { rig in
            let (client, upstream) = try await rig.exchange(Wire.post("question"))
            try await upstream.send(Wire.streamHead)
            _ = try await client.read(through: "\r\n\r\n")
            for text in ["one", "two"] {
                try await upstream.send(Wire.chunk(text))
                _ = try await client.read(through: text + "\r\n")
            }
            try await upstream.send("0\r\nX-Sum: 3\r\n\r\n")
            _ = try await client.read(through: "X-Sum: 3\r\n\r\n")
            try await client.close()
            _ = await upstream.readToEnd()
            await rig.facts.wait { $0.lines(of: 0).count == 4 }
            let log = rig.facts
            #expect(
                log.lines(of: 1) == [
                    "request POST /x 1.1", "sent question", "delivered", "response 200 upstream", "read one",
                    "read two",
                    "trailers X-Sum=3", "ended eof",
                ]
            )
            #expect(
                log.lines(of: 0) == [
                    "open client", "open upstream", "close after 1: closed by Weir", "close after 1: client closed",
                ]
            )
            try expectRisingTimes(log)
        }
    }

    /// METRICS: c0 ≤ u0 ≤ u1 ≤ r0 ≤ r1, and each read is accepted after it came.
    private func expectRisingTimes(_ log: FactLog) throws {
        let delivery = try #require(log.deliveries.first)
        let ending = try #require(log.endings.first)
        var request: RequestHead?
        var response: ResponseHead?
        var reads: [(read: MonotonicInstant, accepted: MonotonicInstant?)] = []
        for seen in log.seen {
            switch seen.fact {
            case .requestStarted(let head): request = head
            case .responseStarted(let head): response = head
            case .responseBody(_, let accepted): reads.append((seen.time, accepted))
            default: break
            }
        }
        let times = try [
            #require(request).firstByteAt, delivery.attemptAt, #require(delivery.forwardBeganAt),
            #require(delivery.forwardEndedAt),
            #require(response).firstByteAt, reads[0].read, #require(reads[0].accepted), reads[1].read,
            #require(reads[1].accepted),
            #require(ending.lastUpstreamByteAt),
        ]
        #expect(times == times.sorted())
        #expect(ending.pausedForClient == .zero && ending.pausedForRecorder == .zero)
        #expect(try #require(request).url.hasSuffix("/x"))
        #expect(try #require(request).headers == [HeaderField("Host", "h"), HeaderField("Content-Length", "8")])
    }

    @Test func `exchanges and connections have numbers of their own`() async throws {
        try await RelayRig.run { rig in
            for _ in 0..<3 {
                let (client, upstream) = try await rig.exchange()
                try await upstream.send(Wire.answer("x"))
                _ = try await client.read(through: "x")
                try await client.close()
            }
            await rig.facts.wait { $0.endings.count == 3 }
            let exchanges = Set(rig.facts.seen.map(\.exchange)).subtracting([0])
            #expect(exchanges == [1, 2, 3])
            var connections: [ConnectionID] = []
            for seen in rig.facts.seen { if case .connectionOpened(let id, _) = seen.fact { connections.append(id) } }
            #expect(Set(connections).count == connections.count)
        }
    }

    @Test func `a slow reader pauses the upstream, and what waited is accepted later`() async throws {
        let size = 8 << 20
        try await RelayRig.run(upstreamSendBuffer: 64 << 10) { rig in
            let client = try await Peer.connect(to: rig.port, reads: false, receiveBuffer: 64 << 10)
            try await client.send(Wire.get)
            let upstream = try await rig.upstream.accept()
            _ = try await upstream.read(through: "\r\n\r\n")
            let head = "HTTP/1.1 200 OK\r\nContent-Length: \(size + 4)\r\n\r\n"
            upstream.queue(head + String(repeating: "x", count: size))
            // Without a pause, all of it would be read: the reads must stop where the client's buffers are full.
            let log = rig.facts
            await log.wait { log in
                log.seen.contains { if case .responseBody(_, nil) = $0.fact { true } else { false } }
            }
            #expect(received(log) < size)
            try await client.startReading()
            try await client.skip(head.utf8.count + size)
            try await upstream.send("done")
            #expect(try await client.read(through: "done") == "done")
            let ending = try #require(await log.ending())
            #expect(ending.reason == .eof)
            #expect(ending.pausedForClient > .zero)
            #expect(ending.clientBlocked >= ending.pausedForClient)
            #expect(ending.pausedForRecorder == .zero)
            #expect(received(log) == size + 4)
            try expectAcceptance(log)
        }
    }

    private func received(_ log: FactLog) -> Int {
        var count = 0
        for seen in log.seen { if case .responseBody = seen.fact { count += seen.text.utf8.count } }
        return count
    }

    /// Each read was accepted at once or is covered by a later acceptance that names reads already reported.
    private func expectAcceptance(_ log: FactLog) throws {
        var reads = 0
        var waiting: [Int] = []
        for seen in log.seen {
            switch seen.fact {
            case .responseBody(_, let accepted):
                if accepted == nil { waiting.append(reads) }
                reads += 1
            case .accepted(let through, let queued):
                #expect(through < reads)
                #expect(queued > 0)
                waiting.removeAll { $0 <= through }
            default: break
            }
        }
        #expect(waiting.isEmpty)
    }

    @Test func `a refused recorder drops nothing of heads and ends`() async throws {
        try await RelayRig.run(observerCapacity: 1) { configuration in
            configuration.dropsAtOnce = true
        } _: { rig in
            let (client, upstream) = try await rig.exchange()
            try await upstream.send(Wire.streamHead)
            _ = try await client.read(through: "\r\n\r\n")
            for number in 0..<20 {
                try await upstream.send(Wire.chunk("data: \(number)\n\n"))
                _ = try await client.read(through: "data: \(number)\n\n\r\n")
            }
            try await upstream.send(Wire.lastChunk)
            _ = try await client.read(through: Wire.lastChunk)
            await rig.facts.ending()
            #expect(rig.facts.lost > 0)
            let lines = rig.facts.lines(of: 1)
            #expect(lines.filter { $0.hasPrefix("read ") }.count + rig.facts.lost == 20)
            #expect(lines.first == "request GET /x 1.1" && lines.last == "ended eof")
        }
    }
}
