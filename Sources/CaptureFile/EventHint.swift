import StreamCore

/// What an event was for, as the recorder's dialect understood it; a convenience for queries, never the truth.
package enum EventHint: String, CaseIterable, Sendable {
    case role, text, reasoning, tool, stop, usage, ping, error, done, other
    /// The body ended inside it.
    case partial

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
