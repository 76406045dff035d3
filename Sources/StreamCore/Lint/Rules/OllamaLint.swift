/// Rules about Ollama's own streams.
struct OllamaLint: StreamLint {
    mutating func finish(_ end: LintedEnd, into report: inout LintReport) {
        guard !end.isCut, end.isStream, end.eventCount > 0, !end.outcome.hasError, !end.outcome.sawTerminator else {
            return
        }
        report.add(.ollNoDone, "no line says \"done\": true: the answer may be cut off")
    }
}
