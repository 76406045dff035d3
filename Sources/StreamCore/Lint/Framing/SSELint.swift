/// Rules about server-sent events as they stand on the wire, line by line.
struct SSELint: Sendable {
    private var isFirst = true
    /// An `id` that is not empty was sent: some clients dispatch at each blank line from there on.
    private var hasID = false
    /// `[DONE]` came: clients read no further.
    private var isDone = false
    private var lineEnds = LineEndLint()

    /// Bytes at the start of a block that belong to the line end before it.
    func leadingRest(of block: FramedBlock) -> Int {
        lineEnds.isOpen && block.bytes.first == ByteScan.lineFeed ? 1 : 0
    }

    /// Checks the next block, and says what its lines are; `isReported` where it turned out to be an error
    /// that a server wrote between the events.
    mutating func check(_ block: FramedBlock, isReported: Bool, into report: inout LintReport) -> SSEBlockFacts {
        var facts = SSEBlockFacts()
        var start = leadingRest(of: block)
        let origin = (report.place.offset ?? 0) - start
        if !block.bytes.isEmpty { lineEnds.settle(isCRLF: start == 1, into: &report) }
        if isFirst, block.bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            report.add(.sseBom, "the body begins with a byte order mark", evidence: "\\xEF\\xBB\\xBF")
            start = 3
        }
        isFirst = false
        SSELine.forEach(in: block.bytes, from: start) { line in
            var place = report.place
            place.offset = origin + line.start
            check(line, of: block, isReported: isReported, at: place, facts: &facts, into: &report)
            lineEnds.note(line, at: place, into: &report)
        }
        checkWhole(block, facts, into: &report)
        return facts
    }

    mutating func finish(into report: inout LintReport) {
        lineEnds.finish(into: &report)
    }

    private mutating func check(
        _ line: SSELine,
        of block: FramedBlock,
        isReported: Bool,
        at place: LintPlace,
        facts: inout SSEBlockFacts,
        into report: inout LintReport
    ) {
        func add(_ code: LintCode, _ message: String) {
            report.add(code, message, at: place, evidence: Excerpt.text(of: line.bytes))
        }
        switch line.field {
        case .blank:
            if !facts.hasLines, line.end != nil { noteExtraBlank(at: place, into: &report) }
            return
        case .comment:
            facts.comments += 1
            add(.sseComment, Self.comment(line.bytes))
        case .data(let value, let hasSpace):
            facts.dataLines += 1
            if !hasSpace, !value.isEmpty {
                facts.tightDataLines += 1
                add(.sseNoSpace, "no space follows the colon of data")
            }
        case .event: facts.hasOtherFields = true
        case .id(let value): check(id: value, facts: &facts, add)
        case .retry(let value):
            if !value.isEmpty, value.allSatisfy({ (0x30...0x39).contains($0) }) {
                facts.hasOtherFields = true
            } else {
                add(.sseBadRetry, "retry is \"\(Excerpt.text(of: value, longest: 20))\", not a number of milliseconds")
            }
        case .unknown(let name):
            if name.isText("error") {
                add(.sseErrorField, "an error stands in a field that no client reads: the answer looks complete")
            } else if !isReported, !block.isTail {
                add(.sseUnknownField, Self.unknown(name))
            }
        }
        facts.hasLines = true
    }

    private mutating func check(id: ByteView, facts: inout SSEBlockFacts, _ add: (LintCode, String) -> Void) {
        facts.hasID = true
        if id.contains(0) {
            add(.sseIdNul, "the id holds a NUL byte: clients ignore it")
        } else {
            hasID = !id.isEmpty
            if hasID { facts.hasOtherFields = true }
        }
    }

    private func noteExtraBlank(at place: LintPlace, into report: inout LintReport) {
        guard hasID, !isDone else { return }
        report.add(.sseIdThenBlank, "an extra blank line after an id was sent", at: place, evidence: "")
    }

    private static func comment(_ line: ByteView) -> String {
        let text = Excerpt.text(of: ByteView(rebasing: line.dropFirst()), longest: 60).drop { $0 == " " }
        return text.isEmpty ? "an empty comment" : "a comment: \(text)"
    }

    private static func unknown(_ name: ByteView) -> String {
        let text = Excerpt.text(of: name, longest: 40)
        let trimmed = text.lowercased().filter { $0 != " " }
        let isMisspelt = ["data", "event", "id", "retry"].contains(trimmed)
        return "the field \"\(text)\" is unknown and ignored"
            + (isMisspelt ? ": names are lower case, without spaces" : "")
    }
}

extension SSELint {
    /// What only the lines of a block together show.
    private mutating func checkWhole(_ block: FramedBlock, _ facts: SSEBlockFacts, into report: inout LintReport) {
        guard block.piece == .whole, !block.isTail, facts.hasLines else { return }
        if facts.dataLines > 1 {
            report.add(.sseMultilineData, "the event has \(facts.dataLines) data lines")
        }
        if block.kind != .event {
            if facts.hasOtherFields {
                report.add(.sseEventNoData, "a block with event, id or retry but without data")
            } else if hasID, !isDone {
                report.add(.sseIdThenBlank, "a block without data after an id was sent")
            }
        } else if block.data.isEmpty, !(facts.hasID && report.place.event == 1) {
            // A first event with an id and nothing else tells MCP clients from where to resume.
            report.add(.sseEmptyData, "the event's data is empty")
        }
        if block.data.startsWithText("[DONE]") { isDone = true }
    }
}

/// What the lines of one SSE block are.
struct SSEBlockFacts {
    /// It has lines that are not blank.
    var hasLines = false
    var hasID = false
    /// `event`, a valid `retry`, or an `id` that is not empty.
    var hasOtherFields = false
    var comments = 0
    var dataLines = 0
    /// Data lines without a space after the colon.
    var tightDataLines = 0
}
