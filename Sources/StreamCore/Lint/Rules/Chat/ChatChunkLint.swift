/// Rules about the members of a chunk: its kind, its choices, where its token counts stand.
struct ChatChunkLint {
    private var sawChoice = false
    private var sawUsage = false
    /// The first chunk without counts behind one that had them.
    private var countsLostAt: LintPlace?

    mutating func check(_ chunk: JSONView, _ event: LintedEvent, into report: inout LintReport) {
        let isError = chunk["error"]?.isTruthy ?? false
        let choices = chunk["choices"]
        checkKind(chunk, isChunk: choices?.isArray ?? false, into: &report)
        if !isError { checkPresence(choices, in: chunk, into: &report) }
        checkFirstIndex(choices, into: &report)
        checkUsage(chunk, choices: choices, at: event.place, into: &report)
    }

    mutating func finish(_ end: LintedEnd, into report: inout LintReport) {
        guard let place = countsLostAt else { return }
        report.add(
            .usageErased,
            "this chunk and all behind it have no usage: clients that keep the last chunk's lose it",
            at: place
        )
    }

    private func checkKind(_ chunk: JSONView, isChunk: Bool, into report: inout LintReport) {
        guard isChunk, !chunk["object"].isText("chat.completion.chunk") else { return }
        let shown = chunk["object"].map { Excerpt.text(of: $0, longest: 40) } ?? "missing"
        report.add(.chatObject, "object is \(shown), not \"chat.completion.chunk\"")
    }

    /// Only of what is meant to be a chunk: servers send other objects in between.
    private func checkPresence(_ choices: JSONView?, in chunk: JSONView, into report: inout LintReport) {
        if let choices {
            guard choices.isNull else { return }
            report.add(.chatNullChoices, "choices is null: clients loop over it without looking")
        } else if chunk["object"]?.bytes?.startsWithText("chat.completion") ?? false {
            report.add(.chatNullChoices, "a chunk without choices: clients loop over them without looking")
        }
    }

    private mutating func checkFirstIndex(_ choices: JSONView?, into report: inout LintReport) {
        guard !sawChoice, let first = choices?.first else { return }
        sawChoice = true
        guard let index = first["index"]?.int, index > 0 else { return }
        report.add(.chatFirstIndex, "the first chunk begins with choice \(index), not with choice 0")
    }

    private mutating func checkUsage(
        _ chunk: JSONView,
        choices: JSONView?,
        at place: LintPlace,
        into report: inout LintReport
    ) {
        let inChunk = chunk["usage"]?.isObject ?? false
        var isMisplaced = false
        if inChunk, choices?.first != nil {
            isMisplaced = true
            report.add(.usageOnChoice, "usage stands on a chunk that has choices")
        }
        choices?.forEachElement { choice in
            guard !isMisplaced, choice["usage"]?.isObject ?? false else { return }
            isMisplaced = true
            report.add(.usageOnChoice, "usage stands inside a choice")
        }
        if !inChunk, !isMisplaced, chunk["x_groq"]?["usage"]?.isObject ?? false {
            report.add(.usageOnChoice, "usage stands in x_groq")
        }
        guard choices?.isArray ?? false else { return }
        if inChunk { sawUsage = true }
        countsLostAt = inChunk ? nil : countsLostAt ?? (sawUsage ? place : nil)
    }
}
