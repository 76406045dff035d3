/// What a block of a stream carries, as far as timing asks: which firsts it can be.
package struct BlockContents: OptionSet, Hashable, Sendable {
    package var rawValue: UInt16

    package init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    package static let role = Self(rawValue: 1 << 0)
    package static let reasoning = Self(rawValue: 1 << 1)
    /// Reasoning that is only a summary; its tokens count as hidden.
    package static let reasoningSummary = Self(rawValue: 1 << 2)
    package static let text = Self(rawValue: 1 << 3)
    package static let refusal = Self(rawValue: 1 << 4)
    /// A tool call's name or id.
    package static let tool = Self(rawValue: 1 << 5)
    package static let toolArguments = Self(rawValue: 1 << 6)
    package static let media = Self(rawValue: 1 << 7)
    package static let usage = Self(rawValue: 1 << 8)
    package static let finish = Self(rawValue: 1 << 9)
    package static let error = Self(rawValue: 1 << 10)
    package static let other = Self(rawValue: 1 << 11)
    /// Clients saw it: it was dispatched.
    package static let event = Self(rawValue: 1 << 12)
    /// Dispatched or not, it only keeps the connection alive; every comment is one.
    package static let ping = Self(rawValue: 1 << 13)
    /// Dispatched without data, to give clients an event ID.
    package static let priming = Self(rawValue: 1 << 14)

    /// Any of these makes a content event (METRICS: e_i).
    package static let content: Self = [.reasoning, .reasoningSummary, .answer, .media]
    /// Any of these ends the reasoning.
    package static let answer: Self = [.text, .refusal, .tool, .toolArguments]

    package var isContent: Bool { !isDisjoint(with: .content) }
    package var isAnswer: Bool { !isDisjoint(with: .answer) }
    package var isReasoning: Bool { !isDisjoint(with: [.reasoning, .reasoningSummary]) }
    /// Whether it can be the first event: dispatched, neither ping nor priming.
    package var isSubstantial: Bool { contains(.event) && isDisjoint(with: [.ping, .priming]) }

    /// What a framed block and its deltas amount to.
    ///
    /// - Parameters:
    ///   - block: the block.
    ///   - deltas: what its dialect makes of it.
    ///   - isPing: the dialect calls this event a keep-alive.
    package init(_ block: FramedBlock, deltas: some Sequence<Delta>, isPing: Bool = false) {
        self = []
        switch block.kind {
        case .event:
            insert(.event)
            if block.data.isEmpty { insert(.priming) }
        case .comment where block.isBlank || block.isTail || block.piece == .middle || block.piece == .closing: break
        case .comment: insert(.ping)
        case .control where block.message?.opcode == .close: break
        case .control: insert(.ping)
        case .retry: break
        }
        if isPing { insert(.ping) }
        for delta in deltas { formUnion(Self(delta)) }
    }

    /// What one delta adds; empty text is no content.
    ///
    /// A reasoning delta with the name `summary` is a summary.
    package init(_ delta: Delta) {
        guard delta.isContent else {
            self = Self.status(delta.kind)
            return
        }
        switch delta.kind {
        case .text: self = .text
        case .reasoning: self = delta.name == "summary" ? .reasoningSummary : .reasoning
        case .refusal: self = .refusal
        case .toolStart: self = .tool
        case .toolArguments: self = .toolArguments
        case .media: self = .media
        case .role, .usage, .finish, .error, .other: self = .other
        }
    }

    private static func status(_ kind: Delta.Kind) -> Self {
        switch kind {
        case .role: .role
        case .usage: .usage
        case .finish: .finish
        case .error: .error
        case .text, .reasoning, .refusal, .toolStart, .toolArguments, .media, .other: .other
        }
    }
}
