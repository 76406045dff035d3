package import StreamCore

/// What a response body amounts to.
package struct AnalyzedBody: Sendable {
    package let dialect: String
    package let model: String?
    /// As the request names it, which may be an alias of what answered.
    package let requestedModel: String?
    /// Nil when the request does not tell.
    package let streamRequested: Bool?
    /// A stream of events, not one document.
    package let isStream: Bool
    /// It goes on where another stream was cut.
    package let isResumed: Bool
    /// How it was cut into blocks; nil for a body without a byte.
    package let framing: Framing?
    /// The first bytes that are not white space, of a body that is no stream.
    package let opening: [UInt8]
    package let answer: ModelAnswer
    package let error: ProviderError?
    /// In the provider's own shape without streaming; nil unless messages were kept.
    package let message: JSONValue?
    /// What the answer itself says of the server's time; empty unless messages were kept.
    package let serverTimes: [ServerTime]
    package let outcome: DecodedOutcome
    /// Dispatched events.
    package let events: Int
    /// Of its framing, its events and its end.
    package let findings: [Finding]
    package let toolCalls: [AnalyzedToolCall]

    init(
        _ decoder: StreamDecoder,
        isStream: Bool,
        framing: Framing?,
        opening: [UInt8],
        findings: [Finding],
        parser: JSONParser
    ) {
        dialect = decoder.dialect
        model = decoder.model
        requestedModel = decoder.requestedModel
        streamRequested = decoder.streamRequested
        self.isStream = isStream
        isResumed = decoder.isResumed
        self.framing = framing
        self.opening = opening
        answer = decoder.answer
        error = decoder.error
        message = decoder.message
        serverTimes = ServerTime.times(in: [message, decoder.report].compactMap(\.self))
        outcome = decoder.outcome
        events = decoder.eventCount
        self.findings = findings
        toolCalls = decoder.answer.choices.flatMap { choice in
            choice.toolCalls.map { AnalyzedToolCall($0, isFinished: choice.finishReason != nil, parser: parser) }
        }
    }

    /// Whether the counts are from before the answer's end: the stream was cut, and went on after its last count.
    package var isUsagePartial: Bool {
        isStream && outcome.hasEnd && !outcome.isComplete && !outcome.sawTerminator && answer.usage.source == .provider
    }

    /// What became of it when nothing but the body is known.
    package var state: EndState {
        EndStateRule.state(reason: .eof, status: nil, outcome: outcome)
    }
}

/// A tool call with its arguments parsed.
package struct AnalyzedToolCall: Sendable {
    package let call: ToolCall
    package let arguments: JSONValue?
    package let isComplete: Bool

    init(_ call: ToolCall, isFinished: Bool, parser: JSONParser) {
        self.call = call
        arguments = call.argumentsJSON(parser)
        isComplete = call.isComplete(parser, choiceFinished: isFinished)
    }
}
