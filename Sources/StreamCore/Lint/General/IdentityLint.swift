/// Rules about what a stream says it is: an answer has one id, one model, one time.
struct IdentityLint: StreamLint {
    /// The first value of each member, by ``Member/rawValue``.
    private var known = [FirstValue?](repeating: nil, count: Member.allCases.count)

    private enum Member: Int, CaseIterable {
        case id, created, model, responseID, modelVersion

        var name: String {
            switch self {
            case .id: "id"
            case .created: "created"
            case .model: "model"
            case .responseID: "responseId"
            case .modelVersion: "modelVersion"
            }
        }
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
        guard let first = known[member.rawValue] else {
            known[member.rawValue] = FirstValue(value)
            return
        }
        guard !first.isEqual(to: value) else { return }
        let text = Excerpt.text(of: value.string ?? value.value.text())
        report.add(
            .idChanged,
            "\(member.name) changes from \(first.text) to \(text)",
            subject: member.name,
            evidence: "\"\(member.name)\": \(text)"
        )
    }

    private func checkEmpty(_ id: JSONView?, of event: LintedEvent, into report: inout LintReport) {
        guard let id, id.isString, !id.isNonEmptyString, event.deltas.contains(where: \.isContent) else { return }
        report.add(.idEmpty, "a chunk with content has an empty id")
    }
}

/// A value that outlives its event, to be compared with those of later events without making a text of each.
private struct FirstValue {
    private let value: JSONValue
    private let bytes: [UInt8]?

    init(_ view: JSONView) {
        value = view.value
        bytes = view.bytes.map(Array.init)
    }

    var text: String { Excerpt.text(of: value.stringValue ?? value.text()) }

    func isEqual(to view: JSONView) -> Bool {
        guard let bytes else { return value == view.value }
        return view.bytes?.elementsEqual(bytes) ?? false
    }
}
