extension Delta {
    private static let restatedPrefix = "restated."

    /// The whole of a channel or of a call's arguments as the provider states it at the end, where the pieces
    /// that were told do not make it: a stream that was resumed in the middle, or lost events.
    ///
    /// It is not content: it came before, or never.
    static func restated(_ kind: Kind, index: Int? = nil, text: String) -> Delta {
        Delta(.other, index: index, text: text, name: restatedPrefix + kind.rawValue)
    }

    /// What ``text`` replaces; nil for all other deltas.
    var restates: Kind? {
        guard kind == .other, let name, name.hasPrefix(Self.restatedPrefix) else { return nil }
        return Kind(rawValue: String(name.dropFirst(Self.restatedPrefix.count)))
    }

    static let commentaryName = "commentary"

    /// Text that leads up to tool calls and is no part of the answer.
    package var isCommentary: Bool { kind == .text && name == Self.commentaryName }
}
