import StreamCore
import Testing

@Suite struct EndStateRuleTests {
    private func state(_ reason: EndReason?, status: Int? = 200, _ outcome: DecodedOutcome? = nil) -> EndState {
        EndStateRule.state(reason: reason, status: status, outcome: outcome)
    }

    @Test func `an exchange that goes on is open`() {
        #expect(state(nil, DecodedOutcome(isComplete: true, hasEnd: true)) == .open)
        #expect(state(nil, status: 500) == .open)
    }

    @Test(arguments: [
        (EndReason.eof, EndState.truncated), (.clientAbort, .clientAbort), (.upstreamAbort, .upstreamReset),
        (.timeout, .timeout), (.proxyStop, .proxyStop), (.connect, .error), (.protocolError, .error),
    ])
    func `a stream without a finish ends as the wire says`(reason: EndReason, expected: EndState) {
        #expect(state(reason, DecodedOutcome(hasEnd: true)) == expected)
    }

    @Test(arguments: [EndReason.eof, .clientAbort, .upstreamAbort, .timeout, .proxyStop])
    func `a stream with a finish or a terminator is complete`(reason: EndReason) {
        #expect(state(reason, DecodedOutcome(isComplete: true, hasEnd: true)) == .complete)
        #expect(state(reason, DecodedOutcome(sawTerminator: true, hasEnd: true)) == .complete)
    }

    @Test(arguments: EndReason.allCases)
    func `a reported error is an error however it ends`(reason: EndReason) {
        #expect(
            state(reason, DecodedOutcome(isComplete: true, sawTerminator: true, hasError: true, hasEnd: true)) == .error
        )
        #expect(state(reason, status: 429, DecodedOutcome()) == .error)
    }

    @Test func `a body that says nothing of its end is complete when HTTP says so`() {
        #expect(state(.eof, DecodedOutcome()) == .complete)
        #expect(state(.eof) == .complete)
        #expect(state(.clientAbort) == .clientAbort)
        #expect(state(.connect, status: nil) == .error)
    }
}
