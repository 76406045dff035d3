import StreamCore
import Synchronization
import Testing

@testable import ProxyEngine

@Suite(.timeLimit(.minutes(1))) struct ReplayServerTests {
    /// A replay of recordings; what was asked, as `target answer`, 0 for a miss.
    private func replay(
        _ recordings: [Recording],
        isStrict: Bool = false,
        _ body: (Int) async throws -> Void
    ) async throws -> (asked: [String], misses: Int) {
        let asked = AskedLog()
        let matcher = ReplayMatcher(recordings: recordings, order: .recorded, isStrict: isStrict)
        let server = try ReplayServer(matcher: matcher) { request, result in
            let number = (try? result.get().number) ?? 0
            asked.add("\(request.target) \(number)")
        }
        let port = try await server.start(on: #require(HostAndPort(parsing: "127.0.0.1:0")))
        try await body(port)
        return (asked.lines, await server.stop())
    }

    private final class AskedLog: Sendable {
        private let kept = Mutex<[String]>([])
        var lines: [String] { kept.withLock { $0 } }

        func add(_ line: String) { kept.withLock { $0.append(line) } }
    }

    private let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    private let ask = "POST /v1/chat HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}"

    @Test func `recorded reads are writes of their own, at their times`() async throws {
        let recording = RecordingSamples.recording(1, reads: [(50, "one"), (100, "two")], head: 20, end: 120)
        let result = try await replay([recording]) { port in
            let client = try await Peer.connect(to: port)
            let began = ContinuousClock.now
            try await client.send(ask)
            #expect(try await client.read(through: "\r\n\r\n") == head)
            #expect(ContinuousClock.now - began >= .milliseconds(20))
            #expect(try await client.read(through: "one\r\n") == Wire.chunk("one"))
            #expect(ContinuousClock.now - began >= .milliseconds(50))
            #expect(try await client.read(through: "two\r\n") == Wire.chunk("two"))
            #expect(ContinuousClock.now - began >= .milliseconds(100))
            #expect(try await client.read(through: Wire.lastChunk) == Wire.lastChunk)
            #expect(ContinuousClock.now - began >= .milliseconds(120))
        }
        #expect(result.asked == ["/v1/chat 1"])
        #expect(result.misses == 0)
    }

    @Test func `pipelined requests are answered one after the other on one connection`() async throws {
        let recordings = (1...3).map { RecordingSamples.recording($0, reads: [(Int64(30 - $0 * 10), "answer \($0)")]) }
        let result = try await replay(recordings) { port in
            let client = try await Peer.connect(to: port)
            try await client.send(ask + ask + ask)
            for number in 1...3 {
                #expect(try await client.read(through: Wire.lastChunk).contains("answer \(number)"))
            }
        }
        #expect(result.asked == ["/v1/chat 1", "/v1/chat 2", "/v1/chat 3"])
    }

    @Test func `a miss is a 404 that names the nearest and keeps the connection`() async throws {
        let result = try await replay([RecordingSamples.recording(4)], isStrict: true) { port in
            let client = try await Peer.connect(to: port)
            try await client.send("POST /v1/chat HTTP/1.1\r\nContent-Length: 7\r\n\r\n{\"a\":1}")
            let miss = try await client.read(through: "}}\n")
            #expect(miss.hasPrefix("HTTP/1.1 404 Not Found\r\n"))
            #expect(miss.contains("X-Weir-Error: weir_no_recording\r\n"))
            #expect(miss.contains(#""nearest":4,"difference":"body: /a""#))
            try await client.send(ask)
            #expect(try await client.read(through: Wire.lastChunk).hasPrefix("HTTP/1.1 200 OK\r\n"))
            try await client.send(ask)
            #expect(try await client.read(through: "}}\n").contains("used up"))
        }
        #expect(result.misses == 2)
    }

    @Test(arguments: [Recording.Ending.cut, .reset]) func `a broken answer ends as it did`(_ ending: Recording.Ending)
        async throws
    {
        let recording = RecordingSamples.recording(1, reads: [(0, "part")], end: 30, ending: ending)
        _ = try await replay([recording]) { port in
            let client = try await Peer.connect(to: port)
            try await client.send(ask)
            #expect(await client.readToEnd() == head + Wire.chunk("part"))
            #expect(client.end == (ending == .reset ? .reset : .closed))
        }
    }

    @Test func `the body is asked for when the client waits for leave`() async throws {
        _ = try await replay([RecordingSamples.recording(1)]) { port in
            let client = try await Peer.connect(to: port)
            try await client.send("POST /v1/chat HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
            #expect(try await client.read(through: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
            try await client.send("{}")
            #expect(try await client.read(through: Wire.lastChunk).contains("answer"))
        }
    }

    @Test func `a client that leaves in the middle ends the playback`() async throws {
        let recording = RecordingSamples.recording(1, reads: [(0, "first"), (600_000, "never")])
        _ = try await replay([recording]) { port in
            let client = try await Peer.connect(to: port)
            try await client.send(ask)
            _ = try await client.read(through: "first")
            try await client.close()
        }
    }
}
