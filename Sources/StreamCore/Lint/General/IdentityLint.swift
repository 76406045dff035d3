/// Rules about what a stream says it is: an answer has one id, one model, one time.
struct IdentityLint: StreamLint {
    /// The first value of each member, by ``Member/rawValue``.
    private var known = [FirstValue?](repeating: nil, count: Member.allCases.count)

    private enum Member: Int, CaseIterable {
        case id, created, model, responseID, modelVersion

        var name: StaticString {
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
        guard let object = event.object, let members = Self.members(of: event.dialect) else { return }
        // One pass: this is asked of every event.
        object.forEachMember { key, value in
            guard let member = members.first(where: { key.isText($0.name) }) else { return }
            compare(member, value, into: &report)
            if member == .id { checkEmpty(value, of: event, into: &report) }
        }
    }

    /// The members that name the answer; nil where a dialect has none in its events.
    private static func members(of dialect: Dialect?) -> [Member]? {
        if dialect === Dialect.openAIChat || dialect === Dialect.openAICompletions { return chat }
        if dialect === Dialect.geminiGenerate { return gemini }
        return dialect === Dialect.ollamaChat || dialect === Dialect.ollamaGenerate ? ollama : nil
    }

    private static let chat: [Member] = [.id, .created, .model]
    private static let gemini: [Member] = [.responseID, .modelVersion]
    private static let ollama: [Member] = [.model]

    /// Empty ids, models and a time of 0 say nothing (Azure's first chunk).
    private mutating func compare(_ member: Member, _ value: JSONView, into report: inout LintReport) {
        guard value.isTruthy else { return }
        guard let first = known[member.rawValue] else {
            known[member.rawValue] = FirstValue(value)
            return
        }
        guard !first.isEqual(to: value) else { return }
        let text = Excerpt.text(of: value.string ?? value.value.text())
        report.add(
            .idChanged,
            "\(member.name) changes from \(first.text) to \(text)",
            subject: member.name.description,
            evidence: "\"\(member.name)\": \(text)"
        )
    }

    private func checkEmpty(_ id: JSONView, of event: LintedEvent, into report: inout LintReport) {
        guard id.isString, !id.isNonEmptyString, event.deltas.contains(where: \.isContent) else { return }
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
