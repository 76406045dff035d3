import Reports
import Sessions
import StreamCore

/// How exchanges belong together, for people: attempts of one call, turns of one conversation.
struct LinkLines {
    let links: ExchangeLinks
    let style: SheetStyle

    /// The attempts of one call, below each other; empty when there was only one.
    func attempts(of number: Int) -> [String] {
        guard let group = links.retries(of: number) else { return [] }
        let numberWidth = group.attempts.map { "#\($0.number)".count }.max() ?? 0
        let resultWidth = group.attempts.map(\.result.count).max() ?? 0
        let lines = group.attempts.map { attempt -> String in
            let mark = attempt.number == number ? "▸" : " "
            let name = SheetText.padded("#\(attempt.number)", to: numberWidth)
            let result = SheetText.padded(title(attempt.result), to: resultWidth)
            let width = (style.width ?? 10_000) - numberWidth - resultWidth - 8
            let wait = attempt.wait == nil ? "" : "  \(SheetText.shortened(waited(attempt), to: width))"
            return "\(mark) \(name)  "
                + style.paint(result, Int(attempt.result).map { $0 < 400 } ?? false ? .good : .bad)
                + style.paint(wait, .dim)
        }
        return lines + [style.paint("\(lost(group))", .dim)]
    }

    /// Where an exchange stands in its conversation; empty when it stands alone.
    func conversation(of number: Int) -> [String] {
        guard let turn = links.turn(of: number), let whole = links.conversation(of: number) else { return [] }
        var parts = ["turn \(turn.turn) of \(whole.turns) in conversation \(whole.id)"]
        if let previous = turn.previous {
            let gap = turn.gap.map { gap in
                ", \(Quantity.time(gap.count)) after its answer\(turn.bringsResults ? ", spent on tools" : "")"
            }
            parts.append("goes on from #\(previous)\(gap ?? "")")
        }
        if !turn.next.isEmpty { parts.append("next \(turn.next.map { "#\($0)" }.joined(separator: ", "))") }
        return packed(parts, nil) + packed(times(whole), .dim)
    }

    /// As lines of a page, which are indented.
    private func packed(_ facts: [String], _ tone: Tone?) -> [String] {
        SheetText.packed(facts, to: style.width.map { $0 - 2 }).map { style.paint($0, tone) }
    }

    /// What a list's exchanges cost together; empty without prices.
    func total(_ costs: [ExchangeCost]) -> [String] {
        CostSummary(costs).map { entry("cost", [SpendingText.cost($0)]) } ?? []
    }

    /// What stands below a list: each conversation and each call that was sent again.
    func summary() -> [String] {
        let conversations = links.conversations.flatMap { whole in
            entry(
                "conversation \(whole.id)",
                [Quantity.counted(whole.turns, "turn"), numbers(whole.exchanges)] + times(whole)
            )
        }
        let retries = links.retries.flatMap { group in
            let chain = group.attempts.map { "#\($0.number) \(title($0.result))" }.joined(separator: " → ")
            return entry("retried", [chain, lost(group)])
        }
        return conversations + retries
    }

    private func entry(_ title: String, _ facts: [String]) -> [String] {
        SheetText.packed(facts, to: style.width.map { max($0 - 19, 20) }).enumerated().map { place, line in
            style.paint(SheetText.padded(place == 0 ? title : "", to: 18), .dim) + line
        }
    }

    /// `#1–#4 #7`.
    private func numbers(_ numbers: [Int]) -> String {
        var ranges: [ClosedRange<Int>] = []
        for number in numbers.sorted() {
            if let last = ranges.last, last.upperBound + 1 == number {
                ranges[ranges.count - 1] = last.lowerBound...number
            } else {
                ranges.append(number...number)
            }
        }
        return ranges.map { $0.count == 1 ? "#\($0.lowerBound)" : "#\($0.lowerBound)–#\($0.upperBound)" }
            .joined(separator: " ")
    }

    private func times(_ whole: Conversation) -> [String] {
        let parts = [(whole.modelTime, "model"), (whole.toolTime, "tools"), (whole.idleTime, "between turns")]
        return parts.filter { $0.0 > .zero }.map { "\($0.1) \(Quantity.time($0.0.count))" }
    }

    private func lost(_ group: RetryGroup) -> String {
        "\(Quantity.time(group.lost.count)) lost" + (group.isAnswered ? "" : ", never answered")
    }

    private func waited(_ attempt: RetryGroup.Attempt) -> String {
        let wait = Quantity.time(attempt.wait?.count)
        let advised = attempt.advisedWait.map { " (asked to wait \(Quantity.time($0.count)))" } ?? ""
        return "\(wait) after the one before\(advised)"
    }

    private func title(_ result: String) -> String { String(result.map { $0 == "_" ? " " : $0 }) }
}
