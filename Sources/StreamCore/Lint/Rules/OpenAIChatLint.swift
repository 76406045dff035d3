/// Rules about Chat Completions chunks.
struct OpenAIChatLint: StreamLint {
    mutating func check(_ event: LintedEvent, into report: inout LintReport) {
        guard let chunk = event.object, chunk["choices"] != nil else { return }
        if !chunk["object"].isText("chat.completion.chunk") {
            let shown = chunk["object"].map { Excerpt.text(of: $0) } ?? "missing"
            report.add(.chatObject, "object is \(shown), not \"chat.completion.chunk\"")
        }
    }
}
