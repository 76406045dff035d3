import NIOCore
import NIOHTTP1
import StreamCore
import Testing

@testable import ProxyEngine

@Suite struct PlaybackTests {
    /// What is written when, as `time bytes`, and how it ends.
    private func play(
        _ recording: Recording,
        method: HTTPMethod = .POST,
        version: HTTPVersion = .http1_1,
        headers: HTTPHeaders = [:]
    ) -> (writes: [String], ending: Playback.Ending) {
        let request = HTTPRequestHead(version: version, method: method, uri: "/v1/chat", headers: headers)
        var playback = Playback(recording, request: request)
        var writes: [String] = []
        var isOver = false
        while !isOver {
            let time = playback.nextOffset.count / 1_000_000
            var output = ByteBuffer()
            isOver = playback.advance(into: &output)
            writes.append("\(time) \(String(buffer: output))")
        }
        return (writes, playback.ending)
    }

    private let chunkedHead = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

    @Test func `head, reads and end are steps of their own when their times differ`() {
        let recording = RecordingSamples.recording(1, reads: [(20, "one"), (30, "two")], head: 10, end: 40)
        let played = play(recording)
        #expect(played.writes == ["10 \(chunkedHead)", "20 3\r\none\r\n", "30 3\r\ntwo\r\n", "40 0\r\n\r\n"])
        #expect(played.ending == .keepConnection)
    }

    @Test func `what came together goes together`() {
        let played = play(RecordingSamples.recording(1, reads: [(10, "one"), (20, "two")], head: 10, end: 20))
        #expect(played.writes == ["10 \(chunkedHead)3\r\none\r\n", "20 3\r\ntwo\r\n0\r\n\r\n"])
    }

    @Test func `trailers are played`() {
        let played = play(RecordingSamples.recording(1, trailers: [HeaderField("X-Sum", "1")]))
        #expect(played.writes == ["0 \(chunkedHead)6\r\nanswer\r\n0\r\nX-Sum: 1\r\n\r\n"])
    }

    @Test func `an answer without a body has a head and an end`() {
        let recording = RecordingSamples.recording(1, status: 204, headers: [], reads: [], head: 5)
        let played = play(recording)
        #expect(played.writes.joined() == "5 HTTP/1.1 204 No Content\r\n\r\n5 ")
        #expect(played.ending == .keepConnection)
    }

    @Test func `a body of known length keeps the connection`() {
        let played = play(RecordingSamples.recording(1, headers: [HeaderField("Content-Length", "6")]))
        #expect(played.writes == ["0 HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nanswer"])
        #expect(played.ending == .keepConnection)
    }

    @Test func `a body without framing ends with the connection`() {
        let played = play(RecordingSamples.recording(1, headers: []))
        #expect(played.writes == ["0 HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nanswer"])
        #expect(played.ending == .close(byReset: false))
        #expect(play(RecordingSamples.recording(1, headers: []), method: .HEAD).ending == .keepConnection)
    }

    @Test(arguments: [(Recording.Ending.cut, false), (.reset, true)])
    func `a broken answer breaks again, without the last chunk`(_ ending: Recording.Ending, _ byReset: Bool) {
        let played = play(RecordingSamples.recording(1, reads: [(0, "part")], end: 7, ending: ending))
        #expect(played.writes == ["0 \(chunkedHead)4\r\npart\r\n", "7 "])
        #expect(played.ending == .close(byReset: byReset))
    }

    @Test func `either side may end the connection`() {
        let closing = play(RecordingSamples.recording(1), headers: ["Connection": "close"])
        #expect(closing.ending == .close(byReset: false))
        #expect(closing.writes.joined().contains("Connection: close\r\n"))
        let headers = [HeaderField("Connection", "close"), HeaderField("Content-Length", "6")]
        #expect(play(RecordingSamples.recording(1, headers: headers)).ending == .close(byReset: false))
        #expect(play(RecordingSamples.recording(1), version: .http1_0).ending == .close(byReset: false))
    }

    @Test func `HEAD gets the head only`() {
        let played = play(RecordingSamples.recording(1), method: .HEAD)
        #expect(played.writes.joined() == "0 \(chunkedHead)")
    }
}
