import StreamCore
import Testing

@Suite struct SocketPlaybackTests {
    private let script = SocketScript(
        cues: [
            .init(clientMessages: 0, delay: .milliseconds(10), bytes: [0]),
            .init(clientMessages: 1, delay: .milliseconds(100), bytes: [1]),
            .init(clientMessages: 1, delay: .milliseconds(200), bytes: [2]),
            .init(clientMessages: 2, delay: .zero, bytes: [3]),
        ],
        endsConnection: true
    )

    private func at(_ milliseconds: Int64) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: 0) + .milliseconds(milliseconds)
    }

    @Test func `answers come as long after the client's message as they did, however late that is`() {
        var playback = SocketPlayback(script, startedAt: at(0))
        #expect(playback.nextDue == at(10))
        #expect(playback.takeDue(at: at(9)) == [])
        #expect(playback.takeDue(at: at(10)) == [0])
        #expect(playback.nextDue == nil && !playback.isOver)
        playback.messageReceived(at: at(5000))
        #expect(playback.nextDue == at(5100))
        #expect(playback.takeDue(at: at(5150)) == [1])
        // The client is quicker than it was: the answer to its first message goes on all the same.
        playback.messageReceived(at: at(5160))
        #expect(playback.nextDue == at(5200))
        #expect(playback.takeDue(at: at(5300)) == [2, 3])
        #expect(playback.isOver && playback.endsConnection)
    }

    @Test func `speed and the longest gap change the delays`() {
        func due(_ options: ReplayOptions) -> MonotonicInstant? {
            var playback = SocketPlayback(script, options: options, startedAt: at(0))
            _ = playback.takeDue(at: at(10))
            playback.messageReceived(at: at(1000))
            return playback.nextDue
        }
        #expect(due(ReplayOptions(speed: .factor(4))) == at(1025))
        #expect(due(ReplayOptions(speed: .maximum)) == at(1000))
        #expect(due(ReplayOptions(maximumGap: .milliseconds(30))) == at(1030))
    }
}
