/// Rules about payloads that should be JSON.
struct JSONLint: StreamLint {
    mutating func check(_ event: LintedEvent, into report: inout LintReport) {
        guard let failure = event.event.jsonFailure else { return }
        report.add(.jsonInvalid, "the event's data is not valid JSON: \(failure)")
    }
}
