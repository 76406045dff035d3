import Sessions
import StreamCore

/// Two exchanges side by side, for people.
struct DiffText {
    let diff: ExchangeDiff
    let style: SheetStyle

    private static let labelWidth = 10

    func lines() -> [String] {
        head()
            + section("Prompt", prompt())
            + section("Cache", cache())
            + section("Answer", answer())
            + FigureTable(title: "Timing", figures: diff.timing, style: style).lines()
            + FigureTable(title: "Usage", figures: diff.usage, style: style).lines()
    }

    private func head() -> [String] {
        [("A", diff.a), ("B", diff.b)].map { name, exchange in
            let facts = [exchange.dialect, exchange.model, exchange.state.title].compactMap(\.self)
            return style.paint("\(name)  #\(exchange.recorded.number)", .strong)
                + style.paint("  \(SheetText.line(facts.joined(separator: " · ")))", .dim)
        }
    }

    private func section(_ title: String, _ content: [String]) -> [String] {
        content.isEmpty ? [] : ["", style.paint(title, .strong)] + content.map { "  \($0)" }
    }

    private func prompt() -> [String] {
        let prompt = diff.prompt
        guard prompt.relation != .unknown else { return ["no prompt on \(prompt.a.sections == 0 ? "A" : "B")'s side"] }
        var lines = wrapped(relation, prompt.relation.tone)
        if prompt.b.bytes > 0 { lines.append(share) }
        if prompt.relation == .diverged || prompt.relation == .unrelated, let place = prompt.divergence {
            lines += sides(place)
        }
        if !prompt.tools.isEmpty { lines += entry("tools", prompt.tools.map(text).joined(separator: ", ")) }
        for setting in prompt.settings {
            lines += entry("differs", "\(setting.name): \(value(setting.a)) → \(value(setting.b))")
        }
        return lines
    }

    private var relation: String {
        let prompt = diff.prompt
        switch prompt.relation {
        case .identical: return "identical: \(Quantity.counted(prompt.b.sections, "part"))"
        case .bContinuesA:
            return "B goes on from A: all of it (\(Quantity.counted(prompt.a.sections, "part"))), then "
                + "\(prompt.b.sections - prompt.a.sections) more"
        case .aContinuesB:
            return "B is the beginning of A: \(prompt.a.sections - prompt.b.sections) parts fewer"
        case .diverged, .unrelated, .unknown:
            return "parts at \(SheetText.line(prompt.divergence?.path ?? "the start")), after "
                + "\(prompt.commonSections) of \(Quantity.counted(prompt.b.sections, "part"))"
        }
    }

    /// How much of B is in common, as a bar.
    private var share: String {
        let prompt = diff.prompt
        let share = min(1, Double(prompt.commonBytes) / Double(prompt.b.bytes))
        let width = 24
        let drawn = Int((share * Double(width)).rounded(.down))
        let percent = share < 1 ? min(99, Int(share * 100)) : 100
        return style.paint(String(repeating: "█", count: drawn), .accent)
            + style.paint(String(repeating: "░", count: width - drawn), .dim)
            + "  \(Quantity.bytes(prompt.commonBytes)) of B's \(Quantity.bytes(prompt.b.bytes)) in common (\(percent)%)"
    }

    /// What stands on each side where two values part.
    private func sides(_ place: Divergence) -> [String] {
        [("A", place.a, Tone.bad), ("B", place.b, Tone.good)].map { name, text, tone in
            let shown = text.map { SheetText.line($0) } ?? "(nothing)"
            let width = (style.width ?? 10_000) - 7
            return "  \(name)  " + style.paint(SheetText.shortened(shown, to: width), tone)
        }
    }

    private func text(_ change: PromptDiff.ToolChange) -> String {
        let sign =
            switch change.kind {
            case .added: "+"
            case .removed: "−"
            case .changed: "~"
            case .moved: "moved: "
            }
        return sign + SheetText.line(change.name)
    }

    private func value(_ value: JSONValue?) -> String {
        value.map { SheetText.shortened(SheetText.line($0.text()), to: 40) } ?? "(not given)"
    }

    private func cache() -> [String] {
        let verdict = diff.cache
        guard diff.prompt.relation != .unknown else { return [] }
        var lines = wrapped(verdict.summary, verdict.isExplained == false ? .warning : nil)
        if let isExplained = verdict.isExplained {
            lines += entry("explained", isExplained ? "yes" : "not by the prompts alone")
        }
        lines += verdict.known.flatMap { entry("known", $0) }
        return lines + verdict.guesses.flatMap { entry("guess", $0) }
    }

    private func answer() -> [String] {
        let answer = diff.answer
        var lines: [String] = []
        if let text = answer.text, answer.lengths.a == 0 || answer.lengths.b == 0 {
            let isOnlyB = answer.lengths.a == 0
            let count = max(answer.lengths.a, answer.lengths.b)
            lines.append("only \(isOnlyB ? "B" : "A") has text, \(Quantity.counted(count, "character"))")
            lines += sides(text).suffix(isOnlyB ? 1 : 2).prefix(1)
        } else if let text = answer.text {
            let lengths = "\(answer.lengths.a) and \(answer.lengths.b) characters"
            lines.append("texts part after \(Quantity.counted(text.commonCharacters ?? 0, "character")) (\(lengths))")
            lines += sides(text)
        } else {
            lines.append(answer.lengths.b == 0 ? "no text" : "the same text, \(answer.lengths.b) characters")
        }
        if answer.reasoning != nil { lines.append("reasoning differs") }
        if answer.finishReasons.a != answer.finishReasons.b {
            let reasons = [answer.finishReasons.a, answer.finishReasons.b].map { SheetText.line($0 ?? "none") }
            lines += entry("finish", "\(reasons[0]) → \(reasons[1])")
        }
        return lines + answer.calls.flatMap(call)
    }

    private func call(_ call: AnswerDiff.Call) -> [String] {
        let name = SheetText.line(call.b ?? call.a ?? "(no name)")
        guard let place = call.divergence else { return entry("tool call", "\(name): the same") }
        switch place.change {
        case .onlyInA: return entry("tool call", "\(name): only in A")
        case .onlyInB: return entry("tool call", "\(name): only in B")
        case .changed: return entry("tool call", "\(name): parts at \(SheetText.line(place.path))") + sides(place)
        }
    }

    private func entry(_ label: String, _ text: String) -> [String] {
        let width = style.width.map { max($0 - Self.labelWidth - 3, 20) } ?? .max
        return SheetText.wrapped(SheetText.line(text), to: width).enumerated().map { place, line in
            style.paint(SheetText.padded(place == 0 ? label : "", to: Self.labelWidth), .dim) + line
        }
    }

    private func wrapped(_ text: String, _ tone: Tone?) -> [String] {
        let lines = style.width.map { SheetText.wrapped(SheetText.line(text), to: $0 - 3) } ?? [SheetText.line(text)]
        return lines.map { style.paint($0, tone) }
    }
}

extension PromptDiff.Relation {
    fileprivate var tone: Tone? {
        switch self {
        case .identical, .bContinuesA: .good
        case .diverged, .unrelated: .warning
        case .aContinuesB, .unknown: nil
        }
    }
}
