/// Rules about how choices begin and end.
struct ChatChoiceLint {
    private struct Choice {
        var hasDelta = false
        var finish: String?
        var finishedAt: LintPlace?
        var hasText = false
        var hasToolCall = false
    }

    private var choices = ChoiceTable<Choice>()

    /// What OpenAI's specification lists.
    private static let reasons: Set<String> = ["stop", "length", "tool_calls", "content_filter", "function_call"]

    mutating func check(_ fields: OpenAIChatChoiceFields, _ event: LintedEvent, into report: inout LintReport) {
        choices.update(fields.index, or: Choice()) { choice in
            Self.check(fields, &choice, event, into: &report)
        }
    }

    private static func check(
        _ fields: OpenAIChatChoiceFields,
        _ choice: inout Choice,
        _ event: LintedEvent,
        into report: inout LintReport
    ) {
        let subject = LintedEvent.subject(choice: fields.index)
        if let delta = fields.delta, delta.isObject {
            checkRole(delta, isFirst: !choice.hasDelta, subject, into: &report)
            choice.hasDelta = true
        }
        var hasContent = false
        for delta in event.deltas where delta.choice == fields.index {
            if delta.kind == .toolStart { choice.hasToolCall = true }
            guard delta.isContent else { continue }
            hasContent = true
            if delta.kind == .text || delta.kind == .refusal || delta.kind == .media { choice.hasText = true }
        }
        if hasContent, choice.finish != nil {
            report.add(.chatDeltaAfterFinish, "content after \(subject) had finished", subject: subject)
        }
        checkFinish(fields.finishReason, of: &choice, at: event.place, subject, into: &report)
    }

    private static func checkRole(_ delta: JSONView, isFirst: Bool, _ subject: String, into report: inout LintReport) {
        let hasRole = delta["role"]?.isNonEmptyString ?? false
        if isFirst, !hasRole {
            report.add(.chatRoleMissing, "the first delta of \(subject) has no role", subject: subject)
        } else if !isFirst, hasRole {
            report.add(.chatRoleRepeated, "a later delta of \(subject) gives the role again", subject: subject)
        }
    }

    private static func checkFinish(
        _ reason: JSONView?,
        of choice: inout Choice,
        at place: LintPlace,
        _ subject: String,
        into report: inout LintReport
    ) {
        guard let reason, reason.isNonEmptyString, let reason = reason.string else { return }
        if let known = choice.finish {
            report.add(
                .chatFinishTwice,
                "\(subject) finishes again with \"\(reason)\", after \"\(known)\"",
                subject: subject
            )
            return
        }
        choice.finish = reason
        choice.finishedAt = place
        if !reasons.contains(reason) {
            report.add(.chatFinishUnknown, "finish_reason \"\(reason)\" is not one that clients know", subject: subject)
        }
        if reason == "length" || reason == "content_filter" {
            report.add(.chatTruncatedLength, "\(subject) was cut short: \(reason)", subject: subject)
        }
    }

    mutating func finish(_ end: LintedEnd, into report: inout LintReport) {
        // That nothing finished at all is told for all dialects.
        let isToldWhole = end.state == .truncated && choices.sorted.allSatisfy { $0.value.finish == nil }
        for (index, choice) in choices.sorted {
            let subject = LintedEvent.subject(choice: index)
            if let reason = choice.finish {
                checkContent(of: choice, index, reason, end, into: &report)
            } else if !end.isCut, end.state != .error, !isToldWhole {
                report.add(.chatFinishMissing, "\(subject) began but has no finish_reason", subject: subject)
            }
        }
        checkIndexes(end, into: &report)
    }

    /// Whether what came fits the reason that was given.
    private func checkContent(
        of choice: Choice,
        _ index: Int,
        _ reason: String,
        _ end: LintedEnd,
        into report: inout LintReport
    ) {
        let subject = LintedEvent.subject(choice: index)
        if choice.hasToolCall, reason == "stop", !Self.asksForOneFunction(end.request) {
            let message = "\(subject) has tool calls but finished with \"stop\": agents do not run them"
            report.add(.chatFinishMismatch, message, subject: subject, at: choice.finishedAt)
        } else if !choice.hasToolCall, reason == "tool_calls" || reason == "function_call" {
            let message = "\(subject) finished with \"\(reason)\" but has no tool call"
            report.add(.chatFinishMismatch, message, subject: subject, at: choice.finishedAt)
        }
        if reason == "stop", !choice.hasText, !choice.hasToolCall {
            let message = "\(subject) finished with \"stop\" but has neither text nor tool call nor refusal"
            report.add(.chatEmpty, message, subject: subject, at: choice.finishedAt)
        }
    }

    /// Asked for one function by name, OpenAI's own service finishes its call with `stop`.
    private static func asksForOneFunction(_ request: LintRequest) -> Bool {
        request.body?["tool_choice"]?.objectValue != nil || request.body?["function_call"]?.objectValue != nil
    }

    private func checkIndexes(_ end: LintedEnd, into report: inout LintReport) {
        let indexes = choices.indexes
        guard let first = indexes.first, let last = indexes.last else { return }
        if first < 0 || last != choices.count - 1 {
            let shown = indexes.prefix(8).map(String.init).joined(separator: ", ")
            return report.add(.chatIndexGap, "the choices have the indexes \(shown), not 0 to \(choices.count - 1)")
        }
        guard end.request.body != nil else { return }
        let asked = end.request.facts.choiceCount ?? 1
        if choices.count > asked {
            report.add(.chatIndexGap, "\(choices.count) choices came, \(asked) asked for (n)")
        }
    }
}
