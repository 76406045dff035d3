/// What breaks clients that are written in a few lines: split at line ends, remove `data: `, compare with
/// `[DONE]`, parse, take `choices[0].delta.content`.
///
/// Only chat-like streams have such clients. Which dialect a stream is of may be known only after its first
/// lines, so that what they do is told at the end, at their place.
struct NaiveLint: StreamLint {
    private struct Habit {
        var place: LintPlace
        var evidence: String
        var count = 0
    }

    private var habits: [LintCode: Habit] = [:]

    mutating func check(_ event: LintedEvent, into report: inout LintReport) {
        note(event.lines, of: event.block, at: event.place)
        let data = event.event.data
        if event.isDone, data.count > 6 { note(.naiveDoneSpace, at: event.place, Excerpt.text(of: data)) }
        if let choices = event.object?["choices"], choices.first == nil {
            note(.naiveEmptyChoices, at: event.place, Excerpt.text(of: data))
        }
        if let found = Self.dataMark(in: data) {
            note(.naiveDataInText, at: event.place, Excerpt.text(of: ByteView(rebasing: data[max(found - 20, 0)...])))
        }
    }

    mutating func check(ignored block: LintedBlock, into report: inout LintReport) {
        note(block.lines, of: block.block, at: block.place)
    }

    mutating func finish(_ end: LintedEnd, into report: inout LintReport) {
        guard end.isStream, end.dialect?.terminator == "[DONE]" else { return }
        for (code, message) in Self.messages {
            guard let habit = habits[code] else { continue }
            report.add(code, message, at: habit.place, count: habit.count, evidence: habit.evidence)
        }
    }

    private mutating func note(_ lines: SSEBlockFacts, of block: FramedBlock, at place: LintPlace) {
        if lines.comments > 0 { note(.naiveComment, at: place, Excerpt.text(of: block.bytes.trimmed)) }
        if lines.tightDataLines > 0 { note(.naiveNoSpace, at: place, Excerpt.text(of: block.bytes.trimmed)) }
        if lines.dataLines > 1 { note(.naiveMultiline, at: place, Excerpt.text(of: block.data)) }
    }

    private mutating func note(_ code: LintCode, at place: LintPlace, _ evidence: @autoclosure () -> String) {
        if habits[code] == nil { habits[code] = Habit(place: place, evidence: evidence()) }
        habits[code]?.count += 1
    }

    private static let messages: [(LintCode, String)] = [
        (.naiveEmptyChoices, "a chunk without choices: choices[0] fails"),
        (.naiveComment, "a comment line: it is parsed as JSON"),
        (.naiveNoSpace, "data: without a space: its removal finds nothing"),
        (.naiveMultiline, "one event in several data lines: each is parsed by itself"),
        (.naiveDataInText, "\"data: \" inside the payload: a removal everywhere changes the text"),
        (.naiveDoneSpace, "the end is not exactly [DONE]: it is parsed as JSON"),
    ]

    /// Where `data: ` stands; payloads have few spaces, so that these are looked for.
    private static func dataMark(in data: ByteView) -> Int? {
        guard let base = data.baseAddress else { return nil }
        let space = UInt8(ascii: " ")
        var place = 0
        while place < data.count {
            let next = ByteScan.first(of: space, or: space, in: base, place..<data.count)
            guard next < data.count else { return nil }
            if next >= 5, ByteView(rebasing: data[(next - 5)...]).startsWithText("data: ") { return next - 5 }
            place = next + 1
        }
        return nil
    }
}
