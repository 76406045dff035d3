/// A hint at what a block of a stream is for, as captures store it (`cls`).
package enum BlockClass: String, Sendable, CaseIterable {
    case role, text, reasoning, tool, stop, usage, ping, error, done, other, partial

    /// The most telling of an event's deltas; content counts before everything but errors.
    init(_ deltas: ArraySlice<Delta>) {
        var best = Self.other
        for place in deltas.indices {
            let candidate = Self(kind: deltas[place].kind)
            if candidate.weight > best.weight { best = candidate }
        }
        self = best
    }

    private init(kind: Delta.Kind) {
        switch kind {
        case .role: self = .role
        // A refusal is what the user reads; media is what the user waits for.
        case .text, .refusal, .media: self = .text
        case .reasoning: self = .reasoning
        case .toolStart, .toolArguments: self = .tool
        case .usage: self = .usage
        case .finish: self = .stop
        case .error: self = .error
        case .other: self = .other
        }
    }

    private var weight: Int {
        switch self {
        case .error: 7
        case .text: 6
        case .tool: 5
        case .reasoning: 4
        case .stop: 3
        case .role: 2
        case .usage: 1
        case .ping, .done, .other, .partial: 0
        }
    }
}
