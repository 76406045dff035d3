import Sessions
import StreamCore

/// `--text`: nothing but the text of choice 0, growing.
///
/// One exchange is shown at a time; what others say meanwhile waits until it is over.
struct TailText: TailFormat {
    /// Whether a person reads it: control characters are made visible then.
    let isForTerminal: Bool
    private var current: Int?
    /// In order of their first text.
    private var waiting: [(number: Int, text: String, isOver: Bool)] = []
    private var isAtLineStart = true

    init(isForTerminal: Bool) {
        self.isForTerminal = isForTerminal
    }

    mutating func append(_ item: TailItem, tags: [String], to output: inout [UInt8]) {
        switch item {
        case .event(let event, let exchange):
            for delta in event.deltas where delta.kind == .text && delta.choice == 0 {
                take(delta.text ?? "", of: exchange.number, to: &output)
            }
        case .ended(let result):
            if !result.isStream, let text = result.answer.firstChoice?.text {
                take(text, of: result.recorded.number, to: &output)
            }
            end(result.recorded.number, to: &output)
        case .restarted: finish(to: &output)
        case .opened, .headers, .bytes: break
        }
    }

    mutating func finish(to output: inout [UInt8]) {
        if let current { end(current, to: &output) }
        while let next = waiting.first {
            waiting[0].isOver = true
            show(next.text, to: &output)
            breakLine(to: &output)
            waiting.removeFirst()
        }
    }

    private mutating func take(_ text: String, of number: Int, to output: inout [UInt8]) {
        guard !text.isEmpty else { return }
        if current == nil { current = number }
        if current == number {
            show(text, to: &output)
        } else if let place = waiting.firstIndex(where: { $0.number == number }) {
            waiting[place].text += text
        } else {
            waiting.append((number, text, false))
        }
    }

    private mutating func end(_ number: Int, to output: inout [UInt8]) {
        guard number == current else {
            if let place = waiting.firstIndex(where: { $0.number == number }) { waiting[place].isOver = true }
            return
        }
        breakLine(to: &output)
        current = nil
        while current == nil, !waiting.isEmpty {
            let next = waiting.removeFirst()
            show(next.text, to: &output)
            if next.isOver { breakLine(to: &output) } else { current = next.number }
        }
    }

    private mutating func show(_ text: String, to output: inout [UInt8]) {
        output += (isForTerminal ? TerminalText.visible(text) : text).utf8
        isAtLineStart = text.utf8.last == 0x0A
    }

    private mutating func breakLine(to output: inout [UInt8]) {
        if !isAtLineStart { output.append(0x0A) }
        isAtLineStart = true
    }
}
