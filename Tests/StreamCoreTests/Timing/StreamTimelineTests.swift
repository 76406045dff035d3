import StreamCore
import TestSupport
import Testing

struct StreamTimelineTests {
    @Test func `accepting through a read fills in those before it`() {
        var timeline = Marbles.timeline("t-t-t")
        timeline.accept(throughRead: 1, at: Marbles.at(5))
        #expect(timeline.reads.map(\.acceptedAt) == [Marbles.at(5), Marbles.at(5), nil])
        timeline.accept(throughRead: 9, at: Marbles.at(6))
        #expect(timeline.reads.map(\.acceptedAt) == [Marbles.at(5), Marbles.at(5), Marbles.at(6)])
    }

    @Test func `facts about reads that never came are ignored`() {
        var timeline = StreamTimeline()
        timeline.accept(throughRead: 3, at: Marbles.at(1))
        timeline.accept(read: -1, lag: .zero)
        timeline.addBlock(.text, read: 0)
        #expect(timeline.reads.isEmpty && timeline.blocks.isEmpty)
    }

    @Test func `a live stream takes few bytes for each event`() {
        #expect(MemoryLayout<StreamTimeline.Read>.stride <= 24)
        #expect(MemoryLayout<StreamTimeline.Block>.stride == 8)
    }

    @Test func `pauses count only where they overlap`() {
        var timeline = StreamTimeline()
        timeline.addPause(.init(cause: .client, start: Marbles.at(2), end: Marbles.at(6)))
        timeline.addPause(.init(cause: .recorder, start: Marbles.at(3), end: Marbles.at(4)))
        timeline.addPause(.init(cause: .client, start: Marbles.at(9), end: Marbles.at(8)))
        #expect(timeline.pauses.count == 2)
        #expect(timeline.paused(.client, from: Marbles.at(0), to: Marbles.at(3)) == Marbles.column)
        #expect(timeline.paused(.client, from: Marbles.at(7), to: Marbles.at(9)) == .zero)
        #expect(timeline.paused(.recorder, from: Marbles.at(0), to: Marbles.at(9)) == Marbles.column)
    }
}

struct BlockContentsTests {
    private func contents(_ text: String, _ deltas: [Delta] = [], isPing: Bool = false) -> [BlockContents] {
        var parser = SSEParser()
        var list: [BlockContents] = []
        Array(text.utf8).withUnsafeBufferPointer { bytes in
            parser.consume(bytes) { list.append(BlockContents($0, deltas: deltas, isPing: isPing)) }
        }
        parser.finish { list.append(BlockContents($0, deltas: deltas)) }
        return list
    }

    @Test func `comments are pings, blank tails and retries are nothing`() {
        #expect(contents(": hi\n\n") == [.ping])
        #expect(contents("retry: 5\n\n") == [[]])
        #expect(contents("\n\n") == [[]])
        #expect(contents("data\n\n") == [[.event, .priming]])
        #expect(contents("data: {}\n\n", isPing: true) == [[.event, .ping]])
    }

    @Test func `deltas give the kinds and empty ones are no content`() {
        let all = contents(
            "data: x\n\n",
            [
                Delta(.text, text: "a"), Delta(.reasoning, text: "b"), Delta(.refusal, text: "c"),
                Delta(.toolStart, name: "n"), Delta(.toolArguments, text: "{"), Delta(.media), Delta(.usage),
                Delta(.role, text: "assistant"), Delta(.finish, text: "stop"), Delta(.error, text: "e"),
            ]
        )
        #expect(
            all == [
                [
                    .event, .text, .reasoning, .refusal, .tool, .toolArguments, .media, .usage, .role, .finish, .error,
                ]
            ]
        )
        #expect(contents("data: x\n\n", [Delta(.text, text: "")]) == [[.event, .other]])
        #expect(BlockContents(Delta(.reasoning, text: "a", name: "summary")) == .reasoningSummary)
        #expect(BlockContents.reasoningSummary.isContent && !BlockContents.role.isContent)
    }
}
