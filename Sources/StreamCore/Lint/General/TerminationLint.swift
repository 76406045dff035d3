/// Rules about how a stream ends.
struct TerminationLint: StreamLint {
    /// The dialect's terminator itself was seen, not only what readers take for one.
    private var hasTerminator = false

    mutating func check(_ event: LintedEvent, into report: inout LintReport) {
        guard let dialect = event.dialect, dialect.hasEnd else { return }
        let isTerminator = Self.isTerminator(event, dialect)
        defer { hasTerminator = hasTerminator || isTerminator }
        if event.isDone, !isTerminator {
            // Gemini's client parses it as JSON; the others stop before it, or skip it.
            let isFatal = dialect.name == "gemini.generate"
            report.add(
                .termForeignDone,
                "[DONE] does not belong to \(dialect.name)",
                severity: isFatal ? .warning : .info
            )
            return
        }
        if event.isDone, event.before.hasError, !event.before.sawTerminator {
            report.add(.termDoneAfterError, "[DONE] follows an error: it does not mean success")
        }
        guard event.before.sawTerminator else { return }
        if isTerminator {
            if hasTerminator { report.add(.termDuplicate, "the stream ends a second time") }
        } else if !event.event.isKeepAlive {
            report.add(.termDataAfter, "an event after the stream's end: clients have stopped reading")
        }
    }

    mutating func finish(_ end: LintedEnd, into report: inout LintReport) {
        guard end.ending == .ended else { return }
        if end.state == .truncated {
            report.add(.termMissing, "the stream ended with neither a finish nor a terminator")
        }
        guard end.state == .complete, end.outcome.hasEnd, end.outcome.isComplete, !end.outcome.sawTerminator,
            !Self.tellsTerminator.contains(where: { report.has($0) }), let terminator = end.dialect?.terminator
        else { return }
        report.add(.termNoSentinel, "the answer is finished but \(terminator) is missing")
    }

    private static let done = "[DONE]"

    /// Codes that say already why the terminator is not there.
    private static let tellsTerminator: [LintCode] = [
        .sseUnterminatedDone, .anthNoMessageStop, .astNoDone, .cohNoEnd, .awsNoMetadata,
    ]

    private static func isTerminator(_ event: LintedEvent, _ dialect: Dialect) -> Bool {
        guard let terminator = dialect.terminator else { return false }
        return terminator == done ? event.isDone : event.event.name.elementsEqual(terminator.utf8)
    }
}
