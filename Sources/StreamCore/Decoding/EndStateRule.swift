/// What a decoder knew about an answer when its exchange ended.
package struct DecodedOutcome: Equatable, Sendable {
    /// The dialect's finish was seen.
    package var isComplete: Bool
    package var sawTerminator: Bool
    /// The stream reported an error.
    package var hasError: Bool
    /// The body is a stream of a dialect that says how it ends.
    package var hasEnd: Bool

    package init(isComplete: Bool = false, sawTerminator: Bool = false, hasError: Bool = false, hasEnd: Bool = false) {
        self.isComplete = isComplete
        self.sawTerminator = sawTerminator
        self.hasError = hasError
        self.hasEnd = hasEnd
    }
}

/// What became of an exchange, from what the wire showed and what the dialect said.
package enum EndStateRule {
    /// The state of an exchange.
    ///
    /// - Parameters:
    ///   - reason: nil while the exchange is open.
    ///   - status: the response's status, nil without a head.
    ///   - author: who made the response.
    ///   - outcome: nil when there was no body to decode.
    /// - Returns: the state that commands and reports show.
    package static func state(
        reason: EndReason?,
        status: Int?,
        author: ResponseHead.Author = .upstream,
        outcome: DecodedOutcome?
    ) -> EndState {
        guard let reason else { return .open }
        // Weir's own 504 says what ended the exchange; no upstream answered with an error.
        if author == .weir, reason == .timeout { return .timeout }
        let outcome = outcome ?? DecodedOutcome()
        if outcome.hasError { return .error }
        if let status, status >= 400 { return .error }
        switch reason {
        case .connect, .protocolError: return .error
        case .eof: break
        // Whoever closed after the last content took nothing from the answer.
        case _ where outcome.isComplete || outcome.sawTerminator: return .complete
        case .clientAbort: return .clientAbort
        case .upstreamAbort: return .upstreamReset
        case .timeout: return .timeout
        case .proxyStop: return .proxyStop
        }
        return !outcome.hasEnd || outcome.isComplete || outcome.sawTerminator ? .complete : .truncated
    }
}
