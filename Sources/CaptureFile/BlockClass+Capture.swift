import StreamCore

/// How a capture writes the class of a block (`cls`): a convenience for queries, never the truth.
extension BlockClass {
    var literal: StaticString {
        switch self {
        case .role: "role"
        case .text: "text"
        case .reasoning: "reasoning"
        case .tool: "tool"
        case .stop: "stop"
        case .usage: "usage"
        case .ping: "ping"
        case .error: "error"
        case .done: "done"
        case .other: "other"
        case .partial: "partial"
        }
    }

    init?(_ text: ByteView) {
        guard let hint = Self.allCases.first(where: { text.elementsEqual($0.rawValue.utf8) }) else { return nil }
        self = hint
    }
}
