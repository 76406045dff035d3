/// Rules about Cohere's v2 chat streams.
struct CohereLint: StreamLint {
    private var hasStarted = false
    private var content = CohereParts()
    private var calls = CohereParts()

    mutating func check(_ event: LintedEvent, into report: inout LintReport) {
        guard let json = event.object else { return }
        let type = event.event.name
        if type.isText("message-start") { return hasStarted = true }
        let isContent = type.startsWithText("content-")
        let isCall = type.startsWithText("tool-call-")
        guard isContent || isCall else { return }
        if !hasStarted { report.add(.cohOrder, "\(type.text) comes before message-start", subject: "message") }
        guard let index = json["index"]?.int else { return }
        let found = isContent ? content.check(type, index: index) : calls.check(type, index: index)
        let subject = "\(isContent ? "content" : "tool call") \(index)"
        switch found {
        case nil: break
        case .startedTwice: report.add(.cohOrder, "\(subject) starts again before its end", subject: subject)
        case .notOpen: report.add(.cohOrder, "\(type.text) for \(subject), which is not open", subject: subject)
        }
    }

    mutating func finish(_ end: LintedEnd, into report: inout LintReport) {
        guard !end.isCut, end.isStream, end.eventCount > 0, !end.outcome.hasError, !end.outcome.sawTerminator else {
            return
        }
        report.add(.cohNoEnd, "no message-end came: finish reason and token counts are missing")
    }
}

/// Which parts of one kind are open.
private struct CohereParts: Sendable {
    enum Problem {
        case startedTwice, notOpen
    }

    private var open: Set<Int> = []
    /// More are open than anybody sends; from there on nothing is told.
    private var isLost = false

    private static let most = 64

    mutating func check(_ type: ByteView, index: Int) -> Problem? {
        if isLost { return nil }
        if type.endsWithText("-start") {
            let isNew = open.insert(index).inserted
            isLost = open.count > Self.most
            return isNew ? nil : .startedTwice
        }
        if type.endsWithText("-end") { return open.remove(index) == nil ? .notOpen : nil }
        return open.contains(index) ? nil : .notOpen
    }
}
