/// Rules about Responses streams.
struct OpenAIResponsesLint: StreamLint {
    private var order = ResponsesOrderRule()
    private var items = ResponsesItemsRule()
    private var sawEnd = false

    mutating func check(_ event: LintedEvent, into report: inout LintReport) {
        guard let json = event.object, !event.event.isKeepAlive else { return }
        let fields = OpenAIResponsesFields(json)
        let name = fields.type ?? event.event.type
        let effect = OpenAIResponsesEffect(name)
        let isError = effect == nil && event.deltas.contains { $0.kind == .error }
        order.check(event, json, fields, effect: effect, isError: isError, into: &report)
        if isError || effect == .end { sawEnd = true }
        if isError {
            checkError(json, into: &report)
        } else if let effect {
            items.check(effect, fields, json, isResumed: order.isResumed, into: &report)
        } else {
            let shown = Excerpt.text(of: name)
            report.add(.respUnknownEvent, "the specification has no event \"\(shown)\"", subject: shown)
        }
    }

    mutating func finish(_ end: LintedEnd, into report: inout LintReport) {
        order.finish(into: &report)
        guard end.isStream, !end.isCut, end.eventCount > 0, !sawEnd else { return }
        report.add(.respNoTerminal, "neither response.completed, .incomplete, .failed nor an error ends the stream")
    }

    private func checkError(_ json: JSONView, into report: inout LintReport) {
        guard json["type"].isText("error"), !(json["error"]?.isTruthy ?? false) else { return }
        report.add(.respErrorFlat, "the error stands in the event itself, not in a member \"error\"")
    }
}

/// Rules about the events themselves: the first one, their names, their numbers.
struct ResponsesOrderRule: Sendable {
    /// The stream goes on where an earlier one was cut (`starting_after`).
    private(set) var isResumed = false
    private var isFirst = true
    private var lastNumber: Int?
    private var missing = 0
    private var numbered = 0
    private var firstMissing: LintPlace?

    mutating func check(
        _ event: LintedEvent,
        _ json: JSONView,
        _ fields: OpenAIResponsesFields,
        effect: OpenAIResponsesEffect?,
        isError: Bool,
        into report: inout LintReport
    ) {
        let number = json["sequence_number"]?.int
        if isFirst {
            isFirst = false
            isResumed = event.request.facts.resumesAfter != nil || (number ?? 0) > 0 && event.request.body == nil
            if effect != .snapshot, !isError, !isResumed {
                report.add(.respNoCreated, "the first event is \(Self.shown(event, fields)), not response.created")
            }
        }
        checkName(event, fields, into: &report)
        checkNumber(number, at: event.place, into: &report)
    }

    mutating func finish(into report: inout LintReport) {
        guard missing > 0 else { return }
        // Servers that number nothing, such as llama.cpp, are consistent at least.
        let events = missing == 1 ? "1 event has" : "\(missing) events have"
        report.add(
            .respSeqMissing,
            "\(events) no sequence_number",
            severity: numbered == 0 ? .info : nil,
            at: firstMissing
        )
    }

    private func checkName(_ event: LintedEvent, _ fields: OpenAIResponsesFields, into report: inout LintReport) {
        guard event.block.framing == .sse, let type = fields.type else { return }
        let name = event.event.type
        if name.isEmpty {
            report.add(.respNameType, "the event has no name; its type is \"\(Excerpt.text(of: type))\"")
        } else if !name.elementsEqual(type) {
            let shown = (Excerpt.text(of: name), Excerpt.text(of: type))
            report.add(.respNameType, "the event is named \"\(shown.0)\" but its type is \"\(shown.1)\"")
        }
    }

    private mutating func checkNumber(_ number: Int?, at place: LintPlace, into report: inout LintReport) {
        guard let number else {
            missing += 1
            firstMissing = firstMissing ?? place
            return
        }
        numbered += 1
        let expected = lastNumber.map { $0.addingReportingOverflow(1).partialValue } ?? (isResumed ? number : 0)
        if let last = lastNumber, number <= last {
            report.add(.respSeqRepeat, "sequence_number is \(number) after \(last)")
        } else if number != expected {
            report.add(.respSeqGap, "sequence_number is \(number), not \(expected)")
        }
        lastNumber = number
    }

    private static func shown(_ event: LintedEvent, _ fields: OpenAIResponsesFields) -> String {
        let name = fields.type ?? event.event.type
        return name.isEmpty ? "unnamed" : "\"\(Excerpt.text(of: name))\""
    }
}
