import StreamCore
import Testing

@testable import Sessions

struct RetryFinderTests {
    private func numbers(_ calls: [CallFacts]) -> [[Int]] {
        RetryFinder.groups(of: calls).map { $0.attempts.map(\.number) }
    }

    @Test func `the same request after a failure is another attempt`() throws {
        var first = HandMadeCalls.call(1, at: 0, until: 100, identity: 9, .failed, "429")
        first.advisedWait = .milliseconds(400)
        let calls = [
            first, HandMadeCalls.call(2, at: 600, until: 700, identity: 9, .failed, "503"),
            HandMadeCalls.call(3, at: 1500, until: 4000, identity: 9),
        ]
        let group = try #require(RetryFinder.groups(of: calls).first)
        #expect(group.attempts.map(\.number) == [1, 2, 3])
        #expect(group.attempts.map(\.wait) == [nil, .milliseconds(500), .milliseconds(800)])
        #expect(group.attempts.map(\.advisedWait) == [nil, .milliseconds(400), nil])
        #expect(group.lost == .milliseconds(1500) && group.isAnswered)
    }

    @Test func `a call that never was answered is lost to its end`() {
        let calls = [
            HandMadeCalls.call(1, at: 0, until: 100, identity: 9, .failed),
            HandMadeCalls.call(2, at: 200, until: 900, identity: 9, .failed),
        ]
        let group = RetryFinder.groups(of: calls).first
        #expect(group?.lost == .milliseconds(900) && group?.isAnswered == false)
    }

    @Test func `the same request after an answer is a new call`() {
        let calls = (1...3).map {
            HandMadeCalls.call($0, at: Int64($0) * 100, until: Int64($0) * 100 + 50, identity: 9)
        }
        #expect(numbers(calls).isEmpty)
    }

    @Test func `other requests, refusals for good and long pauses are no attempts`() {
        let failed = HandMadeCalls.call(1, at: 0, until: 100, identity: 9, .failed)
        #expect(numbers([failed, HandMadeCalls.call(2, at: 200, until: 300, identity: 8)]).isEmpty)
        #expect(numbers([failed, HandMadeCalls.call(2, at: 700_000, until: nil, identity: 9)]).isEmpty)
        #expect(numbers([failed, HandMadeCalls.call(2, at: 50, until: 300, identity: 9)]).isEmpty)
        let refused = HandMadeCalls.call(1, at: 0, until: 100, identity: 9, .stopped, "400")
        #expect(numbers([refused, HandMadeCalls.call(2, at: 200, until: 300, identity: 9)]).isEmpty)
    }

    @Test func `the SDK's count tells, whatever became of the attempt before`() {
        let stopped = HandMadeCalls.call(1, at: 0, until: 100, identity: 9, retry: 0, .stopped, "client_abort")
        #expect(numbers([stopped, HandMadeCalls.call(2, at: 99, until: 300, identity: 9, retry: 1)]) == [[1, 2]])
        #expect(numbers([stopped, HandMadeCalls.call(2, at: 99, until: 300, identity: 9, retry: 2)]).isEmpty)
    }

    @Test func `equal calls side by side keep their attempts apart`() {
        let calls = [
            HandMadeCalls.call(1, at: 0, until: 100, identity: 9, retry: 0, .failed),
            HandMadeCalls.call(2, at: 1, until: 101, identity: 9, retry: 0, .failed),
            HandMadeCalls.call(3, at: 200, until: 300, identity: 9, retry: 1, .failed),
            HandMadeCalls.call(4, at: 201, until: 301, identity: 9, retry: 1),
            HandMadeCalls.call(5, at: 400, until: 500, identity: 9, retry: 2),
        ]
        #expect(numbers(calls) == [[1, 3, 5], [2, 4]])
    }
}
