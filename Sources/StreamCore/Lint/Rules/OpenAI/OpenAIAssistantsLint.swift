/// Rules about Assistants streams.
struct OpenAIAssistantsLint: StreamLint {
    /// Messages and steps that an event stated as a whole.
    private var known: Set<String> = []
    private var sawRunEnd = false
    private var sawError = false

    mutating func check(_ event: LintedEvent, into report: inout LintReport) {
        if event.deltas.contains(where: { $0.kind == .finish }) { sawRunEnd = true }
        if event.deltas.contains(where: { $0.kind == .error }) { sawError = true }
        guard let kind = AssistantsEvent(event.event), let id = event.object?["id"]?.string else { return }
        switch kind {
        case .message, .step: known.insert(id)
        case .messageDelta, .stepDelta:
            guard !known.contains(id) else { return }
            let what = kind == .messageDelta ? "message" : "step"
            let shown = Excerpt.text(of: id)
            report.add(.astDeltaOrphan, "a delta of \(what) \(shown) comes before the \(what)", subject: shown)
        case .run, .thread: break
        }
    }

    mutating func finish(_ end: LintedEnd, into report: inout LintReport) {
        guard end.isStream, !end.isCut, end.eventCount > 0 else { return }
        if !sawRunEnd, !sawError {
            report.add(
                .astNoRunEnd,
                "no event ends the run: completed, incomplete, requires_action, failed, cancelled or expired"
            )
        }
        if !end.outcome.sawTerminator {
            report.add(.astNoDone, "the event done is missing")
        }
    }
}
