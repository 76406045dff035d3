/// Rules about how lines end.
///
/// A CR at the end of a block waits for the next byte, so that reads do not matter.
struct LineEndLint: Sendable {
    /// The style of the first line, and where that line is.
    private var first: (end: SSELine.End, place: LintPlace)?
    private var isMixed = false
    private var open: LintPlace?

    /// The last line ended with a CR, and an LF may follow.
    var isOpen: Bool { open != nil }

    mutating func note(_ line: SSELine, at place: LintPlace, into report: inout LintReport) {
        guard let end = line.end else { return }
        if line.isEndOpen { open = place } else { note(end, at: place, into: &report) }
    }

    /// The next byte is known.
    mutating func settle(isCRLF: Bool, into report: inout LintReport) {
        guard let place = open else { return }
        open = nil
        note(isCRLF ? .crlf : .cr, at: place, into: &report)
    }

    mutating func finish(into report: inout LintReport) {
        settle(isCRLF: false, into: &report)
        guard let first, first.end == .cr, !isMixed else { return }
        report.add(.sseCrOnly, "lines end with a bare CR", at: first.place, evidence: "\\r")
    }

    private mutating func note(_ end: SSELine.End, at place: LintPlace, into report: inout LintReport) {
        guard let first else {
            first = (end, place)
            return
        }
        guard end != first.end else { return }
        isMixed = true
        let message = "this line ends with \(end.rawValue), the first one with \(first.end.rawValue)"
        report.add(.sseMixedEol, message, at: place, evidence: end == .lf ? "\\n" : end == .cr ? "\\r" : "\\r\\n")
    }
}
