/// What the reader remembers of one choice.
struct DashScopeChoice: Sendable {
    private let index: Int
    private var texts: DashScopeTexts
    private var thoughts: DashScopeTexts
    private var arguments: DashScopeTexts
    private var tools = ToolCallTracker()
    private var hasRole = false
    private var isFinished = false

    init(index: Int, isCumulative: Bool?) {
        self.index = index
        texts = DashScopeTexts(isCumulative: isCumulative)
        thoughts = texts
        arguments = texts
    }

    mutating func read(_ fields: DashScopeFields, into deltas: inout [Delta]) {
        if !hasRole, let role = fields.role?.nonEmptyString {
            hasRole = true
            deltas.append(Delta(.role, choice: index, text: role))
        }
        if let text = fields.reasoning?.bytes {
            for piece in thoughts.pieces(of: text, at: 0) {
                deltas.append(Delta(.reasoning, choice: index, text: piece))
            }
        }
        fields.forEachText { place, text in
            for piece in texts.pieces(of: text, at: place) { deltas.append(Delta(.text, choice: index, text: piece)) }
        }
        fields.toolCalls?.forEachElement { readCall($0, into: &deltas) }
        if let data = fields.audio?["data"]?.bytes, !data.isEmpty {
            deltas.append(Delta(.media, choice: index, text: "audio", byteCount: Base64.decodedCount(data)))
        }
    }

    /// Ends the choice; returns whether it was open until now.
    mutating func finish() -> Bool {
        defer { isFinished = true }
        return !isFinished
    }

    private mutating func readCall(_ call: JSONView, into deltas: inout [Delta]) {
        let fields = OpenAIToolCallFields(call)
        let place = tools.place(index: fields.index, id: fields.id, name: fields.name)
        if place.isNew {
            deltas.append(
                Delta(.toolStart, choice: index, index: place.position, id: fields.id, name: fields.name)
            )
        }
        guard let text = fields.arguments?.bytes else { return }
        for piece in arguments.pieces(of: text, at: place.position) {
            deltas.append(Delta(.toolArguments, choice: index, index: place.position, text: piece))
        }
    }
}
