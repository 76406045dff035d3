/// Rules about how a stream ends.
struct TerminationLint: StreamLint {
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

    /// Codes that say already why the terminator is not there.
    private static let tellsTerminator: [LintCode] = [.sseUnterminatedDone, .anthNoMessageStop, .astNoDone, .cohNoEnd]
}
