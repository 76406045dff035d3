/// Rules about tool calls that hold in all dialects.
struct ToolLint: StreamLint {
    mutating func finish(_ end: LintedEnd, into report: inout LintReport) {
        for call in end.toolCalls where call.name == nil {
            report.add(
                .toolNoName,
                "tool call \(call.index) has no name",
                subject: "choice \(call.choice) tool call \(call.index)"
            )
        }
    }
}
