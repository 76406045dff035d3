/// Rules about Mistral's conversations.
struct MistralConversationsLint: StreamLint {
    mutating func finish(_ end: LintedEnd, into report: inout LintReport) {
        guard !end.isCut, end.isStream, end.eventCount > 0, !end.outcome.hasError, !end.outcome.sawTerminator else {
            return
        }
        report.add(.misConvNoDone, "neither conversation.response.done nor conversation.response.error came")
    }
}
