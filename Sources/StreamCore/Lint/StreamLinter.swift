/// Checks one body against all rules while it is decoded: a ``StreamDecoder`` shows it what it reads.
///
/// Never beside a live stream: only where people look at what was recorded.
package struct StreamLinter: Sendable {
    private let request: LintRequest
    private var framing = FramingLint()
    /// Rules for all dialects.
    private var general: [any StreamLint]
    /// Many answers come over one connection: rules for one answer would misread it.
    private let isConversation: Bool
    private var dialect: Dialect?
    private var dialectRules: (any StreamLint)?
    /// What the dialect's rules found, in case that it was the wrong dialect.
    private var dialectCodes: Set<LintCode> = []
    private var report = LintReport()
    private var blockCount = 0
    private var offset = 0
    private var ending: LintedEnd.Ending?
    private var before = DecodedOutcome()

    package init(request: LintRequest = LintRequest(), isConversation: Bool = false) {
        self.request = request
        self.isConversation = isConversation
        general =
            isConversation
            ? [JSONLint(), ErrorLint(), ToolLint()]
            : [JSONLint(), ErrorLint(), TerminationLint(), IdentityLint(), ToolLint(), UsageLint(), NaiveLint()]
    }

    /// In order of place; those about the whole come last.
    package var findings: [Finding] { report.ordered }
    /// What was found in the last block; `count` says how often up to there.
    package var latest: [Finding] { report.latest }

    /// Says who ended the body; what is left of it follows.
    package mutating func end(_ ending: LintedEnd.Ending) {
        self.ending = ending
    }
}

extension StreamLinter {
    /// Starts a block.
    mutating func begin(_ block: FramedBlock, ordinal: Int?) {
        // An LF that completes a CRLF comes with the next block when a read ends between the two.
        let start = offset + framing.leadingRest(of: block)
        // What stands between the frames' payloads is not counted: places in it would mislead.
        report.begin(at: LintPlace(event: ordinal, block: blockCount, offset: isConversation ? nil : start))
        blockCount += 1
        offset += block.bytes.count
    }

    /// Checks an event between its being read and its view's end.
    mutating func check(
        _ event: DialectEvent,
        of block: FramedBlock,
        deltas: ArraySlice<Delta>,
        dialect: Dialect?,
        outcome: DecodedOutcome
    ) {
        adopt(dialect)
        let facts = framing.check(block, isReported: false, isCut: ending == .cut, into: &report)
        let linted = LintedEvent(
            block: block,
            lines: facts,
            event: event,
            deltas: deltas,
            place: report.place,
            ordinal: report.place.event ?? 0,
            request: request,
            dialect: dialect,
            before: before,
            after: outcome
        )
        before = outcome
        for index in general.indices { general[index].check(linted, into: &report) }
        let known = report.latest.count
        dialectRules?.check(linted, into: &report)
        dialectCodes.formUnion(report.latest[known...].lazy.map(\.code))
        report.quote(block, wrapping: event.isUnwrapped ? event.json : nil)
    }

    /// Checks a block that was not dispatched.
    mutating func check(ignored block: FramedBlock, deltas: ArraySlice<Delta>) {
        let isReported = deltas.contains { $0.kind == .error }
        before.hasError = before.hasError || isReported
        let facts = framing.check(block, isReported: isReported, isCut: ending == .cut, into: &report)
        let linted = LintedBlock(
            block: block,
            lines: facts,
            deltas: deltas,
            place: report.place,
            isCut: ending == .cut
        )
        for index in general.indices { general[index].check(ignored: linted, into: &report) }
        dialectRules?.check(ignored: linted, into: &report)
        report.quote(block)
    }

    /// Checks the whole; nothing follows.
    package mutating func finish(
        _ decoder: StreamDecoder,
        isStream: Bool,
        status: Int? = nil,
        anomalies: AnomalyLog = AnomalyLog(),
        parser: JSONParser
    ) {
        report.begin(at: LintPlace())
        framing.finish(into: &report)
        let ending = ending ?? .ended
        for anomaly in anomalies.list where ending != .cut || !anomaly.isLooseEnd { report.add(anomaly) }
        let dialect = DialectRegistry.named(decoder.dialect)
        adopt(dialect)
        let end = LintedEnd(
            ending: ending,
            request: request,
            dialect: dialect,
            isStream: isStream,
            answer: decoder.answer,
            outcome: decoder.outcome,
            state: EndStateRule.state(reason: .eof, status: status, outcome: decoder.outcome),
            eventCount: decoder.eventCount,
            parser: parser
        )
        dialectRules?.finish(end, into: &report)
        for index in general.indices { general[index].finish(end, into: &report) }
    }

    /// Changes the dialect's rules when the first events tell that the stream is of another one.
    private mutating func adopt(_ dialect: Dialect?) {
        guard dialect !== self.dialect else { return }
        self.dialect = dialect
        report.remove(dialectCodes)
        dialectCodes = []
        dialectRules = isConversation ? nil : dialect?.makeLint?()
    }
}
