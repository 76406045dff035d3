/// The rules about Chat Completions, each group a struct of its own.
struct OpenAIChatLint: StreamLint {
    private var chunks = ChatChunkLint()
    private var choices = ChatChoiceLint()
    private var content = ChatContentLint()
    private var tools = ChatToolLint()
    private var format = ChatFormatLint()

    mutating func check(_ event: LintedEvent, into report: inout LintReport) {
        guard let chunk = event.object else { return }
        chunks.check(chunk, event, into: &report)
        chunk["choices"]?.forEachElement { view in
            let fields = OpenAIChatChoiceFields(view)
            choices.check(fields, event, into: &report)
            content.check(fields, choice: view, event, into: &report)
            tools.check(fields, into: &report)
        }
    }

    mutating func finish(_ end: LintedEnd, into report: inout LintReport) {
        guard end.isStream else { return format.finish(end, into: &report) }
        chunks.finish(end, into: &report)
        choices.finish(end, into: &report)
        content.finish(end, into: &report)
        format.finish(end, into: &report)
    }
}

extension LintedEvent {
    /// A choice as findings name it.
    static func subject(choice: Int) -> String {
        choiceNames.indices.contains(choice) ? choiceNames[choice] : "choice \(choice)"
    }

    /// Asked for at every event.
    private static let choiceNames = (0..<8).map { "choice \($0)" }

    /// Whether what the reader made of the event holds one of a kind for a choice.
    func has(_ kind: Delta.Kind, choice: Int) -> Bool {
        deltas.contains { $0.kind == kind && $0.choice == choice }
    }
}
