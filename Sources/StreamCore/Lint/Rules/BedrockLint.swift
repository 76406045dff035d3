/// Rules about the streams of Bedrock, Converse's and the models' own.
struct BedrockLint: StreamLint {
    mutating func check(_ event: LintedEvent, into report: inout LintReport) {
        guard event.block.failureMessage != nil else { return }
        let error = event.deltas.first { $0.kind == .error }
        let texts = [error?.name, error?.text].compactMap(\.self).filter { !$0.isEmpty }
        report.add(.awsException, "a frame reports \(texts.isEmpty ? "a failure" : texts.joined(separator: ": "))")
    }

    mutating func finish(_ end: LintedEnd, into report: inout LintReport) {
        guard !end.isCut, end.isStream, end.dialect?.name == Dialect.bedrockConverse.name, !end.outcome.hasError,
            end.outcome.isComplete, !end.outcome.sawTerminator
        else { return }
        report.add(.awsNoMetadata, "messageStop is the last event: metadata with the token counts is missing")
    }
}
