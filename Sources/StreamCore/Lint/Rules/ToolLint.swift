/// Rules about tool calls that hold in all dialects.
struct ToolLint: StreamLint {
    /// Where calls began, by choice and position.
    private var places: [[Int]: LintPlace] = [:]
    private var sawLegacyCall = false
    private static let mostPlaces = 256

    /// Their calls have no ids: what answers a call names the tool.
    private static let withoutIDs: Set<String> = ["gemini.generate", "ollama.chat", "ollama.generate"]

    mutating func check(_ event: LintedEvent, into report: inout LintReport) {
        for delta in event.deltas where delta.kind == .toolStart {
            if places.count < Self.mostPlaces, let index = delta.index {
                places[[delta.choice, index]] = places[[delta.choice, index]] ?? event.place
            }
            // The deprecated `function_call` of Chat Completions has neither index nor id.
            guard !sawLegacyCall, delta.id == nil else { continue }
            event.object?["choices"]?.forEachElement { choice in
                if choice["delta"]?.present("function_call") != nil { sawLegacyCall = true }
            }
        }
    }

    mutating func finish(_ end: LintedEnd, into report: inout LintReport) {
        checkForbidden(end, into: &report)
        let tools = end.request.tools
        for choice in end.answer.choices {
            var ids: Set<String> = []
            for call in choice.toolCalls {
                let checked = CheckedCall(call, choice: choice, at: places[[choice.index, call.index]], end)
                checkNames(checked, tools, into: &report)
                checkID(checked, among: &ids, end, into: &report)
                ToolArgumentsRule.check(checked, tools, end.parser, into: &report)
            }
        }
    }

    private func checkNames(_ checked: CheckedCall, _ tools: DeclaredTools?, into report: inout LintReport) {
        guard let name = checked.call.name, !name.isEmpty else {
            if checked.isWhole { report.add(.toolNoName, "\(checked.subject) has no name", checked) }
            return
        }
        guard let tools, !tools.knows(name) else { return }
        let known = tools.names.isEmpty ? "none" : tools.names.sorted().prefix(8).joined(separator: ", ")
        report.add(.toolUnknownName, "\"\(name)\" is not among the tools of the request (\(known))", checked)
    }

    private func checkID(
        _ checked: CheckedCall,
        among ids: inout Set<String>,
        _ end: LintedEnd,
        into report: inout LintReport
    ) {
        guard let id = checked.call.id, !id.isEmpty else {
            let isExpected = !sawLegacyCall && !Self.withoutIDs.contains(end.dialect?.name ?? "")
            if isExpected, checked.isWhole {
                report.add(.toolNoId, "\(checked.subject) has no id: its result cannot be sent back", checked)
            }
            return
        }
        if !ids.insert(id).inserted { report.add(.toolDupId, "two calls have the id \"\(id)\"", checked) }
    }

    private func checkForbidden(_ end: LintedEnd, into report: inout LintReport) {
        guard let body = end.request.body else { return }
        let choice = body["tool_choice"]
        let isNone = (choice?.stringValue ?? choice?["type"]?.stringValue)?.lowercased() == "none"
        let isSingle =
            body["parallel_tool_calls"]?.boolValue == false
            || choice?["disable_parallel_tool_use"]?.boolValue == true
        for answer in end.answer.choices where !answer.toolCalls.isEmpty {
            let subject = "choice \(answer.index)"
            let place = places[[answer.index, 0]]
            if isNone {
                report.add(.toolForbidden, "a tool call although tool_choice is \"none\"", subject: subject, at: place)
            } else if isSingle, answer.toolCalls.count > 1 {
                let message = "\(answer.toolCalls.count) tool calls although parallel ones were ruled out"
                report.add(.toolForbidden, message, subject: subject, at: place)
            }
        }
    }
}

/// A tool call as the rules for the end see it.
struct CheckedCall {
    let call: ToolCall
    let subject: String
    let place: LintPlace
    /// The choice came to its end, and not because it ran out of room.
    let isWhole: Bool

    /// Reasons of all dialects that say that the answer was cut short.
    private static let short: Set<String> = [
        "length", "max_tokens", "model_length", "max_output_tokens", "model_context_window_exceeded",
    ]

    init(_ call: ToolCall, choice: ModelAnswer.Choice, at place: LintPlace?, _ end: LintedEnd) {
        self.call = call
        self.place = place ?? LintPlace()
        subject = "choice \(choice.index) tool call \(call.index)"
        let reason = choice.finishReason?.lowercased()
        isWhole = end.ending == .ended && reason.map { !Self.short.contains($0) } ?? false
    }
}

extension LintReport {
    /// Notes a finding about a tool call, where it began.
    mutating func add(_ code: LintCode, _ message: String, _ checked: CheckedCall, evidence: String? = nil) {
        add(code, message, subject: checked.subject, at: checked.place, evidence: evidence)
    }
}
