package import StreamCore

/// One call that a client sent more than once, because an attempt failed.
package struct RetryGroup: Equatable, Sendable {
    package struct Attempt: Equatable, Sendable {
        /// The exchange's number.
        package var number: Int
        /// Its status, or why it has none.
        package var result: String
        /// Since the attempt before it ended; nil for the first.
        package var wait: Nanoseconds?
        /// How long the provider asked to wait after the attempt before it.
        package var advisedWait: Nanoseconds?
    }

    package var attempts: [Attempt]
    /// From the first attempt to the one that was answered, or to the end of the last when none was.
    package var lost: Nanoseconds
    package var isAnswered: Bool

    package func place(of number: Int) -> Int? { attempts.firstIndex { $0.number == number } }
}

/// Finds the attempts of one call among many requests.
enum RetryFinder {
    /// A request that comes much later than a failure was sent for its own sake.
    private static let patience = Nanoseconds.seconds(600)

    /// The calls with more than one attempt, in the order of their first one; `calls` are in order of their start.
    static func groups(of calls: [CallFacts]) -> [RetryGroup] {
        var groups: [[CallFacts]] = []
        // By identity, the groups whose last attempt did not bring an answer.
        var open: [Int: [Int]] = [:]
        for call in calls {
            var place = groups.count
            let waiting = open[call.identity] ?? []
            if let match = waiting.first(where: { isAttempt(call, after: groups[$0].last) }) {
                place = match
                groups[place].append(call)
            } else {
                groups.append([call])
            }
            open[call.identity] = waiting.filter { $0 != place } + (call.outcome == .answered ? [] : [place])
        }
        return groups.filter { $0.count > 1 }.map(RetryGroup.init)
    }

    private static func isAttempt(_ call: CallFacts, after last: CallFacts?) -> Bool {
        guard let last, last.startedAt < call.startedAt else { return false }
        // The SDK counts: then nothing needs to be concluded from what became of the attempt before.
        if let count = call.retryCount, count > 0 { return last.retryCount == count - 1 }
        guard last.outcome == .failed, let end = last.endedAt else { return false }
        return end <= call.startedAt && call.startedAt - end <= patience
    }
}

extension RetryGroup {
    fileprivate init(_ calls: [CallFacts]) {
        attempts = calls.enumerated().map { place, call in
            let before = place > 0 ? calls[place - 1] : nil
            return Attempt(
                number: call.number,
                result: call.result,
                wait: before?.endedAt.map { max(call.startedAt - $0, .zero) },
                advisedWait: before?.advisedWait
            )
        }
        let last = calls[calls.count - 1]
        isAnswered = last.outcome == .answered
        lost = (isAnswered ? last.startedAt : last.endedAt ?? last.startedAt) - calls[0].startedAt
    }
}
