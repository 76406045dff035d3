import Sessions
import StreamCore

/// Turns the deltas of a stream into text that grows: reasoning, text and tool calls, each under its label.
///
/// A plain answer has no label; the first other thing brings them.
struct GrowingAnswer {
    private struct Place: Hashable {
        var kind: Delta.Kind
        var choice: Int
        var index: Int?
        var isCommentary = false
    }

    private let style: SheetStyle
    private var current: Place?
    /// What calls are called, for those that go on after another.
    private var toolTitles: [Place: String] = [:]
    private var isAtLineStart = true
    private var hasText = false

    init(style: SheetStyle) {
        self.style = style
    }

    /// What the event adds to the output.
    mutating func text(of event: AnalyzedEvent) -> String {
        event.deltas.reduce(into: "") { $0 += text(of: $1) }
    }

    /// Ends the last line.
    mutating func finish() -> String {
        defer { isAtLineStart = true }
        return isAtLineStart ? "" : "\n"
    }

    private mutating func text(of delta: Delta) -> String {
        switch delta.kind {
        case .text, .reasoning, .refusal: return add(delta.text ?? "", to: place(delta.kind, delta))
        case .toolStart: return label(for: delta)
        case .toolArguments:
            guard delta.argumentPath == nil else { return "" }
            return add(delta.text ?? "", to: place(.toolStart, delta))
        case .media: return add("[\(delta.text ?? "media")\(size(delta))]", to: place(.media, delta))
        case .error:
            let texts = [delta.text, delta.name].compactMap(\.self).filter { !$0.isEmpty }
            return open("error", .bad) + add(texts.first ?? "unknown", to: place(.error, delta))
        case .role, .usage, .finish, .other: return ""
        }
    }

    private func place(_ kind: Delta.Kind, _ delta: Delta) -> Place {
        let index = kind == .toolStart ? delta.index : nil
        return Place(kind: kind, choice: delta.choice, index: index, isCommentary: delta.isCommentary)
    }

    private func size(_ delta: Delta) -> String {
        delta.byteCount.map { ", \(Quantity.bytes($0))" } ?? ""
    }

    private mutating func label(for delta: Delta) -> String {
        let place = place(.toolStart, delta)
        // Some servers repeat the start with each piece.
        guard place != current else { return "" }
        current = place
        let name = delta.name.map { " \(SheetText.line($0))" } ?? ""
        let id = delta.id.map { " \(SheetText.line($0))" } ?? ""
        let title = "tool\(name)\(id)\(choice(delta.choice))"
        toolTitles[place] = title
        return open(title, .accent)
    }

    private mutating func add(_ text: String, to place: Place) -> String {
        guard !text.isEmpty else { return "" }
        var result = ""
        if place != current {
            let isPlain = place.kind == .text && !place.isCommentary && place.choice == 0 && current == nil
            if !isPlain, place.kind != .error {
                result += open(title(of: place), place.kind == .toolStart ? .accent : .dim)
            }
            current = place
        }
        // A terminal must not obey what a peer sent; a pipe gets the exact text.
        let shown = style.width == nil ? text : TerminalText.visible(text)
        isAtLineStart = shown.hasSuffix("\n")
        hasText = true
        return result + style.paint(shown, place.kind == .reasoning || place.isCommentary ? .dim : nil)
    }

    private func title(of place: Place) -> String {
        let kind = place.isCommentary ? "commentary" : place.kind == .toolStart ? "tool" : place.kind.rawValue
        return toolTitles[place] ?? kind + choice(place.choice)
    }

    private func choice(_ number: Int) -> String {
        number == 0 ? "" : " of choice \(number)"
    }

    private mutating func open(_ title: String, _ tone: Tone) -> String {
        let lead = finish() + (hasText ? "\n" : "")
        hasText = true
        return lead + style.paint("── \(title)", tone) + "\n"
    }
}
