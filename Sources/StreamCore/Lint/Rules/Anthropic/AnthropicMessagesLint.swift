/// Rules about Messages streams as a whole: names of events, start and end, stop reasons and counts.
///
/// Those about content blocks are ``AnthropicBlockLint``'s.
struct AnthropicMessagesLint: StreamLint {
    private var blocks = AnthropicBlockLint()
    private var sawStart = false
    private var sawStop = false
    private var stopReason: String?
    private var outputTokens: Int?

    mutating func check(_ event: LintedEvent, into report: inout LintReport) {
        guard let json = event.object, let type = json["type"]?.bytes else { return }
        checkName(event, type, into: &report)
        if type.isText("message_start") {
            sawStart = true
            checkCount(json["message"]?["usage"], into: &report)
        } else if type.isText("message_delta") || type.startsWithText("content_block_") {
            if !sawStart { report.add(.anthNoStart, "\(type.text) comes before message_start") }
            if type.isText("message_delta") { checkDelta(json, into: &report) }
        } else if type.isText("message_stop") {
            sawStop = true
            if stopReason == nil {
                report.add(.anthNoStopReason, "message_stop came without a message_delta that has a stop_reason")
            }
        }
        blocks.check(event, into: &report)
    }

    mutating func finish(_ end: LintedEnd, into report: inout LintReport) {
        guard end.isStream, !end.isCut, !end.outcome.hasError else { return }
        guard sawStop else { return report.add(.anthNoMessageStop, "the stream ended without message_stop") }
        blocks.finish(end, into: &report)
        checkStop(into: &report)
    }

    private func checkName(_ event: LintedEvent, _ type: ByteView, into report: inout LintReport) {
        // Bedrock frames the same payloads without names.
        guard event.block.framing == .sse else { return }
        let name = event.event.type
        if name.isEmpty {
            report.add(.anthNoEventName, "there is no event: line before the data of \(Excerpt.text(of: type))")
        } else if !name.elementsEqual(type) {
            let names = "\(Excerpt.text(of: name)), the payload's type \(Excerpt.text(of: type))"
            report.add(.anthNameType, "the event's name is \(names)")
        }
    }

    private mutating func checkDelta(_ json: JSONView, into report: inout LintReport) {
        if let reason = json["delta"]?["stop_reason"]?.string { stopReason = reason }
        checkCount(json["usage"], into: &report)
    }

    /// Counts are totals so far.
    private mutating func checkCount(_ usage: JSONView?, into report: inout LintReport) {
        guard let count = usage?["output_tokens"]?.int else { return }
        if let before = outputTokens, count < before {
            report.add(.anthUsageAdded, "output_tokens falls from \(before) to \(count): it must be the total so far")
        }
        outputTokens = count
    }

    private func checkStop(into report: inout LintReport) {
        guard let reason = stopReason else { return }
        if reason == "tool_use", !blocks.hasTool {
            report.add(.anthStopMismatch, "stop_reason is tool_use and no tool_use block came")
        } else if blocks.hasTool, reason == "end_turn" || reason == "stop_sequence" {
            let message = "a tool_use block came and stop_reason is \(reason): agents end their loop there"
            report.add(.anthStopMismatch, message)
        }
    }
}
