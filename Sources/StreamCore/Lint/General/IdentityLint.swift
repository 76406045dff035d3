/// Rules about what a stream says it is: an answer has one id, one model, one time.
struct IdentityLint: StreamLint {
    /// The first value of each member.
    private var known: [Member: String] = [:]

    private enum Member: String {
        case id, created, model
        case responseID = "responseId"
        case modelVersion
    }

    mutating func check(_ event: LintedEvent, into report: inout LintReport) {
        guard let object = event.object else { return }
        switch event.dialect?.name {
        case "openai.chat", "openai.completions":
            compare(.id, object["id"], into: &report)
            compare(.created, object["created"], into: &report)
            compare(.model, object["model"], into: &report)
            checkEmpty(object["id"], of: event, into: &report)
        case "gemini.generate":
            compare(.responseID, object["responseId"], into: &report)
            compare(.modelVersion, object["modelVersion"], into: &report)
        case "ollama.chat", "ollama.generate": compare(.model, object["model"], into: &report)
        default: break
        }
    }

    /// Empty ids, models and a time of 0 say nothing (Azure's first chunk).
    private mutating func compare(_ member: Member, _ value: JSONView?, into report: inout LintReport) {
        guard let value, value.isTruthy else { return }
        let text = Excerpt.text(of: value.string ?? value.value.text())
        guard let first = known[member] else { return known[member] = text }
        guard first != text else { return }
        report.add(
            .idChanged,
            "\(member.rawValue) changes from \(first) to \(text)",
            subject: member.rawValue,
            evidence: "\"\(member.rawValue)\": \(text)"
        )
    }

    private func checkEmpty(_ id: JSONView?, of event: LintedEvent, into report: inout LintReport) {
        guard let id, id.isString, !id.isNonEmptyString, event.deltas.contains(where: \.isContent) else { return }
        report.add(.idEmpty, "a chunk with content has an empty id")
    }
}
