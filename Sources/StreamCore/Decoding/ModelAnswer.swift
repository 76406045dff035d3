/// A model's answer in one view for all dialects, folded from ``Delta``s.
package struct ModelAnswer: Equatable, Sendable {
    /// One choice or candidate.
    package struct Choice: Equatable, Sendable {
        package var index: Int
        /// Nil until a piece came; always nil where no text is kept.
        package var text: String?
        package var reasoning: String?
        /// Text that leads up to tool calls and is no part of the answer.
        package var commentary: String?
        package var refusal: String?
        package var toolCalls: [ToolCall] = []
        package var media: [ReceivedMedia] = []
        package var finishReason: String?
    }

    package var model: String?
    /// The last counts that came.
    package var usage = Usage()
    /// The first error.
    package var error: ProviderError?
    /// Whether text came from a channel that was only guessed, because the dialect is unknown.
    package private(set) var isGuessed = false
    private let keepsText: Bool
    private var arrived: [Choice] = []
    private var places = WireIndexMap()

    /// - Parameter keepsText: false beside live streams, which only need names, counts and reasons.
    package init(keepsText: Bool = true) {
        self.keepsText = keepsText
    }

    /// The choices in order of their index.
    package var choices: [Choice] { arrived.sorted { $0.index < $1.index } }

    /// The choice that most people mean: index 0, else the first.
    package var firstChoice: Choice? { arrived.min { $0.index < $1.index } }

    /// Adds what a delta says.
    ///
    /// With `addsUsage` each count is of another answer; else the last one is for all.
    package mutating func apply(_ delta: Delta, addsUsage: Bool = false) {
        switch delta.kind {
        case .usage: usage = delta.usage.map { addsUsage ? usage.adding($0) : $0 } ?? usage
        case .error: error = error ?? ProviderError(type: delta.name, message: delta.text ?? "", code: delta.id)
        case .media: arrived[place(of: delta.choice)].media.add(delta)
        case .role, .text, .reasoning, .refusal, .finish, .toolStart, .toolArguments:
            arrived[place(of: delta.choice)].apply(delta, keepsText: keepsText)
            if delta.kind == .text, delta.name != nil, !delta.isCommentary { isGuessed = true }
        case .other:
            if delta.endsImpliedReasoning {
                arrived[place(of: delta.choice)].turnTextIntoReasoning(droppingLast: delta.byteCount ?? 0)
            } else if let kind = delta.restates, keepsText {
                arrived[place(of: delta.choice)].restate(kind, delta)
            }
        }
    }

    private mutating func place(of index: Int) -> Int {
        if let place = places.place(of: index) { return place }
        arrived.append(Choice(index: index))
        return places.open(index)
    }
}

extension ModelAnswer.Choice {
    fileprivate mutating func apply(_ delta: Delta, keepsText: Bool) {
        switch delta.kind {
        case .text where keepsText && delta.isCommentary: Self.append(delta.text, to: &commentary)
        case .text where keepsText: Self.append(delta.text, to: &text)
        case .reasoning where keepsText: Self.append(delta.text, to: &reasoning)
        case .refusal where keepsText: Self.append(delta.text, to: &refusal)
        case .finish: finishReason = delta.text
        case .toolStart: toolCalls[place(of: delta)].start(delta)
        case .toolArguments where keepsText: toolCalls[place(of: delta)].append(delta)
        default: break
        }
    }

    fileprivate mutating func turnTextIntoReasoning(droppingLast byteCount: Int) {
        guard let told = text else { return }
        Self.append(String(decoding: told.utf8.dropLast(byteCount), as: UTF8.self), to: &reasoning)
        text = nil
    }

    fileprivate mutating func restate(_ kind: Delta.Kind, _ delta: Delta) {
        switch kind {
        case .text: text = delta.text
        case .reasoning: reasoning = delta.text
        case .refusal: refusal = delta.text
        case .toolArguments: toolCalls[place(of: delta)].arguments = delta.text ?? ""
        default: break
        }
    }

    private mutating func place(of delta: Delta) -> Int {
        let position = max(0, delta.index ?? toolCalls.count - 1)
        while toolCalls.count <= position {
            toolCalls.append(ToolCall(choice: index, index: toolCalls.count))
        }
        return position
    }

    private static func append(_ piece: String?, to whole: inout String?) {
        guard let piece else { return }
        whole = whole ?? ""
        whole? += piece
    }
}
